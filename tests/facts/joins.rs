use crate::show::facts;

/// The tables that nothing ties to the others.
fn untied(sql: &str) -> Vec<String> {
    let (_, facts) = facts("a.psql", sql);
    facts
        .table_uses
        .iter()
        .filter(|table| table.unconnected && !table.cross_join)
        .map(|table| table.name.clone())
        .collect()
}

#[test]
fn products_are_found() {
    for sql in [
        "SELECT a.x FROM a, b",
        "SELECT a.x FROM a, b WHERE a.x = 1",
        "SELECT a.x FROM a JOIN b ON b.active",
        "SELECT a.x FROM a, b WHERE a.x = 1 AND b.y > 2",
        "SELECT a.x FROM a JOIN c ON c.a = a.x, b",
        "UPDATE a SET x = 1 FROM b WHERE a.y = 2",
        "DELETE FROM a USING b WHERE a.y = 2",
        "SELECT a.x FROM a, (SELECT y FROM c) b",
    ] {
        assert_eq!(untied(sql), ["b"], "{sql}");
    }
}

#[test]
fn ties_of_all_kinds_are_seen() {
    for sql in [
        "SELECT a.x FROM a, b WHERE a.id = b.a_id",
        "SELECT a.x FROM a, b WHERE b.at BETWEEN a.first AND a.last",
        "SELECT a.x FROM a, b WHERE a.k = 1 AND (a.x = 2 OR b.y = 3)",
        "SELECT a.x FROM a JOIN b USING (id)",
        "SELECT a.x FROM a NATURAL JOIN b",
        "SELECT a.x FROM a, b WHERE a_id = b_id",
        "SELECT x FROM a, b WHERE lower(name) = lower(title)",
        "SELECT a.x FROM a, b WHERE EXISTS (SELECT 1 FROM c WHERE c.a = a.id AND c.b = b.id)",
        "SELECT a.x FROM a, b WHERE ST_Intersects(a.shape, b.shape)",
        "SELECT a.x FROM a, b WHERE a.org = $1 AND b.org = $1",
        "SELECT a.x FROM a, b WHERE a.id = 1 AND b.id = 2",
        "SELECT a.x FROM a, LATERAL (SELECT * FROM b WHERE b.a = a.id) l",
        "SELECT a.x FROM a LEFT JOIN LATERAL (SELECT 1 FROM b WHERE b.a = a.id) l ON true",
        "SELECT a.x FROM a, generate_series(1, 3) n",
        "SELECT a.x FROM a, unnest(a.tags) t",
        "SELECT a.x FROM a, jsonb_array_elements(a.doc) e",
        "SELECT a.x FROM a, (VALUES (1), (2)) v(n)",
        "SELECT a.x FROM a, (SELECT max(y) AS m FROM b) m",
        "SELECT a.x FROM a, (SELECT y FROM b LIMIT 1) m",
        "WITH one AS (SELECT count(*) AS n FROM b) SELECT a.x / n FROM a, one",
        "SELECT a.x FROM (a JOIN c ON c.id = a.id) JOIN b ON b.id = c.id",
        "SELECT a.x FROM Orders a, public.\"Users\" WHERE a.user_id = \"Users\".id",
        "UPDATE a SET x = b.x FROM b WHERE b.id = a.id",
        "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET x = 1",
        "INSERT INTO a SELECT b.x FROM b",
    ] {
        assert_eq!(untied(sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn a_cross_join_says_what_it_is() {
    let (source, facts) = facts("a.sql", "SELECT a.x FROM apples a CROSS JOIN boxes AS b");
    let table = &facts.table_uses[1];
    assert!(table.cross_join && table.unconnected);
    assert_eq!(table.other.as_deref(), Some("apples"));
    assert_eq!(source.slice(table.place.span), "boxes AS b");
}

#[test]
fn t_sql_repeats_the_target_in_from() {
    let (_, facts) = facts("a.tsql", "UPDATE t SET x = 1 FROM things t JOIN other o ON o.id = t.id");
    assert_eq!(facts.table_uses.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["things", "other"]);
    assert!(facts.statements[0].narrowed);
}
