//! A library as `grammars/<language>/libraries/<name>.yml` describes it: how it is recognised, which of its calls
//! reach the database, and where they take SQL.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::idioms::{Escapes, begins_with, ends_with, segments};
use crate::fact::{Dialect, Effect};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// The name of the file, without its ending.
    #[serde(skip)]
    pub name: String,
    /// As people know it.
    pub title: String,
    /// Where its imports begin. A library that is not imported is recognised by names alone, less surely.
    #[serde(default)]
    pub imports: Vec<String>,
    /// The dialect it speaks, when it speaks only one.
    pub dialect: Option<Dialect>,
    /// Names in a program that tell which dialect it speaks: `PgPool`.
    #[serde(default)]
    pub dialect_names: Vec<DialectName>,
    /// Placeholders it understands; the first is the one to recommend.
    #[serde(default)]
    pub placeholders: Vec<Style>,
    /// It formats its text with `%` when values are given.
    #[serde(default)]
    pub percent_style: bool,
    /// Its calls keep the thread until the database has answered.
    pub blocking: Option<Blocking>,
    /// The database is inside the process.
    #[serde(default)]
    pub in_process: bool,
    #[serde(default)]
    pub objects: Objects,
    /// Objects that run each call on any of their connections, and take it back at once.
    #[serde(default)]
    pub pools: Pools,
    /// Its calls run on a connection that all code of a request shares, and that commits every statement by itself unless
    /// a transaction is open.
    #[serde(default)]
    pub shares_connection: bool,
    /// Its first statement begins a transaction, which lasts until a commit.
    #[serde(default)]
    pub begins_by_itself: bool,
    /// Calls that begin a chain whose last call opens what the others describe: `PgPoolOptions::new()`.
    #[serde(default)]
    pub builders: Vec<String>,
    /// Calls that give a connection which commits every statement by itself, unless a transaction is begun.
    #[serde(default)]
    pub takes: Vec<String>,
    #[serde(default)]
    pub chains: Chains,
    /// Functions that only stand around a text: `text("…")`.
    #[serde(default)]
    pub wraps: Vec<String>,
    /// Functions that make SQL which quotes what is filled into it: `sql.SQL("…")`.
    #[serde(default)]
    pub composes: Vec<String>,
    /// Functions of it whose result is quoted wherever it is filled in: `sql.Identifier(name)`.
    #[serde(default)]
    pub quotes: Vec<String>,
    /// Functions of it that quote or escape, by the slot they are made for.
    #[serde(default)]
    pub escapes: Escapes,
    /// Methods of a class, or functions, whose parameters hold what a client or the command line sent.
    #[serde(default)]
    pub entry_points: Vec<String>,
    /// Methods that take all rows of a result.
    #[serde(default)]
    pub fetch_all: Vec<String>,
    /// Methods whose result is read row by row from the server, whatever it is looked at as: `stream`.
    #[serde(default)]
    pub row_by_row: Vec<String>,
    /// Methods that bind one value to a query.
    #[serde(default)]
    pub bind: Vec<String>,
    /// Methods that add text to a lazy query: `builder.push("…")`.
    #[serde(default)]
    pub append: Vec<String>,
    /// Methods that add placeholders to a lazy query: `builder.push_bind(value)`.
    #[serde(default)]
    pub append_values: Vec<String>,
    /// What to type to bind one value, for the help of rules.
    pub bind_one: Option<String>,
    /// What to type to bind a list of values, and to quote a name.
    pub bind_list: Option<String>,
    pub quote_name: Option<String>,
    /// What to type to ask for many keys at once.
    pub many_keys: Option<String>,
    /// What to type to count for many keys at once.
    pub many_counts: Option<String>,
    /// What to type to write many rows at once.
    pub many_rows: Option<String>,
    /// What its writes do, and what to type to do each for many rows at once: the first that fits. Where none does,
    /// `many_rows` counts.
    #[serde(default)]
    pub deeds: Vec<Deed>,
    /// What to type to ask only how many rows there are.
    pub ask_count: Option<String>,
    /// What to type to ask only whether there is a row.
    pub ask_existence: Option<String>,
    /// The methods of its queries that do these two.
    pub count_method: Option<String>,
    pub existence_method: Option<String>,
    /// What to type to make a row unless there is one.
    pub make_once: Option<String>,
    /// Other words that tell of it, in files without its import.
    #[serde(default, rename = "signs")]
    pub other_signs: Vec<String>,
    pub calls: Vec<Call>,
    /// Where in `calls` each name stands, by its last part.
    #[serde(skip)]
    by_name: FxHashMap<String, BTreeSet<usize>>,
}

/// How its calls that block are told from those that wait.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Blocking {
    /// What stands before the names of those that wait: `a` of `aget`. Without one, only `calls` block.
    pub prefix: Option<String>,
    pub calls: Vec<String>,
    /// Objects of another class have calls of the same names that wait.
    pub has_twins: bool,
}

/// What some writes do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// Kinds of statements, calls, and calls that begin a chain.
    pub names: Vec<String>,
    /// When it is more than one plain statement: completes `the call … once for each item`.
    pub does: Option<String>,
    /// What to type to do it for many rows at once.
    pub many: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DialectName {
    pub names: Vec<String>,
    pub dialect: Dialect,
}

/// Its connections, cursors, sessions: what methods are called on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Objects {
    /// What programs call them; also as the last word of a name.
    pub names: Vec<String>,
    pub types: Vec<String>,
    /// The calls that make them.
    pub made_by: Vec<String>,
    /// Such a name is enough, even when nothing of the library is imported in the file.
    pub names_suffice: bool,
    /// Names that are enough when the call is given SQL that is written out: `db.execute("SELECT …")`.
    pub names_with_sql: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pools {
    /// What programs call them; also as the last word of a name.
    pub names: Vec<String>,
    pub types: Vec<String>,
    /// The calls that make them.
    pub made_by: Vec<String>,
    /// Methods whose result is the same pool: `clone`.
    pub keeps: Vec<String>,
}

impl Pools {
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.types.is_empty() && self.made_by.is_empty()
    }
}

/// Queries that are put together call by call and run by the last one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chains {
    /// Members that begin one: `objects` of `Order.objects`.
    pub roots: Vec<String>,
    /// Variables that hold one, whatever gave it to them: `queryset`.
    pub root_names: Vec<String>,
    /// Members of whatever object that hold one: `field.queryset`.
    pub root_members: Vec<String>,
    /// Endings of such members: `_set`.
    pub root_endings: Vec<String>,
    /// What stands before the root must be a class.
    pub on_class: bool,
    /// Methods of a model's class that begin one: `Order.select(…)`. Whether it is a model is known to the project.
    pub class_methods: Vec<String>,
    /// A query runs when it is waited for, and not before: `await Order.filter(…)`.
    pub awaited: bool,
    /// Methods of its objects that begin one: `session.query(…)`.
    pub root_methods: Vec<String>,
    /// Calls that keep a chain lazy, so that iterating it runs it.
    pub lazy: Vec<String>,
    /// Calls in a chain that make it read: `select(…)`.
    pub reads: Vec<String>,
    /// Calls in a chain that make it write.
    pub writes: Vec<String>,
    /// Endings of keywords that ask for many keys at once: `__in`.
    pub many_lookups: Vec<String>,
    /// Managers of a project may have lazy methods of their own.
    pub own_methods: bool,
    /// A call that ends a chain, and whose result is one row.
    pub one_row: Vec<String>,
    /// Calls in a chain that lock the rows it reads.
    pub locks: Vec<String>,
    /// Calls that end a chain and ask for no rows, so that nothing is locked.
    pub lock_nothing: Vec<String>,
    /// Calls that add rows, and no others.
    pub adds: Vec<String>,
    /// A chain is a collection: testing it fetches its rows, and it keeps them.
    pub collection: bool,
    /// Calls that make it ask how many rows there are.
    pub counting: Vec<String>,
    /// Calls that make it ask whether there is a row.
    pub existence: Vec<String>,
    /// Calls whose arguments say which rows: `filter`.
    pub narrowing: Vec<String>,
    /// Calls that make a row of what they are given: `create`.
    pub creating: Vec<String>,
    /// Calls that store an object that was made before: `session.add(order)`.
    pub storing: Vec<String>,
    /// Calls that give the same query once more: `all` of `queryset.all()`.
    pub copying: Vec<String>,
    /// Calls after which the number of rows is no longer what counting the query gives; `[]` for an index.
    pub uncountable: Vec<String>,
    /// Calls after which a chain asks for nothing, and no query is sent; but for those that add other rows again.
    pub nothing: Vec<String>,
    pub united: Vec<String>,
    /// A member that tells the model: `table` of `users::table`.
    pub model_members: Vec<String>,
}

/// Calls that share how they reach the database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    #[serde(default)]
    pub methods: Vec<String>,
    #[serde(default)]
    pub functions: Vec<String>,
    #[serde(default)]
    pub macros: Vec<String>,
    /// What the methods are called on.
    #[serde(default)]
    pub on: On,
    /// The position of the argument that is SQL.
    pub sql: Option<usize>,
    /// Its name when it is given by name.
    #[serde(default)]
    pub sql_names: Vec<String>,
    /// The values bound to it.
    pub values: Option<Bound>,
    /// What it does; when absent, its SQL says so.
    pub effect: Option<Effect>,
    /// The position of the argument that names the model.
    pub model: Option<usize>,
    /// It only prepares: another call runs it.
    #[serde(default)]
    pub lazy: bool,
    /// It carries many rows.
    #[serde(default)]
    pub batched: bool,
    #[serde(default)]
    pub fetches_all: bool,
    /// The SQL is part of a statement, never a whole one.
    #[serde(default)]
    pub part: bool,
    /// It may be either, as its text tells.
    #[serde(default)]
    pub part_or_whole: bool,
    /// The position of an argument that is the name of something in SQL, or an operator.
    pub identifier: Option<usize>,
    /// The same, given by name.
    #[serde(default)]
    pub identifier_names: Vec<String>,
    /// Types of what the methods are called on, when that is none of the library's objects.
    #[serde(default)]
    pub of: Vec<String>,
    /// A compiler checks the columns of its result.
    #[serde(default)]
    pub checked: bool,
    /// It opens a transaction.
    pub begins: Option<Begins>,
}

/// What a transaction that a call opens is open for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Begins {
    /// The block, function or closure that the call stands before or is given.
    Block,
    /// That, or, where there is none, all that follows until what the call gave is ended.
    Call,
}

impl Call {
    /// Whether anything it is given becomes part of SQL.
    pub fn takes_sql(&self) -> bool {
        self.sql.is_some() || self.part || self.identifier.is_some()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// One of the library's objects.
    #[default]
    Object,
    /// A chain of the library.
    Chain,
    /// What a lazy call with SQL gave.
    Query,
    /// Anything at all, in a file that imports the library.
    Anything,
    /// Anything, when an argument is one of the library's objects.
    Connection,
    /// A row of one of its models.
    Row,
    /// A chain with one of its `builders`.
    Builder,
}

/// Which arguments are bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", untagged)]
pub enum Bound {
    /// The one at this position is a collection of them.
    At(usize),
    Word(BoundWord),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoundWord {
    /// All arguments after the SQL.
    Rest,
    /// Calls that follow: `.bind(value)`.
    Bind,
}

/// How a placeholder is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Style {
    #[serde(rename = "?")]
    Question,
    #[serde(rename = "?1")]
    NumberedQuestion,
    #[serde(rename = "$1")]
    Dollar,
    #[serde(rename = ":name")]
    Colon,
    #[serde(rename = "@name")]
    At,
    #[serde(rename = "$name")]
    DollarName,
    #[serde(rename = "%s")]
    Percent,
    #[serde(rename = "%(name)s")]
    PercentName,
}

impl Style {
    pub fn written(self) -> &'static str {
        match self {
            Self::Question => "?",
            Self::NumberedQuestion => "?1",
            Self::Dollar => "$1",
            Self::Colon => ":name",
            Self::At => "@name",
            Self::DollarName => "$name",
            Self::Percent => "%s",
            Self::PercentName => "%(name)s",
        }
    }

    /// What a text that uses the style has in it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Question | Self::NumberedQuestion => "?",
            Self::Dollar | Self::DollarName => "$",
            Self::Colon => ":",
            Self::At => "@",
            Self::Percent => "%s",
            Self::PercentName => "%(",
        }
    }

    /// The style of a placeholder as it stands in SQL.
    pub fn of(placeholder: &str) -> Option<Self> {
        let (sign, rest) = placeholder.split_at_checked(1)?;
        let numbered = rest.starts_with(|c: char| c.is_ascii_digit());
        Some(match (sign, numbered) {
            ("?", false) => Self::Question,
            ("?", true) => Self::NumberedQuestion,
            ("$", true) => Self::Dollar,
            ("$", false) => Self::DollarName,
            (":", _) => Self::Colon,
            ("@", _) => Self::At,
            ("%", _) if rest.starts_with('(') => Self::PercentName,
            ("%", _) => Self::Percent,
            _ => return None,
        })
    }
}

impl Library {
    pub fn read(name: &str, yaml: &str) -> Result<Self, String> {
        let mut library: Self = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
        library.name = name.to_string();
        library.check()?;
        for (position, call) in library.calls.iter().enumerate() {
            for name in call.methods.iter().chain(&call.functions).chain(&call.macros) {
                let last = segments(name).next_back().unwrap_or(name);
                library.by_name.entry(last.to_string()).or_default().insert(position);
            }
        }
        Ok(library)
    }

    fn check(&self) -> Result<(), String> {
        for (position, call) in self.calls.iter().enumerate() {
            let names = call.methods.len() + call.functions.len() + call.macros.len();
            let place = || format!("calls, number {}", position + 1);
            if names == 0 {
                return Err(format!("{}: names no methods, functions or macros", place()));
            }
            if call.values.is_some() && call.sql.is_none() {
                return Err(format!("{}: has `values` but no `sql` they are bound to", place()));
            }
            if call.begins.is_some() && call.effect != Some(Effect::Transaction) {
                return Err(format!("{}: what `begins` has the effect `transaction`", place()));
            }
            if call.sql.is_none() && call.effect.is_none() && call.on != On::Query && !call.lazy {
                return Err(format!("{}: needs an `effect`, or `sql` that tells it", place()));
            }
        }
        if self.percent_style && !self.placeholders.contains(&Style::Percent) {
            return Err("`percent_style` without `%s` among its `placeholders`".to_string());
        }
        Ok(())
    }

    /// The calls that may go by one of two names, without what stands before them.
    pub fn calls_named<'l>(&'l self, name: &str, other: &str) -> impl Iterator<Item = &'l Call> + use<'l> {
        let mut found = self.by_name.get(name).cloned().unwrap_or_default();
        if other != name {
            found.extend(self.by_name.get(other).into_iter().flatten());
        }
        found.into_iter().map(|position| &self.calls[position])
    }

    /// Whether a function or method of that name opens a transaction.
    pub fn may_begin(&self, name: &str) -> bool {
        let begins = self.calls.iter().filter(|call| call.begins.is_some());
        let mut names = begins.flat_map(|call| call.methods.iter().chain(&call.functions));
        names.any(|known| known.ends_with(name) && segments(known).next_back() == Some(name))
    }

    /// Whether a method ends a transaction.
    pub fn ends_transaction(&self, method: &str) -> bool {
        let ends =
            |call: &&Call| matches!(call.effect, Some(Effect::Commit | Effect::Transaction)) && call.begins.is_none();
        self.calls.iter().filter(ends).any(|call| call.methods.iter().any(|known| known == method))
    }

    /// Whether a method runs a chain it is called on.
    pub fn runs_chain(&self, method: &str) -> bool {
        let mut calls = self.calls.iter().filter(|call| call.on == On::Chain && !call.lazy);
        calls.any(|call| call.methods.iter().any(|known| known == method))
    }

    /// Whether a method adds to a query that is built, text or values.
    pub fn appends(&self, method: &str) -> bool {
        self.append.iter().chain(&self.append_values).any(|known| known == method)
    }

    pub fn wraps(&self, path: &[&str]) -> bool {
        self.wraps.iter().any(|name| ends_with(path, name))
    }

    pub fn composes(&self, path: &[&str]) -> bool {
        self.composes.iter().any(|name| ends_with(path, name))
    }

    /// Whether a path leads into the library.
    pub fn is_imported_by(&self, path: &[&str]) -> bool {
        self.imports.iter().any(|import| begins_with(path, import))
    }

    /// Words of which a file that uses the library has at least one.
    pub fn signs(&self) -> impl Iterator<Item = &str> {
        let roots = self.chains.roots.iter().map(String::as_str);
        let methods = self.calls.iter().filter(|_| self.objects.names_suffice).flat_map(|call| &call.methods);
        let names = self.imports.iter().chain(&self.other_signs).map(String::as_str);
        names.chain(roots).chain(methods.map(String::as_str))
    }
}
