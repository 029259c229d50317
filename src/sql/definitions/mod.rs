//! Schema operations, read from tokens and not from the parser's tree: spans are exact, every dialect's
//! clauses can be stepped over, and a statement the parser does not know still counts.

mod alterations;
mod cursor;
mod operations;
mod routines;
mod tables;

use cursor::Cursor;

use super::lexing::Lexing;
use super::spans::{Run, Spans};
use super::tokens::lex;
use crate::extract::{Action, Alteration, Definitions, IndexDefinition, ObjectName, Operation, Statement};
use crate::fact::{AlterationKind, Dialect};
use crate::text::Span;

/// What one statement does to the schema.
pub fn read(spans: &Spans, run: &Run, dialect: Dialect) -> Definitions {
    let bytes = spans.bytes(run);
    let first = spans.text(run.start);
    let defines = ["CREATE", "ALTER", "DROP", "TRUNCATE", "RENAME", "SET", "USE", "DO", "IF", "CALL"];
    // `SELECT pg_catalog.set_config('search_path', …)`
    let is_it = |text: &str| operations::DEFINING.iter().any(|name| text.eq_ignore_ascii_case(name));
    let configures = || (1..=3).any(|ahead| is_it(spans.text(run.start + ahead)));
    let is_definition = defines.iter().any(|word| first.eq_ignore_ascii_case(word))
        || (first.eq_ignore_ascii_case("SELECT") && configures());
    if !is_definition {
        return Definitions::default();
    }
    let text = spans.masked().get(bytes.clone()).unwrap_or_default();
    let tokens = lex(text, &Lexing::of(dialect));
    let from = bytes.start;
    let locate: Locate<'_> = &|start, end| spans.locate(from + start..from + end);
    let cursor = Cursor::new(text, &tokens, locate, dialect);
    read_from(cursor.with_written(spans.unmasked().get(bytes).unwrap_or(text)))
}

/// Where a range of the statement's text stands in its file.
type Locate<'a> = &'a dyn Fn(usize, usize) -> Span;

fn read_from(mut cursor: Cursor<'_>) -> Definitions {
    let definitions = read_alterations(&mut cursor);
    cursor.go_to(0);
    Definitions { operations: operations::read(&mut cursor), ..definitions }
}

/// What rules about migrations ask for.
fn read_alterations(cursor: &mut Cursor<'_>) -> Definitions {
    if cursor.accept("CREATE") {
        create(cursor)
    } else if cursor.accept("ALTER") {
        alterations::alter(cursor)
    } else if cursor.accept("DROP") {
        drop_objects(cursor)
    } else if cursor.accept("TRUNCATE") {
        cursor.accept("TABLE");
        cursor.accept("ONLY");
        let alterations = named_objects(cursor, AlterationKind::Truncate, false);
        Definitions { alterations, ..Definitions::default() }
    } else if cursor.accept_words(&["RENAME", "TABLE"]) {
        alterations::rename_tables(cursor)
    } else if cursor.accept("CALL") {
        Definitions { called: cursor.object().map(|(name, _)| name.name), ..Definitions::default() }
    } else {
        Definitions::default()
    }
}

/// A CALL may have changed the tables that the body of its procedure, read before it, changes.
pub fn follow_calls(statements: &mut [Statement]) {
    let mut changing: Vec<(String, Vec<ObjectName>)> = Vec::new();
    for statement in statements {
        let definitions = &mut statement.definitions;
        if let Some(routine) = &definitions.routine {
            changing.retain(|(name, _)| !is_called(name, &routine.name));
            changing.extend(routine.changes.clone().map(|tables| (routine.name.clone(), tables)));
        } else if let Some(called) = &definitions.called
            && let Some((_, tables)) = changing.iter().find(|(name, _)| is_called(name, called))
        {
            let action = Action::Opaque { tables: tables.clone() };
            definitions.operations.push(Operation { action, span: statement.span });
        }
    }
}

fn is_called(routine: &str, name: &str) -> bool {
    let bare = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    bare(routine) == bare(name)
}

fn create(cursor: &mut Cursor<'_>) -> Definitions {
    let mut definitions = Definitions::default();
    if cursor.accept("OR") {
        cursor.advance(1);
    }
    let mut unique = false;
    let mut temporary = false;
    let mut foreign = false;
    loop {
        if cursor.accept("TABLE") {
            let (table, columns) = tables::create(cursor, temporary, foreign);
            definitions.table = table;
            definitions.columns = columns;
            return definitions;
        }
        if cursor.accept("INDEX") {
            definitions.index = create_index(cursor, unique);
            return definitions;
        }
        if cursor.accept("FUNCTION") || cursor.accept("PROCEDURE") {
            definitions.routine = routines::create(cursor);
            return definitions;
        }
        if cursor.accept("SCHEMA") || cursor.accept("DATABASE") {
            cursor.accept_words(&["IF", "NOT", "EXISTS"]);
            definitions.schema = cursor.name().map(|(name, _)| name);
            return definitions;
        }
        if cursor.accept("VIEW") {
            cursor.accept_words(&["IF", "NOT", "EXISTS"]);
            definitions.view = cursor.name().map(|(name, _)| name);
            return definitions;
        }
        let Some(word) = cursor.word() else { return definitions };
        match word.as_str() {
            "UNIQUE" => unique = true,
            "TEMP" | "TEMPORARY" | "UNLOGGED" | "TRANSIENT" | "VOLATILE" => temporary = true,
            "VIRTUAL" | "FOREIGN" | "EXTERNAL" => foreign = true,
            "MATERIALIZED" | "RECURSIVE" | "GLOBAL" | "LOCAL" | "CLUSTERED" | "NONCLUSTERED" | "FULLTEXT"
            | "SPATIAL" | "COLUMNSTORE" => {}
            _ => return definitions,
        }
        cursor.advance(1);
    }
}

fn create_index(cursor: &mut Cursor<'_>, unique: bool) -> Option<IndexDefinition> {
    let concurrent = cursor.accept("CONCURRENTLY");
    let if_not_exists = cursor.accept_words(&["IF", "NOT", "EXISTS"]);
    let name = if cursor.is("ON") { None } else { cursor.name().map(|(name, _)| name) };
    if cursor.accept("USING") {
        cursor.advance(1);
    }
    if !cursor.accept("ON") {
        return None;
    }
    let unbuilt = cursor.accept("ONLY");
    let (table, _) = cursor.name()?;
    let span = cursor.span_so_far();
    // SQL Server builds an index without blocking writers with `WITH (ONLINE = ON)`.
    let online = cursor.rest().windows(3).any(|three| {
        cursor.text_of(&three[0]).eq_ignore_ascii_case("ONLINE") && cursor.text_of(&three[2]).eq_ignore_ascii_case("ON")
    });
    Some(IndexDefinition { name, table, unique, if_not_exists, concurrent: concurrent || online || unbuilt, span })
}

fn drop_objects(cursor: &mut Cursor<'_>) -> Definitions {
    cursor.accept("TEMPORARY");
    let kind = if cursor.accept("TABLE") {
        AlterationKind::DropTable
    } else if cursor.accept("SCHEMA") || cursor.accept("DATABASE") {
        AlterationKind::DropSchema
    } else if cursor.accept("INDEX") {
        AlterationKind::DropIndex
    } else {
        return Definitions::default();
    };
    let concurrent = cursor.accept("CONCURRENTLY");
    cursor.accept_words(&["IF", "EXISTS"]);
    let alterations = named_objects(cursor, kind, concurrent);
    Definitions { alterations, ..Definitions::default() }
}

/// One alteration for each name of a list: `DROP TABLE a, b`. The first spans the verb as well.
fn named_objects(cursor: &mut Cursor<'_>, kind: AlterationKind, concurrent: bool) -> Vec<Alteration> {
    let mut alterations = Vec::new();
    while let Some((name, own)) = cursor.name() {
        let span = if alterations.is_empty() { cursor.span_so_far() } else { own };
        let (table, name) = match kind {
            // MySQL and SQL Server name the table; elsewhere only the index is named.
            AlterationKind::DropIndex if cursor.accept("ON") => {
                (cursor.name().map(|(table, _)| table).unwrap_or_default(), Some(name))
            }
            AlterationKind::DropIndex => (String::new(), Some(name)),
            _ => (name, None),
        };
        alterations.push(Alteration {
            kind,
            table,
            name,
            new_name: None,
            scans_rows: false,
            required: false,
            concurrent,
            span,
        });
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    alterations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_postgres(sql: &str) -> Definitions {
        let locate: Locate<'_> = &|start, end| Span::new(start, end);
        read_from(Cursor::new(sql, &lex(sql, &Lexing::postgres()), locate, Dialect::Postgres))
    }

    fn slice(sql: &str, span: Span) -> &str {
        &sql[span.range()]
    }

    #[test]
    fn a_table_with_its_columns() {
        let sql = "CREATE TABLE IF NOT EXISTS shop.\"Orders\" (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the key
            placed_at timestamp(3) with time zone NOT NULL DEFAULT now(),
            total double precision, tags text[], note character varying(20) CHECK (length(note) > 2),
            CONSTRAINT positive CHECK (total > 0))";
        let read = read_postgres(sql);
        let table = read.table.unwrap();
        assert_eq!((table.name.as_str(), slice(sql, table.span)), ("shop.Orders", "shop.\"Orders\""));
        assert!(table.has_key && !table.derived && !table.temporary);
        let types: Vec<_> =
            read.columns.iter().map(|column| (column.name.as_str(), column.type_name.as_str())).collect();
        assert_eq!(
            types,
            [
                ("id", "bigint"),
                ("placed_at", "timestamp with time zone"),
                ("total", "double precision"),
                ("tags", "text[]"),
                ("note", "character varying"),
            ]
        );
        assert_eq!(slice(sql, read.columns[4].span), "character varying(20)");
    }

    #[test]
    fn keys_and_tables_without_columns_of_their_own() {
        let key = |sql: &str| read_postgres(sql).table.unwrap().has_key;
        assert!(!key("CREATE TABLE a (b int, c int)"));
        assert!(key("CREATE TABLE a (b int, c int, PRIMARY KEY (b, c))"));
        assert!(key("CREATE TABLE a (b int UNIQUE)"));
        assert!(key("CREATE TABLE a (b int, UNIQUE (b))"));
        assert!(key("CREATE TABLE a (b int, UNIQUE KEY by_b (b))"));
        let derived = |sql: &str| read_postgres(sql).table.unwrap().derived;
        assert!(derived("CREATE TABLE a AS SELECT 1"));
        assert!(derived("CREATE TABLE a (LIKE b INCLUDING ALL)"));
        assert!(derived("CREATE TABLE a PARTITION OF b FOR VALUES FROM (1) TO (2)"));
        assert!(derived("CREATE VIRTUAL TABLE a USING fts5(x)"));
        assert!(!derived("CREATE TABLE a (like_count int) PARTITION BY RANGE (like_count)"));
        assert!(read_postgres("CREATE TEMP TABLE a (b int)").table.unwrap().temporary);
    }

    #[test]
    fn indexes() {
        let sql = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS by_mail ON ONLY users USING btree (lower(mail))";
        let index = read_postgres(sql).index.unwrap();
        assert_eq!((index.name.as_deref(), index.table.as_str()), (Some("by_mail"), "users"));
        assert!(index.unique && index.concurrent);
        assert_eq!(slice(sql, index.span), "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS by_mail ON ONLY users");
        assert!(!read_postgres("CREATE INDEX ON users (name)").index.unwrap().concurrent);
        assert!(read_postgres("CREATE INDEX i ON t (a) WITH (ONLINE = ON)").index.unwrap().concurrent);
        assert!(read_postgres("CREATE INDEX i ON ONLY t (a)").index.unwrap().concurrent);
        assert_eq!(read_postgres("CREATE MATERIALIZED VIEW shop.v AS SELECT 1").view.as_deref(), Some("shop.v"));
    }

    #[test]
    fn each_action_of_an_alter() {
        let sql = "ALTER TABLE ONLY orders ADD COLUMN kind text NOT NULL, ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES c (a, b) NOT VALID,
            ADD CHECK (a > 0), ALTER COLUMN a SET NOT NULL, ALTER a TYPE bigint USING a::bigint, DROP COLUMN IF EXISTS old,
            ADD COLUMN n int NOT NULL DEFAULT 0, VALIDATE CONSTRAINT fk, RENAME x TO y";
        let read = read_postgres(sql);
        let kinds: Vec<_> = read.alterations.iter().map(|a| (a.kind, a.scans_rows, a.required)).collect();
        use AlterationKind::*;
        assert_eq!(
            kinds,
            [
                (AddColumn, false, true),
                (AddForeignKey, false, false),
                (AddCheck, true, false),
                (SetNotNull, true, false),
                (ChangeType, true, false),
                (DropColumn, false, false),
                (AddColumn, false, false),
                (ValidateConstraint, false, false),
                (RenameColumn, false, false),
            ]
        );
        assert_eq!(slice(sql, read.alterations[4].span), "ALTER a TYPE bigint USING a::bigint");
        assert_eq!(read.alterations[5].name.as_deref(), Some("old"));
        assert_eq!(read.columns.len(), 2);
    }

    #[test]
    fn drops_and_renames() {
        let sql = "DROP TABLE IF EXISTS a, b CASCADE";
        let read = read_postgres(sql);
        assert_eq!(read.alterations.len(), 2);
        assert_eq!(slice(sql, read.alterations[0].span), "DROP TABLE IF EXISTS a");
        assert!(read_postgres("DROP INDEX CONCURRENTLY by_mail").alterations[0].concurrent);
        assert_eq!(read_postgres("RENAME TABLE a TO b, c TO d").alterations.len(), 2);
        assert_eq!(read_postgres("TRUNCATE orders, items").alterations[1].table, "items");
        assert_eq!(read_postgres("SELECT 1"), Definitions::default());
        assert_eq!(read_postgres("ALTER TABLE a CHANGE b c int").alterations[0].kind, AlterationKind::RenameColumn);
    }

    #[test]
    fn routines() {
        let sql = "CREATE OR REPLACE FUNCTION purge(t text, tenant text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $f$
            BEGIN EXECUTE 'DELETE FROM ' || quote_ident(t) || ' WHERE tenant = ' || tenant USING 1; END $f$";
        let routine = read_postgres(sql).routine.unwrap();
        assert!(routine.security_definer && routine.pins_search_path);
        assert_eq!(routine.unquoted_execute.map(|span| slice(sql, span)), Some("tenant"));
        let quoted = "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN EXECUTE format('DELETE FROM %I', t); EXECUTE 'x' || a::regclass; END $$";
        assert_eq!(read_postgres(quoted).routine.unwrap().unquoted_execute, None);
    }

    #[test]
    fn text_of_callers_that_is_executed() {
        let found = |head: &str, body: &str| {
            let sql = format!("CREATE FUNCTION f({head}) RETURNS void AS $$ {body} $$ LANGUAGE plpgsql");
            read_postgres(&sql).routine.unwrap().unquoted_execute.map(|span| slice(&sql, span).to_owned())
        };
        let text = |body| found("t text, n int", body);
        assert_eq!(text("BEGIN EXECUTE format('DELETE FROM %I WHERE a = %s', 'x', t); END").as_deref(), Some("t"));
        assert_eq!(text("BEGIN EXECUTE format('DELETE FROM %2$I %1$s', t, 'x'); END").as_deref(), Some("t"));
        assert_eq!(text("BEGIN EXECUTE format('DELETE FROM %I, %s, %%s %L', t, n, t); END"), None);
        assert_eq!(text("BEGIN EXECUTE format('%s', quote_ident(t)) USING t; END"), None);
        assert_eq!(text("DECLARE q text; BEGIN q := 'DROP TABLE ' || t; EXECUTE q; END").as_deref(), Some("q"));
        assert_eq!(text("DECLARE q text := format('DROP TABLE %I', t); BEGIN EXECUTE q; END"), None);
        assert_eq!(text("BEGIN EXECUTE 'DROP INDEX ' || t::regclass || n; END"), None);
        assert_eq!(text("BEGIN EXECUTE ('SELECT ' || (t)); END").as_deref(), Some("t"));
        assert_eq!(text("BEGIN RETURN QUERY EXECUTE t; END"), None, "it is there to run what it is given");
        assert_eq!(text("BEGIN t := 'SELECT ' || t; EXECUTE t; END").as_deref(), Some("t"));
        let names = "DECLARE i record; BEGIN FOR i IN SELECT relname FROM pg_class LOOP EXECUTE 'DROP INDEX ' || i.relname; END LOOP; END";
        assert_eq!(found("", names), None, "what the catalog holds is no caller's");
        assert_eq!(found("", "BEGIN EXECUTE 'NOTIFY ' || NEW.channel; END").as_deref(), Some("NEW"));
        assert_eq!(found("OUT t text, regclass", "BEGIN EXECUTE 'SELECT ' || t; END"), None);
    }

    fn read_file(sql: &str, dialect: Dialect) -> Vec<Action> {
        use crate::sql::{Reading, read};
        let reading = Reading { dialect, origin: crate::fact::Origin::File, percent_style: false };
        let statements = read(&crate::text::Fragment::verbatim(sql, 0), &reading).statements;
        statements.into_iter().flat_map(|s| s.definitions.operations).map(|operation| operation.action).collect()
    }

    #[test]
    fn names_that_templates_fill_in() {
        let read = |sql| read_file(sql, Dialect::Postgres);
        assert_eq!(read("CREATE TABLE {{ table }} (a int); CREATE TABLE log_{{ year }} (a int)"), []);
        let created = read("CREATE TABLE ${schema}.t (a int, {{ column }} text)");
        assert!(matches!(created.as_slice(), [Action::CreateTable(table)]
            if table.name == ObjectName::bare("t") && table.columns.len() == 1 && table.partial));
        let opaque = |tables: &[&str]| Action::Opaque { tables: tables.iter().map(|&t| ObjectName::bare(t)).collect() };
        assert_eq!(read("ALTER TABLE {{ table }} ADD a int; DROP TABLE ${t}"), [opaque(&[]), opaque(&[])]);
        assert_eq!(
            read("ALTER TABLE t ADD {{ column }} int; CREATE INDEX i ON t ({{ c }})"),
            [opaque(&["t"]), opaque(&["t"])]
        );
    }

    #[test]
    fn calls_of_procedures_that_change_tables() {
        let sql = "delimiter d//\nCREATE PROCEDURE add_it() BEGIN IF NOT EXISTS (SELECT 1 FROM x) THEN ALTER TABLE t ADD a int, DROP INDEX i; END IF; END;\nd//\ndelimiter ;
            CREATE PROCEDURE other() BEGIN UPDATE t SET a = 1; END;\nCALL add_it; CALL other();";
        let tables = vec![ObjectName::bare("t")];
        assert_eq!(read_file(sql, Dialect::Mysql), [Action::Opaque { tables }]);
    }

    #[test]
    fn broken_statements_are_read_as_far_as_they_go() {
        for sql in [
            "CREATE TABLE",
            "CREATE TABLE a (",
            "ALTER TABLE a ADD",
            "DROP TABLE",
            "CREATE INDEX ON",
            "CREATE FUNCTION f() AS $$ EXECUTE",
            "ALTER TABLE a ADD COLUMN (",
            "CREATE UNIQUE",
            "RENAME TABLE a TO",
        ] {
            let _ = read_postgres(sql);
        }
        assert_eq!(read_postgres("CREATE TABLE a (b int").columns.len(), 1);
    }
}
