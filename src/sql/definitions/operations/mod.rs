//! The operations of a statement: all that it does to the schema, in full. A construct that is not known gives none.

mod alterations;
mod blocks;
mod columns;
mod conditions;
mod constraints;
mod drops;
mod expressions;
mod functions;
mod indexes;
mod names;
mod schemas;
mod tables;
mod types;
mod unknown;
mod views;

use super::cursor::Cursor;
use crate::extract::{Action, Operation};

pub use blocks::changed_in_body;
pub use functions::DEFINING;

pub fn read(cursor: &mut Cursor<'_>) -> Vec<Operation> {
    let mut operations = Vec::new();
    if cursor.accept("CREATE") {
        create(cursor, &mut operations);
    } else if cursor.accept("ALTER") {
        alterations::alter(cursor, &mut operations);
    } else if cursor.accept("DROP") {
        drops::drop_objects(cursor, &mut operations);
    } else if cursor.accept_words(&["RENAME", "TABLE"]) {
        alterations::rename_tables(cursor, &mut operations);
    } else if cursor.accept("DO") {
        operations.extend(blocks::opaque(cursor));
    } else if cursor.accept("SET") {
        operations.extend(schemas::search_path(cursor));
    } else if cursor.accept("SELECT") {
        operations.extend(functions::called(cursor));
    } else if cursor.accept("IF") {
        conditions::read(cursor, &mut operations);
    } else if cursor.accept("USE") {
        operations.extend(schemas::choose(cursor));
    }
    operations.into_iter().filter_map(unknown::settle).collect()
}

/// The words between CREATE and what is created.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    or_replace: bool,
    unique: bool,
    temporary: bool,
    unlogged: bool,
    foreign: bool,
    materialized: bool,
    /// `fulltext` and `spatial`.
    method: Option<&'static str>,
}

fn create(cursor: &mut Cursor<'_>, operations: &mut Vec<Operation>) {
    let or_replace = cursor.accept_words(&["OR", "REPLACE"]) || cursor.accept_words(&["OR", "ALTER"]);
    let head = Head { or_replace, ..Head::default() };
    let Some(created) = created(cursor, head) else { return };
    if or_replace && let Some(action) = replaced(&created.action) {
        operations.push(Operation { action, span: created.span });
    }
    operations.push(created);
}

/// What OR REPLACE takes away first. A view says so itself.
fn replaced(created: &Action) -> Option<Action> {
    match created {
        Action::CreateTable(table) => {
            Some(Action::DropTable { table: table.name.clone(), if_exists: true, cascade: false })
        }
        Action::CreateIndex(index) => {
            Some(Action::DropIndex { index: index.name.clone()?, table: Some(index.table.clone()), if_exists: true })
        }
        _ => None,
    }
}

fn created(cursor: &mut Cursor<'_>, mut head: Head) -> Option<Operation> {
    views::skip_security(cursor);
    loop {
        if cursor.accept("TABLE") {
            return tables::create(cursor, head);
        }
        if cursor.accept("INDEX") {
            return indexes::create(cursor, head);
        }
        if cursor.accept("SCHEMA") || cursor.accept("DATABASE") {
            return schemas::create(cursor);
        }
        if cursor.accept("VIEW") {
            return views::create(cursor, head);
        }
        if cursor.accept("TYPE") {
            return types::create(cursor);
        }
        if cursor.accept("DOMAIN") {
            return types::create_domain(cursor);
        }
        match cursor.word()?.as_str() {
            "UNIQUE" => head.unique = true,
            "TEMP" | "TEMPORARY" => head.temporary = true,
            "UNLOGGED" => head.unlogged = true,
            "VIRTUAL" | "FOREIGN" | "EXTERNAL" => head.foreign = true,
            "MATERIALIZED" => head.materialized = true,
            "FULLTEXT" => head.method = Some("fulltext"),
            "SPATIAL" => head.method = Some("spatial"),
            "RECURSIVE" | "GLOBAL" | "LOCAL" | "CLUSTERED" | "NONCLUSTERED" | "COLUMNSTORE" | "TRANSIENT"
            | "VOLATILE" => {}
            _ => return None,
        }
        cursor.advance(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{ColumnChange, ConstraintKind, DroppedConstraint, KeyOf, ObjectName, TableOrigin};
    use crate::fact::Dialect;
    use crate::sql::lexing::Lexing;
    use crate::sql::tokens::lex;
    use crate::text::Span;

    fn actions(sql: &str, dialect: Dialect) -> Vec<Action> {
        let tokens = lex(sql, &Lexing::of(dialect));
        let operations = read(&mut Cursor::new(sql, &tokens, &|start, end| Span::new(start, end), dialect));
        operations.into_iter().map(|operation| operation.action).collect()
    }

    fn one(sql: &str, dialect: Dialect) -> [Action; 1] {
        actions(sql, dialect).try_into().unwrap()
    }

    #[test]
    fn a_table_of_postgres() {
        let sql = "CREATE TABLE Shop.\"Orders\" (id bigserial PRIMARY KEY, at timestamp(3) with time zone DEFAULT now() NOT NULL,
            owner uuid REFERENCES users ON DELETE SET NULL NOT NULL, g text GENERATED ALWAYS AS (lower(x)) STORED,
            CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (id, owner)) PARTITION BY RANGE (at)";
        let [Action::CreateTable(table)] = one(sql, Dialect::Postgres) else { panic!() };
        assert_eq!(table.name, ObjectName { schema: Some("shop".into()), name: "Orders".into() });
        let types: Vec<_> = table.columns.iter().map(|column| column.type_name.as_str()).collect();
        assert_eq!(types, ["bigserial", "timestamp(3) with time zone", "uuid", "text"]);
        assert_eq!(table.columns[1].default.as_deref(), Some("now()"));
        assert!(table.columns[0].auto_increment && table.columns[3].generated);
        assert_eq!(table.columns[2].not_null, Some(true));
        assert!(matches!(table.constraints[0].kind, ConstraintKind::Unique { nulls_not_distinct: true, .. }));
        assert_eq!(table.partitioned_by, Some(vec!["at".to_owned()]));
        let part = actions("CREATE TABLE p PARTITION OF o FOR VALUES IN (1)", Dialect::Postgres);
        assert!(
            matches!(&part[0], Action::CreateTable(t) if t.origin == TableOrigin::PartitionOf(ObjectName::bare("o")))
        );
    }

    #[test]
    fn a_table_of_mysql() {
        let sql = "CREATE TABLE t (`id` int(10) unsigned NOT NULL AUTO_INCREMENT, `key` varchar(20), key2 set('a'),
            KEY k (`key`(10) DESC) USING BTREE, FULLTEXT KEY f (`key`), PRIMARY KEY (id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
        let [Action::CreateTable(table)] = one(sql, Dialect::Mysql) else { panic!() };
        assert_eq!(table.columns.len(), 3);
        assert_eq!(table.columns[0].type_name, "int(10) unsigned");
        assert_eq!((table.indexes[0].keys[0].prefix, table.indexes[0].keys[0].descending), (Some(10), true));
        assert_eq!(table.indexes[1].method.as_deref(), Some("fulltext"));
        assert_eq!((table.engine.as_deref(), table.charset.as_deref()), (Some("InnoDB"), Some("utf8mb4")));
    }

    #[test]
    fn a_table_of_sqlite() {
        let [Action::CreateTable(table)] =
            one("CREATE TABLE t (a, b INTEGER PRIMARY KEY AUTOINCREMENT) STRICT, WITHOUT ROWID", Dialect::Sqlite)
        else {
            panic!()
        };
        assert!(table.strict && table.without_rowid && table.columns[1].auto_increment);
        assert_eq!(table.columns[0].type_name, "");
    }

    #[test]
    fn an_index_key_by_key() {
        let sql = "CREATE INDEX i ON t USING gin (a DESC, lower(b) text_ops, (c ->> 'd')) INCLUDE (e) WHERE f IS NULL AND g > 1";
        let [Action::CreateIndex(index)] = one(sql, Dialect::Postgres) else { panic!() };
        assert_eq!((index.method.as_deref(), index.include.len()), (Some("gin"), 1));
        assert!(index.keys[0].descending && index.keys[0].of == KeyOf::Column("a".into()));
        assert_eq!(index.keys[1].operator_class.as_deref(), Some("text_ops"));
        assert!(matches!(&index.keys[2].of, KeyOf::Expression { text, term: Some(_) } if text == "c ->> 'd'"));
        assert_eq!(index.predicate.unwrap().tests.len(), 2);
        let either = actions("CREATE INDEX i ON t (a) WHERE b OR c", Dialect::Postgres);
        assert!(matches!(&either[0], Action::CreateIndex(i) if i.predicate.as_ref().unwrap().tests.is_empty()));
    }

    #[test]
    fn alterations_of_tables() {
        let read = actions("ALTER TABLE s.a RENAME TO b", Dialect::Postgres);
        assert!(matches!(&read[0], Action::RenameTable { to, .. } if to.to_string() == "s.b"));
        let read = actions(
            "ALTER TABLE t ADD (a int, b int), DROP PRIMARY KEY, CHANGE a b text, DROP FOREIGN KEY f",
            Dialect::Mysql,
        );
        assert!(matches!(&read[1], Action::AddColumn { column, .. } if column.name == "b"));
        assert!(matches!(&read[2], Action::DropConstraint { constraint: DroppedConstraint::PrimaryKey, .. }));
        assert!(matches!(&read[3], Action::ReplaceColumn { column, with, .. } if column == "a" && with.name == "b"));
        assert_eq!(read.len(), 5);
        let read = actions("ALTER TABLE t ALTER a TYPE bigint USING a::bigint", Dialect::Postgres);
        let wide = ColumnChange::Type { type_name: "bigint".into(), collation: None };
        assert!(matches!(&read[0], Action::AlterColumn { change, .. } if *change == wide));
    }

    #[test]
    fn types_paths_and_blocks() {
        let postgres = |sql| actions(sql, Dialect::Postgres).pop();
        let kind = Some(Action::CreateEnum { name: ObjectName::bare("k"), values: vec!["a'b".into(), "c".into()] });
        assert_eq!(postgres("CREATE TYPE k AS ENUM ('a''b', 'c')"), kind);
        let path = Some(Action::SetSearchPath { schemas: vec!["a".into(), "B".into()] });
        assert_eq!(postgres("SET search_path TO a, \"B\""), path);
        let opaque = |tables: &[&str]| {
            Some(Action::Opaque { tables: tables.iter().map(|name| ObjectName::bare(*name)).collect() })
        };
        assert_eq!(
            postgres("DO $$ BEGIN ALTER TABLE a ADD b int; CREATE INDEX i ON c (d); END $$"),
            opaque(&["a", "c"])
        );
        assert_eq!(postgres("DO $$ BEGIN EXECUTE 'DROP TABLE ' || x; END $$"), opaque(&[]));
        assert_eq!(postgres("DO $$ BEGIN UPDATE a SET b = 1; CREATE TYPE t AS ENUM (); END $$"), None);
    }

    #[test]
    fn not_null_as_a_constraint() {
        let sql = "CREATE TABLE t (a int, b int, CONSTRAINT n NOT NULL a, NOT NULL b)";
        let [Action::CreateTable(table)] = one(sql, Dialect::Postgres) else { panic!() };
        assert!(table.columns.iter().all(|column| column.not_null == Some(true)) && !table.partial);
        let changed = |sql| match one(sql, Dialect::Postgres) {
            [Action::AlterColumn { column, change, .. }] => (column, change),
            other => panic!("{other:?}"),
        };
        let required = ("a".to_owned(), ColumnChange::NotNull(true));
        assert_eq!(changed("ALTER TABLE t ADD CONSTRAINT n NOT NULL a"), required);
        assert_eq!(changed("ALTER TABLE t ADD NOT NULL a NOT VALID").1, ColumnChange::Other);
    }

    #[test]
    fn more_forms_of_views_tables_and_paths() {
        let view = |sql, dialect| match one(sql, dialect) {
            [Action::CreateView(view)] => (view.name.to_string(), view.or_replace, view.columns),
            other => panic!("{other:?}"),
        };
        let replaced = ("v".to_owned(), true, Vec::new());
        let secured = "CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER VIEW v AS SELECT 1";
        assert_eq!(view(secured, Dialect::Mysql), replaced);
        assert_eq!(view("ALTER ALGORITHM = MERGE VIEW v AS SELECT 1", Dialect::Mysql), replaced);
        assert_eq!(view("CREATE OR ALTER VIEW v AS SELECT 1", Dialect::Tsql), replaced);
        assert_eq!(view("ALTER VIEW v (a) AS SELECT 1", Dialect::Mysql).2, ["a"]);
        let twice = actions("CREATE OR REPLACE TABLE t (a int)", Dialect::Mysql);
        assert!(matches!(twice.as_slice(), [Action::DropTable { if_exists: true, .. }, Action::CreateTable(_)]));
        let path = |sql| one(sql, Dialect::Postgres);
        let set = |schemas: &[&str]| {
            [Action::SetSearchPath { schemas: schemas.iter().map(|&schema| schema.to_owned()).collect() }]
        };
        assert_eq!(path("SELECT pg_catalog.set_config('search_path', '', false)"), set(&[]));
        assert_eq!(path("SELECT set_config('search_path', 'a, \"B\"', true)"), set(&["a", "B"]));
        assert!(actions("SELECT set_config('work_mem', '1MB', true)", Dialect::Postgres).is_empty());
        let opaque = [Action::Opaque { tables: vec![ObjectName::bare("t")] }];
        assert_eq!(one("ALTER TABLE t ALTER INDEX i INVISIBLE", Dialect::Mysql), opaque);
        let detached = Action::DetachPartition { table: ObjectName::bare("p"), partition: ObjectName::bare("t") };
        assert_eq!(one("ALTER TABLE t NO INHERIT p", Dialect::Postgres), [detached]);
    }

    #[test]
    fn comments_that_mysql_runs() {
        let sql =
            "CREATE TABLE t (a int /*!40101 NOT NULL */, b int /* NOT NULL */) /*!40100 DEFAULT CHARSET=utf8mb4 */
            /*!50100 PARTITION BY HASH (a) PARTITIONS 4 */";
        let [Action::CreateTable(table)] = one(sql, Dialect::Mysql) else { panic!() };
        assert_eq!((table.columns[0].not_null, table.columns[1].not_null), (Some(true), None));
        assert_eq!(table.charset.as_deref(), Some("utf8mb4"));
        assert_eq!(table.partitioned_by, Some(vec!["a".to_owned()]));
    }

    #[test]
    fn conditions_of_tsql() {
        let read = |sql| actions(sql, Dialect::Tsql);
        let created =
            read("IF NOT EXISTS (SELECT 1 FROM sys.tables WHERE name = 't') BEGIN CREATE TABLE t (a int) END");
        assert!(
            matches!(created.as_slice(), [Action::CreateTable(table)] if table.if_not_exists && table.columns.len() == 1)
        );
        let added = read("IF NOT EXISTS (SELECT 1) ALTER TABLE t ADD a int");
        assert!(matches!(added.as_slice(), [Action::AddColumn { if_not_exists: true, .. }]));
        let both = [ObjectName::bare("t"), ObjectName::bare("u")].to_vec();
        assert_eq!(
            read("IF @a = 1 BEGIN ALTER TABLE t ADD a int; DROP TABLE u END"),
            [Action::Opaque { tables: both }]
        );
        assert!(read("IF EXISTS (SELECT 1 FROM t) UPDATE t SET a = 1").is_empty());
    }

    #[test]
    fn nothing_panics_on_what_is_cut_off() {
        let whole = "CREATE TABLE a (b int DEFAULT (1) CHECK (b > 0), KEY k (b(3)), FOREIGN KEY (b) REFERENCES c (d) ON DELETE SET NULL, LIKE x INCLUDING ALL) AS SELECT 1";
        let alter = "ALTER TABLE a ADD CONSTRAINT c UNIQUE KEY k (b), ALTER COLUMN b SET DEFAULT 1, RENAME COLUMN c TO d, ADD (e int, f int)";
        let index = "CREATE UNIQUE INDEX i ON a USING gin ((b -> 'c') ops, lower(d)) INCLUDE (e) WHERE f > 1";
        for sql in [
            whole,
            alter,
            index,
            "DO $a$ DROP INDEX $a$",
            "SET search_path = a, b",
            "ALTER TYPE a RENAME VALUE 'b' TO 'c'",
        ] {
            for end in 0..=sql.len() {
                for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Tsql] {
                    actions(&sql[..end], dialect);
                }
            }
        }
    }
}
