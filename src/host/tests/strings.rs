//! Texts and the places their pieces come from.

use crate::host::names::Names;
use crate::host::outline::Outline;
use crate::host::strings::Values;
use crate::host::template::Piece;
use crate::host::{grammar, tests::knowledge};

/// The texts that the last expression bound to `sql` can be, holes as `‹expression›`. Verbatim pieces must be
/// what their span says.
fn texts(language: &str, program: &str) -> Vec<String> {
    let known = knowledge().language(language).unwrap();
    let outline = Outline::read(&known.grammar, program);
    let names = Names::read(&outline, &known.idioms);
    let values = Values::new(&outline, &names, &known.idioms, &known.libraries);
    let is_sql = |id: &usize| outline.role(*id) == grammar::Role::Name && outline.text_of(*id) == "sql";
    let last = outline.ids().rfind(is_sql).unwrap();
    let mut found = Vec::new();
    for text in values.texts(last).unwrap_or_default() {
        let mut written = String::new();
        for piece in &text.pieces {
            match piece {
                Piece::Text { text, host, verbatim } => {
                    assert!(!verbatim || outline.slice(*host) == text, "{text:?} is not at {host:?}");
                    written.push_str(text);
                }
                Piece::Hole(filler) => written.push_str(&format!("‹{}›", outline.slice(filler.host))),
            }
        }
        found.push(written);
    }
    found
}

#[track_caller]
fn python(program: &str, expected: &[&str]) {
    assert_eq!(texts("python", &format!("{program}\nrun(sql)\n")), expected);
}

#[track_caller]
fn rust(body: &str, expected: &[&str]) {
    assert_eq!(texts("rust", &format!("fn f(name: &str) {{ {body}\n run(sql); }}")), expected);
}

#[test]
fn literals_of_all_forms() {
    python("sql = 'SELECT 1'", &["SELECT 1"]);
    python("sql = \"\"\"SELECT\n  1\"\"\"", &["SELECT\n  1"]);
    python(r"sql = r'SELECT \d'", &[r"SELECT \d"]);
    python(r"sql = 'SELECT \'é\' \x41'", &["SELECT 'é' A"]);
    python("sql = ('SELECT a '  # one\n       'FROM t')", &["SELECT a FROM t"]);
    python("sql = 'SELECT a \\\n FROM t'", &["SELECT a  FROM t"]);
    python("sql = 'SELECT a ' + 'FROM ' 't'", &["SELECT a FROM t"]);
    rust(r##"let sql = r#"SELECT "a""#;"##, &["SELECT \"a\""]);
    rust("let sql = \"SELECT a \\\n        FROM t\";", &["SELECT a FROM t"]);
    rust("let sql = concat!(\"SELECT a\", \" FROM t\");", &["SELECT a FROM t"]);
}

#[test]
fn holes_keep_their_expression() {
    python("sql = f'SELECT {x.name!r:>3} {{}} FROM t'", &["SELECT ‹{x.name!r:>3}› {} FROM t"]);
    python("sql = 'SELECT %s, %d%%' % (a.b, c)", &["SELECT ‹a.b›, ‹c›%"]);
    python("sql = 'SELECT %(n)s' % {'n': a}", &["SELECT ‹a›"]);
    python("sql = 'SELECT {} {0} {n}'.format(a, n=b)", &["SELECT ‹a› ‹a› ‹b›"]);
    python("sql = 'SELECT ' + x", &["SELECT ‹x›"]);
    rust("let sql = format!(\"SELECT {name} {} {0}\", x.y);", &["SELECT ‹{name}› ‹x.y› ‹x.y›"]);
    rust("let sql = format!(\"SELECT {n}\", n = x);", &["SELECT ‹x›"]);
    rust("let sql = \"SELECT \".to_string() + &name;", &["SELECT ‹&name›"]);
}

#[test]
fn constants_are_folded_in() {
    python("TABLE = 'orders'\nN = 3\nsql = f'SELECT 1 FROM {TABLE} LIMIT {N}'", &["SELECT 1 FROM orders LIMIT 3"]);
    python("sql = f'SELECT 1 LIMIT {10}'", &["SELECT 1 LIMIT 10"]);
    rust("const T: &str = \"t\"; let sql = format!(\"SELECT 1 FROM {T}\");", &["SELECT 1 FROM t"]);
    python("def table():\n  return 'a'\nsql = 'SELECT 1 FROM ' + table()", &["SELECT 1 FROM a"]);
}

#[test]
fn a_name_holds_what_was_bound_last() {
    python("sql = 'a'\nsql = 'b'", &["b"]);
    python("sql = 'a'\nif x:\n  sql = 'b'", &["a", "b"]);
    python("if x:\n  sql = 'a'\nelse:\n  sql = 'b'", &["a", "b"]);
    python("sql = 'a' if x else 'b'", &["a", "b"]);
    python("sql = 'a'\nif x:\n  sql += ' b'", &["a b"]);
    rust("let mut sql = String::from(\"a\"); sql.push_str(\" b\");", &["a b"]);
    rust("let sql = if x { \"a\" } else { \"b\" };", &["a", "b"]);
    rust("let sql = match x { 1 => \"a\", _ => \"b\" };", &["a", "b"]);
}

#[test]
fn lists_that_grow_are_joined() {
    python("parts = ['a = 1']\nparts.append('b = ' + x)\nsql = ' AND '.join(parts)", &["a = 1 AND b = ‹x›"]);
    rust("let mut p = vec![\"a\"]; p.push(\"b\"); let sql = p.join(\", \");", &["a, b"]);
    python("sql = ' AND '.join('%s = ?' % k for k in keys)", &["‹k› = ?"]);
    python("sql = 'IN (%s)' % ', '.join(['?'] * n)", &["IN (‹', '.join(['?'] * n)›)"]);
}

#[test]
fn replacements_are_holes() {
    python("sql = 'SELECT 1 FROM [T]'.replace('[T]', t)", &["SELECT 1 FROM ‹t›"]);
}

#[test]
fn nothing_explodes() {
    let mut program = String::from("a0 = 'x'\n");
    for n in 1..60 {
        program.push_str(&format!("a{n} = a{} + a{}\n", n - 1, n - 1));
    }
    assert!(texts("python", &format!("{program}sql = a59\nrun(sql)\n")).len() <= 8);
    let long = format!("sql = {}\nrun(sql)\n", vec!["'a'"; 3000].join(" + "));
    assert!(texts("python", &long).len() <= 1);
    let deep = format!("sql = {}'a'{}\nrun(sql)\n", "f(".repeat(2000), ")".repeat(2000));
    assert!(texts("python", &deep).len() <= 1);
}
