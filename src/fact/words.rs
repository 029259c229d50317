//! The enumerations of the vocabulary. Their words are what rules write and what messages print.

use serde::{Deserialize, Serialize};

use super::value::{Base, Field, Shape, Value, WordEntry, plain};

macro_rules! words {
    ($( $(#[doc = $doc:literal])* $name:ident { $( $(#[doc = $word_doc:literal])* $variant:ident = $word:literal, )* } )*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $( $(#[doc = $word_doc])* #[serde(rename = $word)] $variant, )* }

        impl $name {
            pub const WORDS: &'static [WordEntry] =
                &[$( WordEntry { word: $word, doc: concat!($($word_doc),*) }, )*];

            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }

        impl Field for $name {
            const SHAPE: Shape = plain(Base::Word(Self::WORDS));
            fn value(&self) -> Value<'_> {
                Value::Word(self.word())
            }
            #[cfg(test)]
            fn blank() -> Self {
                [$( Self::$variant, )*][0]
            }
        }
    )* };
}

words! {
    /// What a comment tells seqscan to do.
    SuppressionVerb {
        /// Silences a rule on its line, or on the statement below it.
        Ignore = "ignore",
        /// Silences a rule in the whole file.
        IgnoreFile = "ignore-file",
        /// Silences a rule from here on.
        Disable = "disable",
        /// Ends what `disable` began.
        Enable = "enable",
    }

    /// What became of a rule that a comment names.
    SuppressedState {
        /// It silenced a finding.
        Used = "used",
        /// There was nothing to silence.
        Unused = "unused",
        /// The rule did not run, or had nothing to go on: nobody can tell.
        Resting = "resting",
        /// There is no such rule or category.
        Unknown = "unknown",
    }

    /// What a statement does.
    StatementKind {
        /// Reads rows.
        Select = "select",
        /// Adds rows.
        Insert = "insert",
        /// Changes rows.
        Update = "update",
        /// Removes rows.
        Delete = "delete",
        /// `MERGE`.
        Merge = "merge",
        /// `TRUNCATE`.
        Truncate = "truncate",
        /// Begins a transaction.
        Begin = "begin",
        /// Ends a transaction and keeps it.
        Commit = "commit",
        /// Ends a transaction and drops it.
        Rollback = "rollback",
        /// Changes the schema: `CREATE`, `ALTER`, `DROP`.
        Definition = "definition",
        /// Creates a function, procedure or trigger.
        Routine = "routine",
        /// `VACUUM`, `ANALYZE`, `REINDEX`, `CLUSTER` and the like.
        Maintenance = "maintenance",
        /// `GRANT` and `REVOKE`.
        Grant = "grant",
        /// Anything else.
        Other = "other",
    }

    /// Where a statement stands.
    Origin {
        /// In an SQL file.
        File = "file",
        /// In a string of a program.
        Embedded = "embedded",
        /// In the calls of an ORM that builds it.
        Orm = "orm",
        /// In the body of a stored routine.
        Routine = "routine-body",
    }

    /// What joins two collections in one query.
    Multiplier {
        /// Aggregates, which come out too high.
        Aggregates = "aggregates",
        /// Options that fetch relations with the rows of a query.
        Loaders = "loaders",
    }

    /// What a name names.
    NameKind {
        /// A table or view.
        Table = "table",
        /// A column.
        Column = "column",
    }

    /// The part a query plays in its statement.
    QueryRole {
        /// The statement itself.
        Top = "top",
        /// A subquery in FROM.
        Derived = "derived",
        /// Inside `EXISTS (…)`.
        Exists = "exists",
        /// The right side of `IN (…)`.
        In = "in",
        /// The body of a `WITH` entry.
        Cte = "cte",
        /// A subquery that stands for one value.
        Scalar = "scalar",
        /// One arm of a UNION, INTERSECT or EXCEPT.
        Arm = "arm",
        /// The SELECT that an INSERT stores.
        InsertSource = "insert-source",
        /// The body of a view or of `CREATE TABLE … AS`.
        View = "view",
        /// Not a query: the conditions of an UPDATE, DELETE or MERGE.
        Change = "change",
    }

    /// What becomes of the result of a query, as far as it can be followed.
    Outcome {
        /// It is only asked whether there is anything.
        Tested = "tested",
        /// Only the number of its rows is used.
        Counted = "counted",
        /// Only that number is used, and held against another number.
        Compared = "compared",
        /// Anything else, or it is not known.
        Kept = "kept",
    }

    /// How a program or a query learns whether there is a row.
    ExistenceMeans {
        /// It counts all of them.
        Counts = "counts",
        /// It fetches all of them.
        Fetches = "fetches",
    }

    /// Where a condition stands.
    Clause {
        /// In WHERE.
        Where = "where",
        /// In the ON of a join.
        Join = "join",
        /// In HAVING.
        Having = "having",
        /// In the result list, a CASE, a CHECK, or anywhere else.
        Other = "other",
    }

    /// How a predicate compares.
    Operator {
        /// `=`
        Equal = "equal",
        /// `<>` or `!=`
        NotEqual = "not-equal",
        /// `<`, `<=`, `>`, `>=`
        Range = "range",
        /// `BETWEEN`
        Between = "between",
        /// `IN` with a list
        In = "in",
        /// `NOT IN` with a list
        NotIn = "not-in",
        /// `IN` with a subquery
        InQuery = "in-query",
        /// `NOT IN` with a subquery
        NotInQuery = "not-in-query",
        /// `LIKE`
        Like = "like",
        /// `NOT LIKE`
        NotLike = "not-like",
        /// `ILIKE`
        ILike = "ilike",
        /// `REGEXP`, `SIMILAR TO`, `~`
        Regex = "regex",
        /// `IS NULL`
        IsNull = "is-null",
        /// `IS NOT NULL`
        IsNotNull = "is-not-null",
        /// `EXISTS (…)`
        Exists = "exists",
        /// A bare column, function or other operator.
        Other = "other",
    }

    /// What stands around the column of a predicate.
    Wrapper {
        /// A function call: `lower(email)`.
        Function = "function",
        /// A cast: `created_at::date`.
        Cast = "cast",
        /// A calculation: `price * 2`.
        Arithmetic = "arithmetic",
        /// Text put together: `first || last`.
        Concatenation = "concatenation",
    }

    /// What an engine does to compare values of two types.
    Conversion {
        /// Nothing: it compares them as they are.
        Nothing = "nothing",
        /// It converts the value, once.
        Value = "value",
        /// It takes the number that a text begins with, or zero.
        Cut = "cut",
        /// It converts the column, in every row.
        Column = "column",
        /// It refuses the comparison.
        Error = "error",
    }

    /// A family of literal types.
    LiteralType {
        /// Digits.
        Number = "number",
        /// Quoted text.
        Text = "text",
        /// TRUE or FALSE.
        Boolean = "boolean",
        /// NULL.
        Null = "null",
        /// `DATE '…'`, `INTERVAL '…'` and other typed literals.
        Typed = "typed",
    }

    /// The kind of a change of the schema.
    AlterationKind {
        /// `ADD COLUMN`
        AddColumn = "add-column",
        /// `DROP COLUMN`
        DropColumn = "drop-column",
        /// `RENAME COLUMN`
        RenameColumn = "rename-column",
        /// `RENAME TO`
        RenameTable = "rename-table",
        /// `ALTER COLUMN … TYPE`, `MODIFY`
        ChangeType = "change-type",
        /// `SET NOT NULL`
        SetNotNull = "set-not-null",
        /// `DROP NOT NULL`
        DropNotNull = "drop-not-null",
        /// `ADD FOREIGN KEY`
        AddForeignKey = "add-foreign-key",
        /// `ADD CHECK`
        AddCheck = "add-check",
        /// `ADD UNIQUE`
        AddUnique = "add-unique",
        /// `ADD PRIMARY KEY`
        AddPrimaryKey = "add-primary-key",
        /// `VALIDATE CONSTRAINT`
        ValidateConstraint = "validate-constraint",
        /// `ATTACH PARTITION`
        AttachPartition = "attach-partition",
        /// `DROP CONSTRAINT`
        DropConstraint = "drop-constraint",
        /// `DROP TABLE`
        DropTable = "drop-table",
        /// `DROP SCHEMA`, `DROP DATABASE`
        DropSchema = "drop-schema",
        /// `DROP INDEX`
        DropIndex = "drop-index",
        /// `TRUNCATE`
        Truncate = "truncate",
        /// Anything else.
        Other = "other",
    }

    /// What an execution does to the database.
    Effect {
        /// Reads rows.
        Read = "read",
        /// Writes rows.
        Write = "write",
        /// Changes the schema.
        Definition = "definition",
        /// Commits.
        Commit = "commit",
        /// Begins or rolls back a transaction.
        Transaction = "transaction",
        /// Opens a connection.
        Connect = "connect",
        /// Runs SQL whose kind is not known.
        Unknown = "unknown",
    }

    /// What a program waits for, beside the database.
    Errand {
        /// An answer of another server.
        Request = "request",
        /// A mail server.
        Mail = "mail",
        /// That some time goes by.
        Sleep = "sleep",
        /// Another program.
        Process = "process",
    }

    /// How strictly transactions are kept apart.
    IsolationLevel {
        /// As if they ran one after the other.
        Serializable = "serializable",
        /// Each sees the database as it was when it began.
        RepeatableRead = "repeatable-read",
    }

    /// How a program repeats.
    LoopKind {
        /// A `for` loop over items.
        For = "for",
        /// A `while` or endless loop.
        While = "while",
        /// A list, set or dictionary comprehension, or a generator expression.
        Comprehension = "comprehension",
        /// A closure that an iterator calls for each item.
        Closure = "closure",
    }

    /// What a loop is there for.
    LoopPurpose {
        /// One turn for each item of a collection of unknown size.
        Items = "items",
        /// A handful of turns: a literal list, a constant, a small range.
        Few = "few",
        /// One turn for each chunk of items.
        Chunks = "chunks",
        /// One turn for each page of a result.
        Pages = "pages",
        /// Tries again until it works.
        Retry = "retry",
        /// Waits for work, for ever.
        Polling = "polling",
        /// One turn for each item where another branch does it for all at once, or for callers of an old way.
        Fallback = "fallback",
        /// One turn for each item, each of which waits for something beside the database as well: another server, mail.
        Errands = "errands",
        /// Stops at the first turn that finds something.
        Search = "search",
        /// Turns until a condition changes.
        Until = "until",
    }

    /// What of a row has to be asked for when it is read.
    LazyKind {
        /// A relation to one row.
        Relation = "relation",
        /// All rows of a relation to many.
        Collection = "collection",
        /// Some rows of a relation to many, or a count of them: another query than the one for all.
        Filtered = "filtered",
        /// The same, though all rows of the relation were fetched before.
        Defeated = "prefetched",
        /// A column that the query left out.
        Column = "column",
    }

    /// What reads a row that it is given.
    RowReader {
        /// A function, method or property.
        Function = "function",
        /// A template: HTML with loops and values in it.
        Template = "template",
        /// A serializer, field by field.
        Serializer = "serializer",
        /// The list of an admin page, column by column.
        AdminList = "admin-list",
    }

    /// What a program puts into its SQL at run time, seen from the SQL: where the hole stands.
    Slot {
        /// Where a value stands: a bound parameter can take its place.
        Value = "value",
        /// Inside the quotes of a string literal.
        QuotedValue = "quoted-value",
        /// Inside the brackets of `IN (…)`.
        List = "list",
        /// After LIMIT or OFFSET.
        Limit = "limit",
        /// Where a table, column or schema is named.
        Identifier = "identifier",
        /// After a sort key: `ASC` or `DESC`.
        Direction = "direction",
        /// A whole clause or part of one.
        Clause = "clause",
        /// A whole statement.
        Statement = "statement",
        /// Inside an SQL comment.
        Comment = "comment",
    }

    /// Where the text that fills a hole comes from, the worst of all ways it can get there.
    Provenance {
        /// A literal or constant, or one of a finite set of them.
        Constant = "constant",
        /// A number, date or other type whose text cannot carry SQL.
        Typed = "typed",
        /// A run of placeholders (`?, ?, ?`), or what a library quotes or binds itself as it puts the SQL together.
        Placeholders = "placeholders",
        /// Quoted or escaped by a function made for it.
        Escaped = "escaped",
        /// Names taken from a model's or a schema's own description.
        Metadata = "metadata",
        /// Settings, configuration and the environment.
        Configuration = "configuration",
        /// Read from the database: somebody put it there.
        Stored = "stored",
        /// A parameter of the function.
        Parameter = "parameter",
        /// A local value whose origin is not known.
        Unknown = "unknown",
        /// A request or the command line.
        Request = "request",
    }

    /// Where an odd character stands.
    CharacterPlace {
        /// Inside a string literal.
        String = "string",
        /// Inside a comment.
        Comment = "comment",
        /// In the SQL itself.
        Code = "code",
    }

    /// Why an index that seems to be there for a query does not serve it.
    MissKind {
        /// It holds part of the table, and the query does not say that it wants no more than that part.
        Condition = "condition",
        /// The query does not test its first column.
        Leading = "leading",
        /// It holds another expression over the same column.
        Expression = "expression",
        /// It keeps text in an order that patterns cannot use.
        OperatorClass = "operator-class",
        /// It has the sort keys, but some the other way round.
        Direction = "direction",
        /// A column that is tested by a range stands before one that is tested for equality.
        RangeFirst = "range-first",
    }
}
