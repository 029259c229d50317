//! What PostgreSQL holds.

use super::Schema;
use crate::servers::Postgres;

const QUERY: &str = r"
CREATE TEMP TABLE shown AS
SELECT c.oid, CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name, c.relkind AS kind
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\_t%'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e');
SELECT 'table' || chr(9) || name FROM shown;
SELECT 'column' || chr(9) || s.name || '.' || a.attname || ' '
    || lower(replace(replace(format_type(a.atttypid, a.atttypmod), 'public.', ''), chr(34), '')) || ' '
    || CASE WHEN s.kind IN ('v', 'm') THEN '' WHEN a.attnotnull OR (t.typtype = 'd' AND t.typnotnull) THEN 'not null' ELSE 'null' END
FROM shown s JOIN pg_attribute a ON a.attrelid = s.oid JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped;
SELECT 'index' || chr(9) || s.name || ' ' || c.relname || ' '
    || CASE WHEN i.indisunique THEN 'unique' ELSE 'plain' END || ' ' || m.amname || ' ('
    || (SELECT string_agg(
            CASE WHEN k.attnum = 0 THEN 'expression' ELSE (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = k.attnum) END
            || CASE (i.indoption::int2[])[k.at - 1] WHEN 1 THEN ' desc nulls last' WHEN 2 THEN ' nulls first' WHEN 3 THEN ' desc' ELSE '' END,
            ',' ORDER BY k.at)
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, at) WHERE k.at <= i.indnkeyatts) || ')'
    || CASE WHEN i.indnatts > i.indnkeyatts THEN ' include ('
        || (SELECT string_agg((SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = k.attnum), ',' ORDER BY k.at)
            FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, at) WHERE k.at > i.indnkeyatts) || ')' ELSE '' END
    || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
FROM shown s JOIN pg_index i ON i.indrelid = s.oid JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam;
SELECT 'primary' || chr(9) || s.name || ' (' || (SELECT string_agg(a.attname, ',' ORDER BY k.at)
    FROM unnest(o.conkey) WITH ORDINALITY AS k (attnum, at) JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum) || ')'
FROM shown s JOIN pg_constraint o ON o.conrelid = s.oid WHERE o.contype = 'p';
SELECT 'foreign' || chr(9) || s.name || ' ' || o.conname || ' (' || (SELECT string_agg(a.attname, ',' ORDER BY k.at)
    FROM unnest(o.conkey) WITH ORDINALITY AS k (attnum, at) JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum)
    || ') -> ' || t.name || ' (' || (SELECT string_agg(a.attname, ',' ORDER BY k.at)
    FROM unnest(o.confkey) WITH ORDINALITY AS k (attnum, at) JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.attnum)
    || ') ' || w.d || ' ' || w.u
FROM shown s JOIN pg_constraint o ON o.conrelid = s.oid JOIN shown t ON t.oid = o.confrelid,
LATERAL (SELECT
    CASE o.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END d,
    CASE o.confupdtype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END u) w
WHERE o.contype = 'f' AND NOT EXISTS (
    SELECT FROM pg_constraint p WHERE p.oid = o.conparentid AND p.conrelid = o.conrelid);
";

pub fn of_postgres(server: &Postgres, database: &str) -> Schema {
    Schema::read(&server.query(database, QUERY).expect("the catalog can be read"))
}

/// A type as `format_type` writes it.
pub fn canonical(written: &str) -> String {
    let written = written.replace("pg_catalog.", "").replace("public.", "").replace('"', "");
    let (plain, array) = match written.find('[') {
        Some(at) => (&written[..at], "[]"),
        None => (written.trim_end_matches(" array"), if written.ends_with(" array") { "[]" } else { "" }),
    };
    let (name, size) = match (plain.find('('), plain.find(')')) {
        (Some(open), Some(close)) => {
            let name = format!("{}{}", plain[..open].trim_end(), &plain[close + 1..]);
            (name, plain[open..=close].replace(' ', ""))
        }
        _ => (plain.to_owned(), String::new()),
    };
    let (name, size, tail) = match name.trim() {
        "int" | "int4" | "serial" | "serial4" => ("integer", size, ""),
        "int8" | "bigserial" | "serial8" => ("bigint", size, ""),
        "int2" | "smallserial" | "serial2" => ("smallint", size, ""),
        "varchar" => ("character varying", size, ""),
        "char" | "character" if size.is_empty() => ("character", "(1)".to_owned(), ""),
        "char" | "bpchar" => ("character", size, ""),
        "bool" => ("boolean", size, ""),
        "float" | "float8" | "double precision" => ("double precision", String::new(), ""),
        "float4" => ("real", size, ""),
        "decimal" | "dec" | "numeric" => {
            let size = if size.is_empty() || size.contains(',') { size } else { size.replace(')', ",0)") };
            ("numeric", size, "")
        }
        "timestamp" | "timestamp without time zone" => ("timestamp", size, " without time zone"),
        "timestamptz" | "timestamp with time zone" => ("timestamp", size, " with time zone"),
        "time" | "time without time zone" => ("time", size, " without time zone"),
        "timetz" | "time with time zone" => ("time", size, " with time zone"),
        "varbit" => ("bit varying", size, ""),
        "bit" if size.is_empty() => ("bit", "(1)".to_owned(), ""),
        other => (other, size, ""),
    };
    format!("{name}{size}{tail}{array}")
}
