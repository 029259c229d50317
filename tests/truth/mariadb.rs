//! What MariaDB holds.

use super::Schema;
use crate::servers::MariaDb;

const QUERY: &str = r"
SELECT 'table', table_name FROM information_schema.tables WHERE table_schema = database();
SELECT 'column', concat(c.table_name, '.', c.column_name, ' ', lower(c.column_type),
    if(t.table_type = 'VIEW', '', if(c.is_nullable = 'YES', ' null', ' not null')))
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = database();
SELECT 'index', concat(table_name, ' ', index_name, ' ', if(max(non_unique), 'plain ', 'unique '), lower(max(index_type)), ' (',
    group_concat(concat(column_name, if(sub_part IS NULL OR index_type IN ('FULLTEXT', 'SPATIAL'), '', concat('(', sub_part, ')')), if(collation = 'D', ' desc', ''))
        ORDER BY seq_in_index), ')')
FROM information_schema.statistics WHERE table_schema = database() GROUP BY table_name, index_name;
SELECT 'primary', concat(table_name, ' (', group_concat(column_name ORDER BY seq_in_index), ')')
FROM information_schema.statistics WHERE table_schema = database() AND index_name = 'PRIMARY' GROUP BY table_name;
SELECT 'foreign', concat(k.table_name, ' ', k.constraint_name, ' (', group_concat(k.column_name ORDER BY k.ordinal_position), ') -> ',
    max(k.referenced_table_name), ' (', group_concat(k.referenced_column_name ORDER BY k.ordinal_position), ') ',
    lower(max(r.delete_rule)), ' ', lower(max(r.update_rule)))
FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.table_schema = database() AND k.referenced_table_name IS NOT NULL GROUP BY k.table_name, k.constraint_name;
";

pub fn of_mariadb(server: &MariaDb, database: &str) -> Schema {
    Schema::read(&server.query(database, QUERY).expect("the catalog can be read"))
}

/// A type as `column_type` shows it.
pub fn canonical(written: &str) -> String {
    let plain = written.replace(", ", ",");
    let unsigned = if plain.ends_with(" unsigned") { " unsigned" } else { "" };
    let name = plain.trim_end_matches(" unsigned");
    let base = match name {
        "int" | "integer" => {
            if unsigned.is_empty() {
                "int(11)"
            } else {
                "int(10)"
            }
        }
        "bigint" => "bigint(20)",
        "smallint" => {
            if unsigned.is_empty() {
                "smallint(6)"
            } else {
                "smallint(5)"
            }
        }
        "tinyint" => {
            if unsigned.is_empty() {
                "tinyint(4)"
            } else {
                "tinyint(3)"
            }
        }
        "mediumint" => {
            if unsigned.is_empty() {
                "mediumint(9)"
            } else {
                "mediumint(8)"
            }
        }
        "boolean" | "bool" => "tinyint(1)",
        "decimal" | "numeric" => "decimal(10,0)",
        "serial" => return "bigint(20) unsigned".to_owned(),
        "json" => "longtext",
        "char" => "char(1)",
        "double precision" => "double",
        "year" => "year(4)",
        other => other,
    };
    format!("{base}{unsigned}")
}
