//! The table of facts. A doc comment here is the reference that `seqscan explain <fact>` prints.
//! A field is named for what it is, never for the rule that wants it.

use super::dialect::Dialect;
use super::value::{Advice, Fact, Field, FieldEntry, FromSchema, Id, KindEntry, Known, Value};
use super::words::*;
use crate::text::Place;

macro_rules! vocabulary {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident $Struct:ident in $all:ident $(from $schema:ident)? {
            $( $(#[doc = $field_doc:literal])* $field:ident : $type:ty, )*
        }
    )*) => {
        /// The kinds of facts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $( $Struct, )* }

        $(
            $(#[doc = $doc])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $Struct { $( $(#[doc = $field_doc])* pub $field: $type, )* }

            impl Fact for $Struct {
                const KIND: Kind = Kind::$Struct;
            }

            #[cfg(test)]
            impl $Struct {
                pub fn blank() -> Self {
                    Self { $( $field: <$type as Field>::blank(), )* }
                }
            }
        )*

        /// All that is known of one file, one vector for each kind.
        #[derive(Clone, Debug, Default)]
        pub struct Facts { $( pub $all: Vec<$Struct>, )* }

        impl Facts {
            /// How many facts of a kind there are.
            pub fn count(&self, kind: Kind) -> usize {
                match kind { $( Kind::$Struct => self.$all.len(), )* }
            }

            /// The value of a field, by the position of the field in its `KindEntry`.
            pub fn value(&self, kind: Kind, index: usize, field: usize) -> Value<'_> {
                match kind { $(
                    Kind::$Struct => {
                        let readers: &[fn(&$Struct) -> Value<'_>] = &[$( |fact| fact.$field.value(), )*];
                        match (self.$all.get(index), readers.get(field)) {
                            (Some(fact), Some(read)) => read(fact),
                            _ => Value::Unknown,
                        }
                    }
                )* }
            }

            /// The table that a fact is about, when it has a field of that name.
            pub fn table(&self, kind: Kind, index: usize) -> Option<&str> {
                let field = kind.entry().fields.iter().position(|field| field.name == "table")?;
                match self.value(kind, index, field) {
                    Value::Text(table) => Some(table),
                    _ => None,
                }
            }

            /// Where a fact stands.
            pub fn place(&self, kind: Kind, index: usize) -> Option<&Place> {
                match kind { $( Kind::$Struct => self.$all.get(index).map(|fact| &fact.place), )* }
            }
        }

        impl Kind {
            pub const ALL: &'static [KindEntry] = &[$( KindEntry {
                kind: Kind::$Struct,
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                from_schema: !concat!($(stringify!($schema))?).is_empty(),
                fields: &[$( FieldEntry {
                    name: stringify!($field),
                    doc: concat!($($field_doc, "\n"),*),
                    shape: <$type as Field>::SHAPE,
                }, )*],
            }, )*];

            pub fn entry(self) -> &'static KindEntry {
                &Self::ALL[self as usize]
            }
        }
    };
}

vocabulary! {
    /// One SQL statement, in a file or in a program's string, or one that an ORM builds.
    statement Statement in statements {
        /// What it does.
        kind: StatementKind,
        /// The dialect it was read as.
        dialect: Dialect,
        /// Where it stands.
        origin: Origin,
        /// Whether an UPDATE or DELETE says which rows: a WHERE that is not always true, a join, or a LIMIT.
        narrowed: bool,
        /// Whether what stands beside it shows that all rows are meant: it fills the emptied table again, or sets only
        /// columns that the file has just added.
        whole_table_meant: bool,
        /// The table it writes or defines, as written.
        table: Option<String>,
        /// Whether the table's name says that it serves in passing: `orders_tmp`, `staging_prices`, `users_old`.
        scratch: bool,
        /// Whether the table was created earlier in the same file: nobody can be using it yet.
        table_is_new: bool,
        /// Whether the same file emptied the table before and has not filled it since.
        table_is_empty: bool,
        /// Whether the engine changes a schema while reads and writes go on: CockroachDB, which is read as PostgreSQL.
        online_schema: bool,
        /// Whether a transaction is open when it runs; unknown when a program or a migration runner decides.
        in_transaction: Known<bool>,
        /// Whether the transaction it begins is never ended in this file, though others after it are.
        left_open: bool,
        /// Whether a compiler checks the columns of its result against the program: sqlx's macros.
        columns_checked: bool,
        /// Whether all that follows is a way back (a down-migration).
        undo: bool,
        /// Whether its migration has run everywhere, and only a new one can change what it did: among the files that were
        /// checked together, at least 20 of the same folder come after it, or one that is a year younger; or
        /// `[migrations] start-after` says so.
        settled: Known<bool>,
        /// Whether nothing else uses the database while it runs, as `[migrations] downtime` says of SQL files and migrations.
        downtime: bool,
        /// The words it begins with, in capitals: `VACUUM FULL`, `GRANT ALL`, `LOCK TABLE`.
        verb: String,
        /// Where the words it begins with stand.
        place: Place,
    }

    /// One SELECT, or the conditions of an UPDATE or DELETE.
    query Query in queries {
        /// The statement it is part of.
        statement: Id<Statement>,
        /// The part it plays.
        role: QueryRole,
        /// Whether it reads at least one table (not only a function, VALUES or nothing).
        reads_table: bool,
        /// How many tables, WITH entries, subqueries and functions stand in its FROM and JOINs.
        joined: i64,
        /// Whether LIMIT, FETCH FIRST or TOP bounds it.
        limited: bool,
        /// The bound, when it is written as a number.
        limit: Known<i64>,
        /// Where OFFSET stands.
        offset: Option<Place>,
        /// The number of rows skipped, when it is written as a number.
        offset_rows: Known<i64>,
        /// Whether it has an ORDER BY.
        ordered: bool,
        /// Whether it has DISTINCT or DISTINCT ON.
        distinct: bool,
        /// Whether it has DISTINCT ON.
        distinct_on: bool,
        /// The table whose join alone makes DISTINCT do something: the result holds a key of the tables it shows, and
        /// this one only multiplies their rows.
        distinct_hides: FromSchema<String>,
        /// Whether DISTINCT stands beside a GROUP BY whose keys are all in the result list, and so removes nothing.
        distinct_repeats_group: bool,
        /// Whether it is the first arm of a UNION without ALL, outside WITH RECURSIVE.
        union_dedup: bool,
        /// The words of each UNION without ALL, when it is the first arm.
        unions: Vec<Place>,
        /// Whether it has a GROUP BY.
        grouped: bool,
        /// Whether no column stands in the result list: `SELECT 1`.
        constant_only: bool,
        /// Whether every result is an aggregate, so that it returns one row.
        aggregate_only: bool,
        /// Whether a condition or join says which rows are wanted.
        narrowed: bool,
        /// Whether a column is compared with one value for equality, which may make it one row.
        point_lookup: bool,
        /// Whether the table's key (`id`, `uuid`, `order_id` of `orders`) must equal one value, so that one row is left to test.
        key_lookup: bool,
        /// Whether TABLESAMPLE leaves it a part of a table.
        sampled: bool,
        /// Whether it locks the rows it reads: FOR UPDATE, FOR SHARE.
        locking: bool,
        /// Whether the lock has SKIP LOCKED or NOWAIT.
        impatient: bool,
        /// Whether it stands in a predicate of an UPDATE or DELETE.
        in_change: bool,
        /// The number of columns on either side of the set operation it is the first arm of, when they are known to differ.
        arms_differ: bool,
        /// Whether an ORM adds the LIMIT to a call that asks for one row: `get()`, `first()`.
        limit_implied: bool,
        /// Its LIMIT.
        limit_place: Option<Place>,
        /// From SELECT to the end of the result list.
        place: Place,
    }

    /// One entry of a result list.
    projection Projection in projections {
        /// The query it belongs to.
        query: Id<Query>,
        /// Whether it is `*` or `t.*`.
        wildcard: bool,
        /// Whether the star stands for a table's own columns, not for those of a CTE, subquery or function.
        over_base_table: bool,
        /// Whether whoever runs the statement is given it: not in a subquery, a CTE, or an arm of one.
        delivered: bool,
        /// The table the star stands for, when there is one.
        table: Option<String>,
        /// The columns that the star stands for, as one would write them.
        expanded: FromSchema<String>,
        /// The entry.
        place: Place,
    }

    /// One use of a table, CTE, subquery or function in FROM or JOIN.
    table_use TableUse in table_uses {
        /// The query it belongs to.
        query: Id<Query>,
        /// As written.
        name: String,
        /// Whether nothing ties it to the other tables, so that each of its rows meets each of theirs.
        unconnected: bool,
        /// Whether the product was asked for in so many words: CROSS JOIN.
        cross_join: bool,
        /// Whether it can give one row at most.
        single_row: bool,
        /// Whether the join gives nothing: no column is used, and the keys prove that it makes the rows neither more nor
        /// fewer.
        spare: FromSchema<bool>,
        /// Where it is defined.
        defined: Option<Place>,
        /// The table that stands before it, which it is not tied to.
        other: Option<String>,
        /// Its name and alias.
        place: Place,
    }

    /// One test of a condition: what stands between the ANDs and ORs.
    predicate Predicate in predicates {
        /// The query it belongs to.
        query: Id<Query>,
        /// Where it stands.
        clause: Clause,
        /// How it compares.
        operator: Operator,
        /// What stands between its sides, where no NOT stands before the test: `=`, `<>`.
        operator_place: Option<Place>,
        /// Whether an index on the bare column could serve this comparison, were the column not wrapped.
        seekable: bool,
        /// The column compared, as written; absent when no single column is.
        column: Option<String>,
        /// What stands around the column.
        wrapper: Option<Wrapper>,
        /// The function around the column, in lower case.
        function: Option<String>,
        /// The same as its author knows it: `lower()`; of a look-up of Django's `__hour`.
        function_written: Option<String>,
        /// How to do without it, or to index it: sentences for this function and engine.
        without_function: Option<Advice>,
        /// How to do without the cast around the column: sentences.
        without_cast: Option<Advice>,
        /// Whether the tested column can be NULL.
        nullable: FromSchema<bool>,
        /// Whether what the subquery of a NOT IN lists can be NULL.
        list_nullable: FromSchema<bool>,
        /// The column that it lists.
        list_column_name: Option<String>,
        /// Where that column is defined.
        list_column: Option<Place>,
        /// The table of a LEFT JOIN whose rows without a partner this test of WHERE drops.
        undone_join: Option<Place>,
        /// The words that make that join an outer one: `LEFT OUTER`.
        outer_words: Option<Place>,
        /// Whether it looks for rows without a partner by a column that partners may leave NULL as well.
        doubtful_absence: FromSchema<bool>,
        /// Whether an index begins with the column.
        indexed: FromSchema<bool>,
        /// Whether an index holds the very expression around the column.
        expression_indexed: FromSchema<bool>,
        /// Whether another test, which must hold as well, tests the column itself: an index on it is of use all the same.
        tested_bare: bool,
        /// Whether an index finds text inside the column: trigrams, full text.
        searchable: FromSchema<bool>,
        /// Which index finds text inside it: the middle of a sentence, for this function and engine.
        search_index: Option<Advice>,
        /// The wrapped column.
        wrapped: Option<Place>,
        /// Whether the other side holds no column: a literal, a parameter, or a calculation of these.
        against_constant: bool,
        /// The other side, as written.
        value: Option<String>,
        /// The type of the literal on the other side.
        literal: Option<LiteralType>,
        /// The literal, when the other side is nothing else.
        literal_place: Option<Place>,
        /// Whether the pattern begins with a wildcard.
        leading_wildcard: bool,
        /// Whether the list holds NULL.
        null_in_list: bool,
        /// That NULL, with the comma beside it.
        null_item: Option<Place>,
        /// Whether the column is compared with literals of more than one type family (`IN (1, 'two')`).
        mixed_literals: bool,
        /// Whether the lower bound of a BETWEEN is above its upper bound.
        reversed: bool,
        /// The lower bound of a BETWEEN, as written.
        lower_bound: Option<Place>,
        /// Its upper bound.
        upper_bound: Option<Place>,
        /// Whether an unquoted date (`2024-01-31`) is compared, which is a subtraction.
        unquoted_date: bool,
        /// That date.
        date_place: Option<Place>,
        /// Whether both sides are the same expression.
        same_sides: bool,
        /// Whether it is always true or always false, as the words alone show.
        constant: Known<bool>,
        /// Whether the constant is the habit of query builders (`1 = 1`).
        builder_idiom: bool,
        /// Whether it stands below an OR.
        under_or: bool,
        /// The type of the column, as its definition writes it.
        column_type: FromSchema<String>,
        /// The type of the other side: `integer`, `quoted text`.
        value_type: FromSchema<String>,
        /// What the engine converts, so that both sides are of one type. All engines that may be meant agree on it.
        converts: FromSchema<Conversion>,
        /// Whether an index on the column cannot be used because each of its values is converted.
        index_lost: FromSchema<bool>,
        /// Whether the conversion makes equal what differs: to MySQL the text '42abc' is the number 42.
        matches_more: FromSchema<bool>,
        /// Whether the engine looks through what stands around the column: a cast that changes nothing, a function that it rewrites to a range.
        seen_through: FromSchema<bool>,
        /// Whether a BETWEEN on points in time ends with a day that has no time, and so at that day's midnight.
        misses_last_day: FromSchema<bool>,
        /// The definition of the column.
        column_defined: FromSchema<Place>,
        /// The whole test.
        place: Place,
    }

    /// A table of the schema as one query reads it, and whether an index leads to its rows.
    access Access in accesses from schema {
        /// The query it belongs to.
        query: Id<Query>,
        /// The table's name.
        table: String,
        /// Whether an index leads to the rows that its tests pick, on some engine it may run on.
        narrowed: bool,
        /// Whether an index seems to be there for it, and just misses: another first column, condition or expression.
        missed: bool,
        /// Whether an index gives the order that is wanted, on some engine it may run on.
        ordered: bool,
        /// Whether its tests pick few rows by values that are at hand, and no index leads to them. Never of tables
        /// that are known in part, stay small or serve in passing, nor of queries that read most of several tables,
        /// nor of what is computed from a column that has an index.
        finds_few: bool,
        /// Whether the first rows of an order are wanted, and all rows have to be sorted to find them.
        sorts_all: bool,
        /// The keys of an index that would serve it.
        keys: Option<String>,
        /// What makes that index.
        statement: Option<Advice>,
        /// What dropped an index that began with one of these keys.
        index_dropped: Option<Place>,
        /// The columns that the table is split into partitions by, when nothing in the statement tests the first of them:
        /// every partition is looked into.
        unpruned: Option<String>,
        /// The column that spreads the table's rows over servers, when nothing in the statement tests it: every server is
        /// asked.
        scattered: Option<String>,
        /// What spreads them.
        spread_by: Option<Place>,
        /// Where the table is named.
        named: Place,
        /// Where the table is defined.
        defined: Place,
        /// The test or sort key that wants an index, else the table's name.
        place: Place,
    }

    /// An index that seems to be there for a query, and does not serve it; nor does another.
    index_miss IndexMiss in index_misses from schema {
        /// The table as the query reads it.
        access: Id<Access>,
        /// Why.
        kind: MissKind,
        /// The index.
        index: String,
        /// What the query would have to say: the index's condition, its first column, its expression; for a range
        /// the column that is tested so.
        lacks: String,
        /// The column tested.
        column: Option<String>,
        /// Where the index is defined.
        defined: Place,
        /// The test, the sort key or the table.
        place: Place,
    }

    /// A whole WHERE, ON or HAVING.
    condition Condition in conditions {
        /// The query it belongs to.
        query: Id<Query>,
        /// Where it stands.
        clause: Clause,
        /// Whether an aggregate stands in it.
        has_aggregate: bool,
        /// The first OR whose arm is an AND chain without brackets of its own.
        mixes_and_or: Option<Place>,
        /// The AND chains that are arms of an OR without brackets of their own.
        and_chains: Vec<Place>,
        /// The condition, without its keyword.
        place: Place,
    }

    /// One sort key.
    sort Sort in sorts {
        /// The query it belongs to.
        query: Id<Query>,
        /// Whether it shuffles: `random()`, `rand()`, `newid()`.
        random: bool,
        /// Whether it is the number of a result column.
        positional: bool,
        /// What that number stands for, when it can be named in the ORDER BY.
        stands_for: Option<String>,
        /// The key.
        place: Place,
    }

    /// A table or column that a statement names and the schema lacks.
    unresolved_name UnresolvedName in unresolved_names from schema {
        /// The statement.
        statement: Id<Statement>,
        /// Which of the two.
        kind: NameKind,
        /// The name.
        name: String,
        /// The table that lacks the column.
        table: Option<String>,
        /// What it is called now, or what may have been meant, as a sentence.
        suggestion: Option<Advice>,
        /// The migration that dropped or renamed it.
        dropped: Option<Place>,
        /// The name it has now, or the one that was meant.
        new_name: Option<String>,
        /// The name alone, without what stands before its last dot.
        name_place: Option<Place>,
        /// Where the table that lacks the column is defined.
        defined: Option<Place>,
        /// The name.
        place: Place,
    }

    /// An unqualified column that two tables of its query have.
    ambiguous_column AmbiguousColumn in ambiguous_columns from schema {
        /// The query.
        query: Id<Query>,
        /// The column.
        column: String,
        /// One of the tables.
        first: String,
        /// The other.
        second: String,
        /// Where the column is defined in the first table.
        first_defined: Place,
        /// Where the column is defined in the second table.
        second_defined: Place,
        /// The column.
        place: Place,
    }

    /// A column without a qualifier in a query of several tables, of which the schema says which one has it.
    bare_column BareColumn in bare_columns from schema {
        /// The query.
        query: Id<Query>,
        /// The column.
        column: String,
        /// The table that has it, as the query calls it.
        owner: String,
        /// Where it is defined.
        defined: Place,
        /// The column.
        place: Place,
    }

    /// A column whose values are counted, `count(column)`: rows where it is NULL are left out.
    counted_column CountedColumn in counted_columns from schema {
        /// The query.
        query: Id<Query>,
        /// The column, as written.
        column: String,
        /// Whether it can be NULL there.
        nullable: Known<bool>,
        /// Whether only an outer join makes it so, which finds no partner: then the partners are counted.
        nullable_by_join: bool,
        /// Whether the query groups by this very column, so that the group of those that have none counts nothing.
        groups_by_it: bool,
        /// Whether equal values are counted once: `count(DISTINCT column)`.
        distinct: bool,
        /// Whether all rows are counted beside it: `count(*)`.
        beside_all: bool,
        /// Whether having a value is what it is there to tell: a point in time, a truth, a key of another row.
        tells_by_presence: bool,
        /// Where it is defined.
        defined: Option<Place>,
        /// What is counted.
        counted: Place,
        /// The call.
        place: Place,
    }

    /// A text or list that is put together by `||`, in what a query gives or stores, of parts of which one can be NULL.
    /// The whole is NULL then. Not where something around it takes care of that.
    concatenation Concatenation in concatenations from schema {
        /// The query.
        query: Id<Query>,
        /// The part that can be NULL, as written.
        part: String,
        /// Whether another column in it is never NULL, which is lost then.
        loses_a_value: bool,
        /// Whether a column is set to itself and more.
        appends: bool,
        /// Where the part is defined.
        defined: Option<Place>,
        /// The part.
        part_place: Place,
        /// The whole.
        place: Place,
    }

    /// The result of an `IN (SELECT …)` that no table of the subquery has, but one outside.
    captured_column CapturedColumn in captured_columns from schema {
        /// The subquery.
        query: Id<Query>,
        /// The column.
        column: String,
        /// The table of the subquery.
        table: String,
        /// The table that has the column.
        owner: String,
        /// Where the table of the subquery is defined.
        defined: Place,
        /// Where the column is defined.
        owner_defined: Place,
        /// The column.
        place: Place,
    }

    /// One entry of a WITH clause.
    cte Cte in ctes {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// Its name.
        name: String,
        /// Whether anything reads it.
        used: bool,
        /// Whether it writes: such an entry runs even when nobody reads it.
        writes: bool,
        /// Its name in the WITH clause.
        place: Place,
    }

    /// An INSERT, or the assignments of an UPDATE taken together.
    write Write in writes {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// The table written.
        table: String,
        /// Whether an INSERT names its columns (true also for DEFAULT VALUES and `SET` forms).
        names_columns: bool,
        /// A column that an INSERT leaves out, though it is NOT NULL and nothing fills it in: no default, no trigger.
        lacks: FromSchema<String>,
        /// Where that column is defined.
        required_by: Option<Place>,
        /// The columns that an INSERT which names none fills, in the order of the table, when it has a value for each.
        unnamed: FromSchema<String>,
        /// Whether an INSERT stores all columns of one other table: `SELECT * FROM t`.
        copies: bool,
        /// Whether the number of values differs from the number of columns named.
        arity_differs: bool,
        /// Where the table is named.
        place: Place,
    }

    /// One `column = value` of an UPDATE.
    assignment Assignment in assignments {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// The column set.
        column: String,
        /// Whether the column was set before in the same statement.
        repeated: bool,
        /// Whether the value is `a AND b = c`, where a comma was meant.
        and_chain: bool,
        /// Each AND of that value.
        ands: Vec<Place>,
        /// The assignment.
        place: Place,
    }

    /// A CREATE TABLE.
    table_definition TableDefinition in table_definitions {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// The table's name.
        name: String,
        /// Whether the file gives it a primary key or a unique key, here or by a later ALTER.
        has_key: bool,
        /// Whether its name says that it serves in passing (`orders_tmp`, `staging_prices`), or the program that makes it drops it.
        scratch: bool,
        /// Whether it is temporary, or unlogged staging.
        temporary: bool,
        /// Whether its columns come from elsewhere: `AS SELECT`, `LIKE`, `PARTITION OF`, `INHERITS`, a virtual table, or a later `ATTACH PARTITION`.
        derived: bool,
        /// Its name.
        place: Place,
    }

    /// One column of a CREATE TABLE or ADD COLUMN.
    column_definition ColumnDefinition in column_definitions {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// The table.
        table: String,
        /// Its name, in lower case.
        name: String,
        /// Its type in lower case without length: `varchar`, `double precision`.
        type_name: String,
        /// Whether later migrations leave the column and its type. Unknown where the file is no part of a schema.
        stands: Known<bool>,
        /// The type and its length.
        place: Place,
    }

    /// A CREATE INDEX.
    index_definition IndexDefinition in index_definitions {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// The table.
        table: String,
        /// Whether it is built without blocking writes: CONCURRENTLY, ONLINE.
        concurrent: bool,
        /// Whether it is unique.
        unique: bool,
        /// What to do first, where an index of this name was dropped before in the same file.
        replacing: Option<Advice>,
        /// What to do where a build failed and IF NOT EXISTS takes what it left for the index.
        leftover: Option<Advice>,
        /// From CREATE to the table's name.
        place: Place,
    }

    /// One change of the schema: an action of ALTER TABLE, a DROP, a TRUNCATE.
    alteration Alteration in alterations {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// What changes.
        kind: AlterationKind,
        /// The table.
        table: String,
        /// The column, constraint or index, when one is named.
        name: Option<String>,
        /// Whether the name of its table, or of what it changes there, says that this serves in passing.
        scratch: bool,
        /// Whether the table was created earlier in the same file.
        table_is_new: bool,
        /// Whether the same file emptied the table before and has not filled it since.
        table_is_empty: bool,
        /// Whether the column was added, or given this name, earlier in the same file.
        column_is_new: bool,
        /// Whether the same file makes a table, view or column of the old name again afterwards: a swap, a rebuild, a dump.
        recreated: bool,
        /// Whether the same file stored elsewhere what it held before: INSERT … SELECT, UPDATE … FROM;
        /// or whether it only numbered the rows, and the same statement adds another primary key.
        moved: bool,
        /// Whether an earlier action of the same statement does the same, to this table or another: `DROP COLUMN a, DROP COLUMN b`.
        repeated: bool,
        /// Whether the rows that exist are checked under the lock: no NOT VALID, no USING INDEX.
        scans_rows: bool,
        /// Whether an added column is NOT NULL without a default.
        required: bool,
        /// Whether it is done without blocking writes: CONCURRENTLY.
        concurrent: bool,
        /// Of an added CHECK or foreign key: what waits while rows are checked, as the end of a sentence.
        waiting: Option<Advice>,
        /// Of an added constraint: how it is added without a long lock.
        in_two_steps: Option<Advice>,
        /// The action.
        place: Place,
    }

    /// A table as all of the project's DDL, migrations and models leave it, in the file that defines it.
    table Table in tables from schema {
        /// Its name, with its schema when it has one of its own.
        name: String,
        /// The number of its columns.
        columns: i64,
        /// The number of its indexes, those of keys included.
        indexes: i64,
        /// Whether parts of it could not be followed, so that it may have more, or less, than is known.
        partial: bool,
        /// Whether its rows are attributes of things: an owner, the name of an attribute, and its value as text.
        stores_attributes: bool,
        /// The first of three or more columns that differ in a number only (`tag1`, `tag2`, `tag3`).
        numbered_column: Option<String>,
        /// Where that column is defined.
        numbered_place: Option<Place>,
        /// Its name.
        place: Place,
    }

    /// A column of such a table.
    column Column in columns from schema {
        /// The table's name.
        table: String,
        /// Its name.
        name: String,
        /// Its type, as written.
        type_name: String,
        /// Whether it is a text that holds a list of keys: `tag_ids text`.
        lists_keys: bool,
        /// What to make instead of such a list.
        instead_of_list: Option<Advice>,
        /// Whether it may point into one of several tables, as its neighbour says (`owner_id` beside `owner_type`), and has no foreign key.
        points_anywhere: bool,
        /// Whether it is the whole primary key and gets random values: a version-4 UUID.
        random_key: bool,
        /// Whether the engine keeps the rows of a table in the order of the primary key: MySQL's InnoDB.
        clustered: bool,
        /// Whether it is the whole primary key, counts up, and ends at 2,147,483,647 or before.
        small_counter: bool,
        /// Whether it stores files or other large values in the row.
        large_value: bool,
        /// Its name.
        place: Place,
    }

    /// An index of such a table, those of keys included.
    index Index in indexes from schema {
        /// Its name.
        name: String,
        /// The table's name.
        table: String,
        /// Its keys, as one would write them.
        keys: String,
        /// Whether it keeps values apart.
        unique: bool,
        /// The index that does its work as well.
        covered_by: Option<String>,
        /// The keys of that index.
        covering_keys: Option<String>,
        /// Whether that index has the same keys, and not more behind them.
        identical: bool,
        /// Where that index is defined.
        cover: Option<Place>,
        /// Whether a framework made it without being asked: it stands in no file.
        implied: bool,
        /// How it is dropped, when it is needless: on the engine, or by the model that declares it.
        removal: Option<Advice>,
        /// What defines it.
        place: Place,
    }

    /// A foreign key of such a table.
    foreign_key ForeignKey in foreign_keys from schema {
        /// The table it belongs to.
        table: String,
        /// Its columns.
        columns: String,
        /// The table it points at.
        target: String,
        /// The columns it points at.
        target_columns: String,
        /// Whether an index finds the rows that point at one row; the engine may have made it. Unknown when the table is known in part.
        indexed: Known<bool>,
        /// Whether rows of the other table go, or change their key: ON DELETE CASCADE or SET NULL, unless it is a list of values that a migration writes down; or a DELETE in the project, migrations and tests aside.
        parent_changes: bool,
        /// The index that would find the rows, and what must come before it.
        wanted_index: Option<Advice>,
        /// Whether the columns of both sides are of different types.
        types_differ: bool,
        /// The type of its first column that differs.
        type_name: Option<String>,
        /// The type of the column that one points at.
        target_type: Option<String>,
        /// What the difference costs on the engine, as the end of a sentence.
        type_cost: Option<Advice>,
        /// Where that column is defined.
        target_column_place: Option<Place>,
        /// What dropped an index that began with its first column.
        index_dropped: Option<Place>,
        /// What defines it.
        place: Place,
    }

    /// A column that gets another type, by a migration after the one that made it.
    type_change TypeChange in type_changes from schema {
        /// The table's name.
        table: String,
        /// The column's name.
        column: String,
        /// The type it had, as written.
        old_type: String,
        /// The type it gets, as written.
        new_type: String,
        /// Whether the engine writes every row anew for it, while queries wait.
        rewrites: Known<bool>,
        /// The dialect of the database.
        dialect: Dialect,
        /// Whether the migration has run everywhere, as `statement.settled` tells.
        settled: Known<bool>,
        /// Whether nothing else uses the database while it runs, as `statement.downtime` tells.
        downtime: bool,
        /// Where it has the type before.
        defined: Place,
        /// The change.
        place: Place,
    }

    /// What decides on which server of a cluster the rows of a table are kept: `create_distributed_table` of Citus, the
    /// primary key in CockroachDB.
    distribution Distribution in distributions from schema {
        /// The table's name.
        table: String,
        /// The column, or the first of several.
        column: String,
        /// Whether it is a point in time.
        moment: bool,
        /// Whether new rows get ever higher values: a sequence, the time of the insert.
        ascending: bool,
        /// Whether neighbours are kept together, so that all that is new goes to one server.
        by_order: bool,
        /// Where the column is defined.
        defined: Place,
        /// What says so.
        place: Place,
    }

    /// Two sources of one schema that tell it differently: a dump and the migrations, the migrations and the models.
    drift Drift in drifts from schema {
        /// What differs, as a sentence.
        text: Advice,
        /// What makes both the same, where one statement does.
        remedy: Option<Advice>,
        /// The other side.
        other: Option<Place>,
        /// Where it is told.
        place: Place,
    }

    /// A stored function or procedure.
    routine Routine in routines {
        /// The statement it belongs to.
        statement: Id<Statement>,
        /// Its name.
        name: String,
        /// Whether it runs with its owner's rights.
        security_definer: bool,
        /// Whether it pins `search_path`.
        pins_search_path: bool,
        /// EXECUTE of text put together with values that are not quoted.
        unquoted_execute: Option<Place>,
        /// Where it is named.
        place: Place,
    }

    /// A character that people cannot see or take for another.
    odd_character OddCharacter in odd_characters {
        /// The statement it stands in.
        statement: Id<Statement>,
        /// Its name and code point: `zero width space (U+200B)`.
        name: String,
        /// What it stands in.
        within: CharacterPlace,
        /// The character.
        place: Place,
    }

    /// A call of a program that reaches the database.
    execution Execution in executions {
        /// The library, by its name in `grammars/`.
        library: String,
        /// What it does to the database.
        effect: Effect,
        /// The call as written, without its arguments: `cursor.execute`.
        callee: String,
        /// Its SQL, when it is known.
        statement: Option<Id<Statement>>,
        /// The SELECT it runs, when its SQL is one.
        query: Option<Id<Query>>,
        /// The ORM class or table, as written, when one is named.
        model: Option<String>,
        /// Whether the library itself was seen imported (otherwise names alone speak for it).
        certain: bool,
        /// Whether one call carries many rows: `executemany`, `bulk_create`.
        batched: bool,
        /// Whether a query of a list fetches all its rows at once.
        fetches_all: bool,
        /// What becomes of its result, as far as that can be followed.
        outcome: Outcome,
        /// Whether the number of its rows can be had by the same query with another result list: it has no limit, locks no
        /// row, and the ORM drops no doubles that a join makes.
        countable: bool,
        /// Where the rows of the very same query are fetched after it, with nothing written in between and by no other test
        /// than its own. Never when the rows were there before, or are kept by the first of two fetches.
        rows_follow: Option<Place>,
        /// What to type with this library to ask only for the number of rows.
        count_form: Option<Advice>,
        /// The call that takes the length of the rows, when it is handed the query itself: `len(…)`.
        length_call: Option<Place>,
        /// The query that it is handed.
        length_of: Option<Place>,
        /// The method of a query that has the database count.
        count_method: Option<String>,
        /// What the innermost loop around it, in the same function, is there for.
        loop_purpose: Option<LoopPurpose>,
        /// The head of that loop.
        loop_place: Option<Place>,
        /// The loop's variable, as written.
        loop_variable: Option<String>,
        /// Whether what it asks for depends on the loop's variable.
        uses_loop_variable: Known<bool>,
        /// Whether a test in the loop guards it, so that most turns may not reach it.
        guarded: bool,
        /// Whether a look-up in memory guards it: `if key not in cache`.
        memoised: bool,
        /// Whether it happens every so many rows, `if n % 1000 == 0`, or for one item alone, `if name == "stock"`.
        every_so_often: bool,
        /// Whether it keeps an event loop waiting: a call that returns only with the answer, in an asynchronous function.
        stalls: bool,
        /// Whether the database is inside the process (SQLite), so that a query costs no round trip.
        in_process: bool,
        /// Whether it is run by a pool, which takes any of its connections for it and takes it back at once.
        on_pool: bool,
        /// Whether a transaction is open when it runs; unknown when whoever calls the function may have opened one.
        in_transaction: Known<bool>,
        /// Whether it is a query that locks the rows it reads.
        locks_rows: bool,
        /// Of a connection that is opened anew for each request: the function that answers the request.
        handler: Option<String>,
        /// Where that function is defined.
        handler_place: Option<Place>,
        /// The calls between that function and this one.
        handler_way: Vec<Place>,
        /// What to type with this library to do the same for many keys or many rows at once.
        batch_form: Option<Advice>,
        /// What such a call does, when it is more than one plain statement: `looks for its row, and makes it where there is
        /// none,`.
        does: Option<Advice>,
        /// The number of placeholders in its SQL.
        placeholders: Known<i64>,
        /// The number of values bound, when they are written out.
        values_bound: Known<i64>,
        /// A placeholder that stands inside quotes, and so is not one.
        quoted_placeholder: Option<Place>,
        /// The quotes around it, when there is nothing else in them.
        placeholder_quotes: Vec<Place>,
        /// A placeholder of a style that the driver does not know.
        foreign_placeholder: Option<Place>,
        /// The style of placeholder the driver wants: `%s`, `?`, `$1`.
        placeholder_style: Option<String>,
        /// The call, up to its arguments.
        place: Place,
    }

    /// A place where a query or a program goes through rows only to learn whether there is one.
    existence_test ExistenceTest in existence_tests {
        /// How it goes through them.
        means: ExistenceMeans,
        /// The test, when the query itself makes it: `(SELECT count(*) …) > 0`.
        predicate: Option<Id<Predicate>>,
        /// The query that a program sends to make it, when it is known.
        query: Option<Id<Query>>,
        /// Whether a key leaves that query one row at most, so that there is nothing to go through.
        single_row: bool,
        /// What to type with this library to ask only whether there is one; absent when the query itself tests.
        existence_form: Option<Advice>,
        /// Whether it is true when there is no row.
        wants_none: bool,
        /// The subquery that counts, with its brackets.
        counting: Option<Place>,
        /// The `count(*)` that is its only result; absent when that leaves rows out.
        counted: Option<Place>,
        /// What a count is compared with, sign included: `> 0`. Absent when it stands before the count.
        compared_with: Option<Place>,
        /// The call of a program that counts.
        count_call: Option<Place>,
        /// The name of the method that counts, in it.
        count_method: Option<Place>,
        /// The lazy query, or its name, where a condition of a program asks whether it has rows.
        tested_query: Option<Place>,
        /// The method of the same object that asks only whether there is a row.
        existence_method: Option<String>,
        /// The test, or the call that asks.
        place: Place,
    }

    /// Rows of a known model that a loop takes from a query, when all that is read of them is columns.
    row_fetch RowFetch in row_fetches from schema {
        /// The class of the rows.
        model: String,
        /// How many columns the table has.
        columns: i64,
        /// How many of them are read.
        columns_read: i64,
        /// Their names.
        read: String,
        /// A column of long texts, documents or files that is fetched and not read.
        wide: Option<String>,
        /// What to type with this library to fetch only what is read.
        narrow_form: Advice,
        /// The query.
        place: Place,
    }

    /// A number in a row of a known model that a program sets to something that it calculated from what it had read of it,
    /// and saves: `order.total += price`.
    row_change RowChange in row_changes from schema {
        /// The class of the row.
        model: String,
        /// The attribute.
        column: String,
        /// What is set, as written: `order.total`.
        expression: String,
        /// The query that read the row; absent when the function was handed it.
        loaded: Option<Place>,
        /// Where it is saved.
        saved: Place,
        /// Whether something in the function speaks of a lock: `select_for_update`, `with_for_update`, `lock.acquire()`.
        locked: bool,
        /// Whether the model has a column that tells its rows' versions apart.
        versioned: bool,
        /// What to type with this library so that the database calculates.
        in_place_form: Advice,
        /// What is set.
        place: Place,
    }

    /// A row of a known model that a function has a query give, sets a few attributes of, and saves whole.
    row_save RowSave in row_saves from schema {
        /// The class of the row.
        model: String,
        /// How many columns the table has.
        columns: i64,
        /// How many of its attributes were set.
        columns_set: i64,
        /// Which ones.
        set: String,
        /// The query that read the row.
        loaded: Place,
        /// Whether something in the function speaks of a lock.
        locked: bool,
        /// Whether the class has a way of saving of its own, which may set more.
        own_save: bool,
        /// What to type with this library so that only these are written.
        partial_form: Advice,
        /// The call that saves it, up to its arguments.
        place: Place,
    }

    /// A row that a program makes because it found none like it.
    creation Creation in creations {
        /// The class of the row, as written.
        model: String,
        /// What was looked for, and is stored: `email`, `customer, product`.
        keys: String,
        /// The look-up that found none.
        looked_up: Place,
        /// Whether something in the function speaks of a lock.
        locked: bool,
        /// Whether something in the function speaks of what happens when another was faster: `IntegrityError`.
        expects_conflict: bool,
        /// What to type with this library to make it unless there is one.
        once_form: Option<Advice>,
        /// The call that makes it.
        place: Place,
    }

    /// What a program reads of a row, that the row does not have yet: its ORM asks the database for it, once for each row.
    /// Only where the query is known, with all that it fetches along.
    lazy_read LazyRead in lazy_reads from schema {
        /// What is asked for.
        kind: LazyKind,
        /// The class whose attribute is read.
        model: String,
        /// The attribute.
        attribute: String,
        /// The relations that lead to it from the rows of the query, joined by dots.
        path: String,
        /// What is read, as written: `order.customer`.
        expression: String,
        /// The call that makes another query of a relation: `filter`.
        call: Option<String>,
        /// What else is read of the same rows and fetched along by the same change of the query: `; the same goes for …`.
        others: Option<Advice>,
        /// The same, by the relations that lead there from the rows of the query.
        other_paths: Option<Advice>,
        /// Where these are read.
        other_places: Vec<Place>,
        /// The relation, where a function reads it that is given the row: `reads `customer`, and`.
        reading: Option<Advice>,
        /// The method or property of the row that comes to it: ` through `label``.
        through: Option<Advice>,
        /// What the database is asked once for: each row; where a session keeps the rows it loaded, each different target.
        asked_for: Advice,
        /// What to type so that all of it is there already.
        remedy: Option<Advice>,
        /// The same as text of the program.
        fetch_along: Option<String>,
        /// Where the query begins, behind which that can be written: `objects`.
        query_opening: Option<Place>,
        /// The way to the key of a relation, from the row on: `customer.id`.
        key_path: Option<Place>,
        /// What the row calls that key: `customer_id`.
        key: Option<String>,
        /// What to read instead, when only the key of the relation is read.
        shortcut: Option<Advice>,
        /// The library: `Django`, `SQLAlchemy`.
        library: String,
        /// What the loop over the rows is there for; absent when it is read of a single row.
        loop_purpose: Option<LoopPurpose>,
        /// The head of that loop.
        loop_place: Option<Place>,
        /// The loop's variable, as written.
        loop_variable: Option<String>,
        /// Whether a test in the loop guards it, so that most turns may not reach it.
        guarded: bool,
        /// Whether a look-up in memory guards it.
        memoised: bool,
        /// Whether it is read only when something failed.
        failing: bool,
        /// Whether the session waits for the database by `await`, so that reading an attribute cannot ask.
        awaited: bool,
        /// Whether the same call is an `execution` too.
        executes: bool,
        /// The query that gives the rows.
        query: Option<Place>,
        /// Where the relation is defined.
        defined: Option<Place>,
        /// The same, where it is a method or property that gives a query.
        method_defined: Option<Place>,
        /// What reads it, when that is not the loop itself.
        read_by: Option<RowReader>,
        /// Where that reads it.
        read_place: Option<Place>,
        /// What is read.
        place: Place,
    }

    /// A call in a loop that comes to the database through functions of the project.
    called_execution CalledExecution in called_executions {
        /// The call in the loop as written, without its arguments: `self.price`.
        callee: String,
        /// The function that it calls, with its class: `Order.price`.
        function: String,
        /// What that does to the database.
        effect: Effect,
        /// Whether the library itself was seen imported, or its text is SQL.
        certain: bool,
        /// Whether one call carries many rows: `executemany`, `bulk_create`.
        batched: bool,
        /// Whether the database is inside the process (SQLite), so that a query costs no round trip.
        in_process: bool,
        /// What to type with this library to do the same for many keys or many rows at once.
        batch_form: Option<Advice>,
        /// What such a call does, when it is more than one plain statement: `looks for its row, and makes it where there is
        /// none,`.
        does: Option<Advice>,
        /// Whether the function is a piece of work by itself, which no one query replaces: it asks and writes, four times or
        /// more, or is called `execute` or `run`.
        is_operation: bool,
        /// Whether a test in a function on the way decides that it happens.
        conditional: bool,
        /// Whether a function on the way, or the loop, looks into a memory first.
        memoised: bool,
        /// What the loop is there for.
        loop_purpose: LoopPurpose,
        /// The head of the loop.
        loop_place: Place,
        /// The loop's variable, as written.
        loop_variable: Option<String>,
        /// Whether what is asked for depends on the loop's variable.
        uses_loop_variable: Known<bool>,
        /// Whether the same question has the same answer: its SQL reads tables and locks no row.
        repeatable: Known<bool>,
        /// Whether a test in the loop guards the call, so that most turns may not reach it.
        guarded: bool,
        /// Whether it happens every so many rows, `if n % 1000 == 0`, or for one item alone, `if name == "stock"`.
        every_so_often: bool,
        /// The calls on the way, in the functions that they stand in.
        way: Vec<Place>,
        /// The call that reaches the database.
        execution_place: Place,
        /// The other calls in this loop that do such a thing in each turn: `; so do …`. They are no facts of their own.
        others: Option<Advice>,
        /// Where these stand.
        other_places: Vec<Place>,
        /// What else the function writes by functions that it calls, so that a form for many rows has to do it too.
        besides: Option<Advice>,
        /// The call in the loop, up to its arguments.
        place: Place,
    }

    /// A call by which a function that reaches the database calls itself, with other values.
    recursion Recursion in recursions {
        /// The function, with its class: `Category.tree`.
        function: String,
        /// What that does to the database.
        effect: Effect,
        /// Whether the library itself was seen imported, or its text is SQL.
        certain: bool,
        /// Whether the database is inside the process (SQLite), so that a query costs no round trip.
        in_process: bool,
        /// Whether a memory is asked before the database.
        memoised: bool,
        /// Whether it writes as well, at each node.
        writes: bool,
        /// Whether one query carries the keys of many items.
        batched: bool,
        /// The call that reaches the database.
        execution_place: Place,
        /// The call of itself, up to its arguments.
        place: Place,
    }

    /// Rows that one query repeats: it joins two collections side by side, so that each row of the one comes with every row
    /// of the other.
    multiplied_rows MultipliedRows in multiplied_rows {
        /// What asks for them.
        by: Multiplier,
        /// What is wrong for that, as written: `Sum("items__price")`.
        expression: String,
        /// The collection that repeats its rows, as this library writes it.
        collection: String,
        /// What to type instead.
        remedy: Advice,
        /// Where the other collection is asked for.
        other: Place,
        /// The expression.
        place: Place,
    }

    /// A query in a resolver of a GraphQL schema that depends on the object whose field it gives: it is sent for one
    /// object after the other.
    resolver_query ResolverQuery in resolver_queries {
        /// The type of the object.
        object: String,
        /// The field that it gives.
        field: String,
        /// The call as written, without its arguments: `Line.objects.filter`.
        callee: String,
        /// What it does to the database.
        effect: Effect,
        /// Whether the library itself was seen imported, or its text is SQL.
        certain: bool,
        /// Whether one call carries many rows.
        batched: bool,
        /// Whether a memory is asked before the database.
        memoised: bool,
        /// Whether the database is inside the process (SQLite), so that a query costs no round trip.
        in_process: bool,
        /// What to type with this library to do the same for many keys at once.
        batch_form: Option<Advice>,
        /// The call, up to its arguments.
        place: Place,
    }

    /// A call in a loop that is handed a connection, pool or transaction, and whose function is not in the project.
    handed_connection HandedConnection in handed_connections {
        /// The call as written, without its arguments.
        callee: String,
        /// What the loop is there for.
        loop_purpose: LoopPurpose,
        /// The head of the loop.
        loop_place: Place,
        /// The loop's variable, as written.
        loop_variable: Option<String>,
        /// Whether the call depends on the loop's variable.
        uses_loop_variable: Known<bool>,
        /// Whether a test in the loop guards it, so that most turns may not reach it.
        guarded: bool,
        /// Whether a look-up in memory guards it.
        memoised: bool,
        /// The call, up to its arguments.
        place: Place,
    }

    /// A call in an open transaction that waits for something other than the database.
    outside_call OutsideCall in outside_calls {
        /// The call that waits, as written, without its arguments: `requests.post`. It may stand in a function of the
        /// project that the transaction calls.
        callee: String,
        /// What it is there for.
        errand: Errand,
        /// What it waits for: `another server`.
        waits_for: Advice,
        /// The calls between the two, in the functions that they stand in.
        way: Vec<Place>,
        /// Where it waits, when that is elsewhere.
        wait_place: Option<Place>,
        /// What opens the transaction, as written: `transaction.atomic`.
        transaction: String,
        /// Where it is opened.
        transaction_place: Place,
        /// The call in the transaction, up to its arguments.
        place: Place,
    }

    /// Two rows that are added one after the other, the second with what the first gave, and each committed by itself.
    write_pair WritePair in write_pairs {
        /// What the first is a row of: the model or table as written, or else the call that adds it.
        first: String,
        /// Where it stands.
        first_place: Place,
        /// The same of the second.
        second: String,
        /// The call that adds the second, up to its arguments.
        place: Place,
    }

    /// A strict isolation level that a program asks for.
    isolation Isolation in isolations {
        /// The level.
        level: IsolationLevel,
        /// Whether the program shows that it runs transactions again which the engine has refused.
        retried: bool,
        /// Where it is asked for.
        place: Place,
    }

    /// A place of an SQL text that a program fills in when it runs.
    gap Gap in gaps {
        /// The library that the SQL goes to.
        library: String,
        /// The statement, when the text could be read as SQL.
        statement: Option<Id<Statement>>,
        /// What the SQL has in its place.
        slot: Slot,
        /// Where the text that fills it comes from.
        provenance: Provenance,
        /// Where a function is handed what a client sent, when it fills the place by way of a parameter.
        handed_in: Option<Place>,
        /// The expression that fills it, as written.
        expression: String,
        /// Where it stands, in words: "as a value inside quotes".
        stands: String,
        /// The way of the value, as written, from where it begins: `request.GET["q"] → term`.
        path: String,
        /// Where the value begins: the parameter, or what was asked for it.
        origin: Option<Place>,
        /// What to write instead, by the slot and the library.
        remedy: Advice,
        /// Whether the library itself was seen imported.
        certain: bool,
        /// How the library binds a value: `%s`, `?`, `$1`.
        placeholder_style: Option<String>,
        /// The call that runs the SQL.
        sink: Option<Place>,
        /// The expression.
        place: Place,
    }

    /// A comment that silences rules: `seqscan: ignore[select-star] the reason`. Known after all other findings are.
    suppression Suppression in suppressions {
        /// What it does; absent when there is none of this name.
        verb: Option<SuppressionVerb>,
        /// Why it cannot be understood.
        fault: Option<Advice>,
        /// Whether it says why.
        reasoned: bool,
        /// The day it was to last until: `until=2027-01-31`.
        until: Option<String>,
        /// Whether that day is over; unknown where nobody knows the date.
        expired: Known<bool>,
        /// Whether it disables a rule that is never enabled again.
        open_ended: bool,
        /// From `seqscan:` to its last word.
        place: Place,
    }

    /// A rule or category that a suppression names.
    suppressed_rule SuppressedRule in suppressed_rules {
        /// The comment.
        suppression: Id<Suppression>,
        /// The name, as written.
        name: String,
        /// What became of it.
        state: SuppressedState,
        /// What to do about a name that does not exist.
        hint: Advice,
        /// The name.
        place: Place,
    }
}
