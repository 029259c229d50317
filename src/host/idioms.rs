//! What is known of a language beside its syntax, as `grammars/<language>/language.yml` says it: which calls
//! keep a text as it is, which iterables are small, what a request is called.

use std::collections::BTreeMap;

use serde::Deserialize;

/// All lists hold names as they are written in programs. A name with separators (`os.environ`) matches the
/// end of a path, one without matches the last name of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Idioms {
    pub strings: Strings,
    pub values: Values,
    pub loops: Loops,
    pub functions: Functions,
    pub schedules: Schedules,
    pub rows: Rows,
    pub transactions: Transactions,
    pub requests: Requests,
    pub usage: Usage,
    /// Libraries whose objects bear the names of database connections and sessions, and are none.
    pub other_clients: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Strings {
    /// After a backslash at the end of a line, the white space of the next line is dropped too.
    pub continuation_drops_indent: bool,
    /// Methods and functions whose result reads like the text they are given.
    pub keep: Vec<String>,
    /// Methods that fill `{}` in the text they are called on.
    pub fill_braces: Vec<String>,
    /// Macros that fill `{}` in their first argument, and see the names around them.
    pub format_macros: Vec<String>,
    /// Macros that put their arguments together.
    pub concat_macros: Vec<String>,
    /// `separator.join(list)`.
    pub join_on_separator: Vec<String>,
    /// `list.join(separator)`.
    pub join_on_list: Vec<String>,
    /// Methods that replace one text in another.
    pub replace: Vec<String>,
    /// Methods that add to a text.
    pub append_text: Vec<String>,
    /// Methods that add an item to a list.
    pub append_item: Vec<String>,
    /// Methods that add all items of another list to a list.
    pub append_items: Vec<String>,
    /// Macros that write a list, an item and a count: `vec!["?"; n]`.
    pub list_macros: Vec<String>,
    /// Functions that repeat a value: `repeat("?")`.
    pub repeaters: Vec<String>,
    /// Methods on an iterator that keep its items: `take(n)`, `collect()`.
    pub keep_items: Vec<String>,
    /// Methods and functions that make an item of each item by a closure: `map`.
    pub maps: Vec<String>,
    /// Texts that stand for a bound value.
    pub placeholders: Vec<String>,
    /// Methods that make another text of a text and of nothing else: `split`, `upper`.
    pub derive: Vec<String>,
    /// Functions whose result is their second argument: `cast(type, value)`.
    pub keep_second: Vec<String>,
    /// Calls that make an empty text, to be added to.
    pub new_texts: Vec<String>,
    /// Calls that make an empty list.
    pub new_lists: Vec<String>,
    /// Macros that fill `{}` and add the text to their first argument.
    pub write_macros: Vec<String>,
    /// Letters before a string whose holes are no text yet: `t` of `t"…"`.
    pub template_prefixes: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Values {
    /// Functions and methods whose result cannot carry SQL.
    pub typed_calls: Vec<String>,
    /// Types whose text cannot carry SQL.
    pub typed_types: Vec<String>,
    /// Types of text; a type that names one of them is not safe, whatever else it names.
    pub text_types: Vec<String>,
    /// Calls that give the size of a collection, or say that it is empty.
    pub size_calls: Vec<String>,
    /// Names that variables have which hold a class: `cls`.
    pub class_variables: Vec<String>,
    /// Types that only hold what stands in the program: `&'static str`.
    pub constant_types: Vec<String>,
    /// Functions that quote or escape for SQL, by the slot they are made for.
    pub escapes: Escapes,
    /// Functions that change a text but cannot keep SQL out of it: `html.escape`.
    pub no_cures: Vec<String>,
    /// Functions that replace what a pattern matches: `re.sub(pattern, new, text)`.
    pub substitutes: Vec<String>,
    /// Methods that give a value or something else: `unwrap_or`.
    pub fallbacks: Vec<String>,
    /// Functions that read into their argument: `read_line`.
    pub readers: Vec<String>,
    /// Methods that give what the database holds: `fetchone`.
    pub stored: Vec<String>,
    /// Words in the names of what is bound: `params`.
    pub bound_words: Vec<String>,
    /// Functions and methods whose items begin with a number: `enumerate`.
    pub counting: Vec<String>,
    /// Members of an enum: `value`.
    pub enum_members: Vec<String>,
    /// Classes whose descendants are enums.
    pub enum_types: Vec<String>,
    /// Calls that declare an option of the command line, and calls that read them.
    pub declares_option: Vec<String>,
    pub parses_options: Vec<String>,
    /// Decorators of functions that are handed what a client sent: `app.get`.
    pub entry_decorators: Vec<String>,
    /// Default values that make a parameter something else than what a client sent: `Depends`.
    pub injected: Vec<String>,
    /// Paths that lead to what a client sent, or to the command line and the environment.
    pub request: Vec<String>,
    /// Members that name tables and columns as a model declares them.
    pub metadata: Vec<String>,
    /// Paths that lead to settings.
    pub configuration: Vec<String>,
    /// The object methods are called on: `self`.
    pub receivers: Vec<String>,
    /// Operators that ask whether a value is among others.
    pub membership_operators: Vec<String>,
    /// Those that ask whether it is not.
    pub absence_operators: Vec<String>,
    /// What the names of errors end with.
    pub error_endings: Vec<String>,
    /// What says that there is nothing: `None`.
    pub nothing: Vec<String>,
    /// Methods that ask whether there is nothing.
    pub nothing_tests: Vec<String>,
    /// Methods that ask whether there is something.
    pub presence_tests: Vec<String>,
    /// Methods of a container that ask whether a value is in it.
    pub membership_methods: Vec<String>,
    /// Methods that look a value up: `get`.
    pub lookup_methods: Vec<String>,
    /// Methods that check the form of a text: `isidentifier`.
    pub validators: Vec<String>,
    /// Those whose pattern must match the whole text.
    pub whole_matchers: Vec<String>,
    /// Functions that ask whether a test holds for every item, or for some.
    pub every: Vec<String>,
    pub some: Vec<String>,
    /// Functions and methods that keep the items which a closure lets through.
    pub filters: Vec<String>,
    /// Methods that ask whether all items are in another collection.
    pub subset_methods: Vec<String>,
    /// Macros that stop when a condition does not hold.
    pub assertions: Vec<String>,
    /// Words in the names of functions that refuse what is wrong: `check`.
    pub checking_words: Vec<String>,
    /// Functions that never come back.
    pub leaving_calls: Vec<String>,
}

/// Functions whose result is safe in one slot of SQL, and only there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Escapes {
    /// Where a table or column is named.
    pub name: Vec<String>,
    /// Between quotes that stand in the SQL.
    pub text: Vec<String>,
    /// In place of a whole value: they make the quotes themselves.
    pub value: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Loops {
    /// Methods of an iterator that call a closure for each item.
    pub closure_methods: Vec<String>,
    /// Functions that call a closure for each item: `map(f, items)`.
    pub closure_functions: Vec<String>,
    /// What must stand before such a method, so that it is an iterator's. Empty: anything may.
    pub iterator_sources: Vec<String>,
    /// Functions and methods that pass the items of what they are given on: `enumerate`, `sorted`.
    pub transparent: Vec<String>,
    /// Functions that make a range of numbers.
    pub range_functions: Vec<String>,
    /// Functions and methods that make chunks.
    pub chunking: Vec<String>,
    /// Words in a variable or iterable that say chunk, page, retry.
    pub chunk_words: Vec<String>,
    pub page_words: Vec<String>,
    /// Calls and members that give what stands on one page.
    pub page_items: Vec<String>,
    /// The same in the condition of a `while`.
    pub cursor_words: Vec<String>,
    pub retry_words: Vec<String>,
    /// Calls that wait: `sleep`.
    pub waiting: Vec<String>,
    /// Calls that fetch the next item of a result or iterator: `while let Some(row) = rows.next()`.
    pub next_calls: Vec<String>,
    /// Paths whose items are few: settings, the list of databases.
    pub few: Vec<String>,
    /// Names that come before or after those of a handful: `CHOICES`.
    pub few_words: Vec<String>,
    /// Words for what is declared, in the name of a loop's variable: `for field in …`.
    pub few_variables: Vec<String>,
    /// What holds the values that a person chose in a form: `cleaned_data`.
    pub form_values: Vec<String>,
    /// Calls that end a query or an iterator after so many items: `limit`, `take`.
    pub limiting: Vec<String>,
    /// Words that say that something is done for many at once.
    pub bulk_words: Vec<String>,
    /// Calls that warn who uses what is about to go.
    pub deprecating: Vec<String>,
    /// Values of an exit that say that something failed: `Err`, so that the loop is no search.
    pub failures: Vec<String>,
    /// Methods that put something into a memory.
    pub remember: Vec<String>,
    /// Functions and methods that take every item of a lazy query.
    pub consumers: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Functions {
    /// What the names of private functions begin with.
    pub private_prefixes: Vec<String>,
    /// A function is private unless it is marked as public.
    pub private_unless_marked: bool,
    /// Decorators that turn a method into an attribute.
    pub properties: Vec<String>,
    /// Decorators that give a function to templates.
    pub tags: Vec<String>,
    /// Decorators that give a function to the command line, and the packages that have them.
    pub commands: Vec<String>,
    pub command_makers: Vec<String>,
    /// Functions whose names begin with one of these words run once.
    pub once_words: Vec<String>,
    /// Parameters that only steps of migrations have.
    pub migration_parameters: Vec<String>,
    /// Decorators, and calls, that keep the result of a function.
    pub caches: Vec<String>,
    /// Words in the names of what keeps results.
    pub memory_words: Vec<String>,
    /// Methods of a function that have it run later: `task.delay(order_id)`.
    pub deferring: Vec<String>,
    /// Names of functions that are a piece of work by themselves: `execute` of an object made for it.
    pub operations: Vec<String>,
    /// Methods of signals, and the arguments by which they are told from other methods of that name.
    pub announcing: Vec<String>,
    pub sender_keywords: Vec<String>,
    /// First words of the names of functions that send something: `send` of `send_receipt`.
    pub sending_words: Vec<String>,
    /// The last expression of a body is its result.
    pub last_is_result: bool,
    /// The call that stands for the bases of a class: `super`.
    pub base_calls: Vec<String>,
    /// What methods are called that make an object ready.
    pub constructors: Vec<String>,
    /// Functions that give a function with some of its arguments.
    pub partials: Vec<String>,
}

/// What runs functions by the clock. Counts only where a file imports one of the packages.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schedules {
    pub packages: Vec<String>,
    /// Calls that are given the function to run, by name or as a closure.
    pub calls: Vec<String>,
    /// Decorators of such functions.
    pub decorators: Vec<String>,
    /// The keys of a table of jobs, and of the times they run at: `{"func": purge, "interval": 60}`.
    pub job_keys: Vec<String>,
    pub time_keys: Vec<String>,
}

/// How a program takes rows of an ORM and what it reads of them. Empty: the language has no ORM that reads rows when an
/// attribute is used.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rows {
    /// Functions whose result has the items of their first argument: `sorted`.
    pub same_items: Vec<String>,
    /// The same of all their arguments, one after the other: `chain`.
    pub joined_items: Vec<String>,
    /// The same of their second argument: `filter(test, items)`.
    pub chosen_items: Vec<String>,
    /// How an object is turned into a text.
    pub texts: Texts,
    /// Functions whose items are numbers with the items of their first argument: `enumerate`.
    pub numbered: Vec<String>,
    /// Methods whose items are pairs of a key and a value: `items`.
    pub paired: Vec<String>,
    /// Methods that give rows by their keys.
    pub keyed: Vec<String>,
    /// Functions that take items from all their arguments at once: `zip`.
    pub parallel: Vec<String>,
    /// Methods that take all items of their argument: `", ".join(names)`.
    pub taking_methods: Vec<String>,
    /// What stands before a value that is waited for.
    pub waiting_for: String,
    /// What stands before functions and loops that wait: `async`.
    pub waiting: String,
    /// Types of many: `list[Order]`.
    pub collections: Vec<String>,
    /// Types that only stand around another: `Optional[Order]`.
    pub envelopes: Vec<String>,
    /// Functions that fetch relations for rows that are there already.
    pub late_loading: Vec<String>,
    /// Calls that say what a query fetches along, or which columns.
    pub loading: Vec<String>,
    /// How templates are filled.
    pub pages: Pages,
    /// What the bases of classes end with that frameworks read: `ListView`.
    pub framework_classes: Vec<String>,
    /// How rows are given to classes that read the fields they declare.
    pub serializers: Serializers,
    /// Methods that say which class the framework shall use.
    pub class_givers: Vec<String>,
    /// Calls that tell a framework of a class: `admin.site.register(Order, OrderAdmin)`.
    pub registrations: Vec<String>,
    /// Calls that are given a model alone, each with the class that the framework then takes: `admin.site.register(Order)`.
    pub bare_registrations: BTreeMap<String, String>,
    /// Classes that make the columns of tables.
    pub columns: Columns,
    /// Functions that are called for one object after the other.
    pub resolvers: Resolvers,
}

/// How a program shows rows as tables.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// What the names of classes end with that make a column.
    pub classes: Vec<String>,
    /// Functions that are given an object and the name of an attribute to read of it.
    pub readers: Vec<String>,
    /// Words of which a file that defines such a class has one.
    pub signs: Vec<String>,
}

/// How a program gives the fields of the objects of a GraphQL schema.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Resolvers {
    /// What the bases of types end with whose methods are resolvers, and what these begin with.
    pub bases: Vec<String>,
    pub prefixes: Vec<String>,
    /// Decorators of types, and of their methods that are resolvers.
    pub types: Vec<String>,
    pub fields: Vec<String>,
    /// Functions that make a type of its name, and its method that decorates a resolver.
    pub makers: Vec<String>,
    pub field_methods: Vec<String>,
    /// Words in the names of types of which there is one object.
    pub roots: Vec<String>,
    /// What a resolver says that asks for many objects at once.
    pub batches: Vec<String>,
    /// What a file says whose relations are fetched along by a library.
    pub optimizers: Vec<String>,
}

/// How a program gives rows to serializers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Serializers {
    /// What the names of such classes end with.
    pub classes: Vec<String>,
    /// Methods of a view that make the one it names.
    pub methods: Vec<String>,
    /// The keyword for the rows.
    pub rows_names: Vec<String>,
    /// The keyword that says that there are many.
    pub many_names: Vec<String>,
}

/// Functions that make a text of an object, and the method of it that they call.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    pub functions: Vec<String>,
    /// Strings with holes call it as well.
    pub method: String,
}

/// How a program fills templates.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pages {
    /// Functions and methods that are given the name of a template first, and then its values.
    pub functions: Vec<String>,
    /// The keyword for the name of the template.
    pub template_names: Vec<String>,
    /// The keyword for the values. All other keywords are values themselves.
    pub values_names: Vec<String>,
    /// What methods of a class end with that return the values of its template.
    pub methods: Vec<String>,
    /// Decorators of functions that return the values of the template which the decorator names.
    pub inclusions: Vec<String>,
}

/// How a program holds a transaction.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Transactions {
    /// Methods that hand on what they are called on, or stop: `unwrap`.
    pub passing: Vec<String>,
    /// What is given to a function by its name belongs to the function.
    pub moves: bool,
    /// Functions and methods whose arguments run at another time: `on_commit`, `create_task`.
    pub deferring: Vec<String>,
    /// Decorators that apply another to a method: `method_decorator(atomic)`.
    pub applying: Vec<String>,
    /// Calls that begin the description of a transaction: `build_transaction()`.
    pub builders: Vec<String>,
    /// Names and texts by which a program tells that a transaction was refused: `SerializationFailure`, `40001`.
    pub conflicts: Vec<String>,
    /// Names of errors of the database at large.
    pub failures: Vec<String>,
    /// Parts of names that say that something is run again.
    pub retry_words: Vec<String>,
}

/// How functions that answer requests look.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requests {
    /// What such functions are called: `lambda_handler`.
    pub functions: Vec<String>,
    /// Methods of an application by which it is told a path and who answers: `@app.get("/")`.
    pub routes: Vec<String>,
    /// Other decorators: `@api_view`.
    pub decorators: Vec<String>,
    /// What the parameter is called that holds the request.
    pub parameters: Vec<String>,
    /// Types of parameters that are taken from a request, where a framework is imported. `Path<` only with what it holds.
    pub types: Vec<String>,
    pub frameworks: Vec<String>,
    /// Functions that are given a function to call for each request: `Depends(connect)`.
    pub dependencies: Vec<String>,
    /// Methods of classes that a framework calls with a request.
    pub methods: Vec<String>,
    /// Decorators of functions that a queue calls.
    pub tasks: Vec<String>,
    /// Parts of the names of classes and decorators that may open a transaction around what they call.
    pub wrapping: Vec<String>,
    /// Settings that open a transaction around every request.
    pub atomic_settings: Vec<String>,
    /// Words in the names of functions that only tell whether the service is well.
    pub probes: Vec<String>,
}

/// What programs do with the results of queries.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Usage {
    /// Functions and methods that ask whether there is anything: `bool`, `is_empty`.
    pub tests: Vec<String>,
    /// Functions and methods whose result is as long as what they are given: `list`, `unwrap`.
    pub same_length: Vec<String>,
    /// Functions that give all variables: `locals`.
    pub hands_on_all: Vec<String>,
    /// Words in the names of what keeps others from doing the same at the same time.
    pub locks: Vec<String>,
    /// What tells in a function that it expects another to be faster: `IntegrityError`.
    pub conflicts: Vec<String>,
    /// Methods that ask whether there is nothing.
    pub emptiness: Vec<String>,
    /// Errors that say that there is no row.
    pub absences: Vec<String>,
}

/// Whether a path ends with one of `names`: `["django", "db", "connection"]` with `db.connection`.
pub fn ends_with_any(path: &[&str], names: &[String]) -> bool {
    names.iter().any(|name| ends_with(path, name))
}

pub fn ends_with(path: &[&str], name: &str) -> bool {
    // Most names are told apart by their end alone.
    let mut names = path.iter().rev();
    path.last().is_some_and(|last| name.ends_with(last))
        && segments(name).rev().all(|segment| names.next() == Some(&segment))
}

pub fn begins_with(path: &[&str], name: &str) -> bool {
    let mut names = path.iter();
    path.first().is_some_and(|first| name.starts_with(first))
        && segments(name).all(|segment| names.next() == Some(&segment))
}

/// Whether the names of `name` stand together somewhere in a path.
pub fn contains(path: &[&str], name: &str) -> bool {
    (0..path.len()).any(|from| begins_with(&path[from..], name))
}

pub fn contains_any(path: &[&str], names: &[String]) -> bool {
    names.iter().any(|name| contains(path, name))
}

/// The names of a path as it is written, whatever separates them.
pub fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(['.', ':', '/']).filter(|segment| !segment.is_empty())
}
