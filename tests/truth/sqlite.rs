//! What SQLite holds.

use super::Schema;
use crate::servers::Sqlite;

const QUERY: &str = r#"
.mode list
CREATE TEMP TABLE shown AS SELECT name, type, (SELECT wr OR strict FROM pragma_table_list l WHERE l.name = s.name AND l.schema = 'main') AS strict,
    (SELECT wr FROM pragma_table_list l WHERE l.name = s.name AND l.schema = 'main') AS wr
FROM sqlite_schema s WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%';
SELECT 'table' || char(9) || name FROM shown;
SELECT 'column' || char(9) || s.name || '.' || c.name || rtrim(' ' || lower(c.type)) || CASE
    WHEN s.type = 'view' THEN ''
    WHEN c."notnull" OR (c.pk AND (s.strict OR (lower(c.type) = 'integer' AND NOT EXISTS (SELECT 1 FROM pragma_index_list(s.name) WHERE origin = 'pk')))) THEN ' not null'
    ELSE ' null' END
FROM shown s, pragma_table_xinfo(s.name) c;
SELECT 'index' || char(9) || s.name || ' ' || i.name || CASE WHEN i."unique" THEN ' unique' ELSE ' plain' END || ' btree ('
    || (SELECT group_concat(coalesce(k.name, 'expression') || CASE WHEN k.desc THEN ' desc' ELSE '' END) FROM pragma_index_xinfo(i.name) k WHERE k.key) || ')'
    || CASE WHEN i.partial THEN ' partial' ELSE '' END
FROM shown s, pragma_index_list(s.name) i;
SELECT 'primary' || char(9) || s.name || ' (' || (SELECT group_concat(name) FROM (SELECT name FROM pragma_table_xinfo(s.name) WHERE pk ORDER BY pk)) || ')'
FROM shown s WHERE EXISTS (SELECT 1 FROM pragma_table_xinfo(s.name) WHERE pk);
SELECT 'foreign' || char(9) || s.name || '  (' || group_concat(f."from") || ') -> ' || f."table" || ' (' || coalesce(group_concat(f."to"), '') || ') '
    || lower(f.on_delete) || ' ' || lower(f.on_update)
FROM shown s, pragma_foreign_key_list(s.name) f GROUP BY s.name, f.id;
"#;

pub fn of_sqlite(server: &Sqlite, database: &str) -> Schema {
    Schema::read(&server.query(database, QUERY).expect("the catalog can be read"))
}
