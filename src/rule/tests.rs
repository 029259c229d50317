//! Rules, written as their authors write them, on facts built by hand.

use super::*;
use crate::fact::{Facts, Known, Operator, Predicate, Query, QueryRole, Wrapper};
use crate::text::{Place, SourceKind, Span};

const TEXT: &str = "SELECT id FROM users WHERE lower(email) = 'a' AND id = 1";

fn source() -> Source {
    Source::new("app/users.sql", TEXT, SourceKind::Sql)
}

fn place(part: &str) -> Place {
    let start = TEXT.find(part).unwrap();
    source().place(Span::new(start, start + part.len()))
}

fn predicate(part: &str, function: Option<&str>, column: &str) -> Predicate {
    Predicate {
        operator: Operator::Equal,
        column: Some(column.to_owned()),
        wrapper: function.map(|_| Wrapper::Function),
        function: function.map(str::to_owned),
        wrapped: function.map(|function| place(&format!("{function}({column})"))),
        place: place(part),
        ..Predicate::blank()
    }
}

fn facts() -> Facts {
    let predicates = vec![predicate("lower(email) = 'a'", Some("lower"), "email"), predicate("id = 1", None, "id")];
    let query = Query { role: QueryRole::Top, place: place("SELECT id"), ..Query::blank() };
    Facts { predicates, queries: vec![query], ..Facts::default() }
}

/// A whole rule file around the lines that a test is about.
fn rule(id: &str, lines: &str) -> (String, String) {
    let lines: Vec<&str> = lines.lines().map(str::trim).collect();
    let mut text = format!("id: {id}\ntitle: T\nseverity: warning\nconfidence: high\ncategory: performance\n");
    text.push_str(&lines.join("\n"));
    text.push('\n');
    for (key, value) in [("message", "M"), ("help", "H"), ("why", "W"), ("bad", "[]"), ("good", "[]")] {
        if !lines.iter().any(|line| line.starts_with(&format!("{key}:"))) {
            text.push_str(&format!("{key}: {value}\n"));
        }
    }
    (format!("rules/performance/{id}.yml"), text)
}

fn ruleset(rules: &[(&str, &str)]) -> Result<Ruleset, Mistakes> {
    let files: Vec<_> = rules.iter().map(|(id, lines)| rule(id, lines)).collect();
    let mut set = Ruleset::default();
    set.add(&files)?;
    Ok(set)
}

/// The texts of the places where a rule of these lines fires.
fn fires(lines: &str) -> Vec<String> {
    let set = ruleset(&[("a-rule", lines)]).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let (facts, source) = (facts(), source());
    let matches = set.matches(&facts, &source, &source.roles(), |_| true);
    matches.iter().map(|found| source.slice(found.place.span).to_owned()).collect()
}

const BOTH: [&str; 2] = ["lower(email) = 'a'", "id = 1"];

#[test]
fn conditions_choose_among_facts() {
    assert_eq!(fires("find: predicate"), BOTH);
    assert_eq!(fires("find: predicate\nwhere: {column: id}"), BOTH[1..]);
    assert_eq!(fires("find: predicate\nwhere: {column: [id, email], wrapper: present}"), BOTH[..1]);
    assert_eq!(fires("find: predicate\nwhere: {wrapper: absent}"), BOTH[1..]);
    assert_eq!(fires("find: predicate\nwhere: {column: {matches: '^e.*l$'}}"), BOTH[..1]);
    assert_eq!(fires("find: predicate\nwhere: {column: {same-as: function}}"), [""; 0]);
    assert_eq!(fires("find: predicate\nwhere: {not: {column: id}}"), BOTH[..1]);
    assert_eq!(fires("find: predicate\nwhere: {any: [{column: id}, {function: lower}]}"), BOTH);
    assert_eq!(fires("find: predicate\nwhere: {any: {column: id, function: lower}}"), BOTH);
    assert_eq!(fires("find: predicate\nwhere: {all: {column: id, function: lower}}"), [""; 0]);
    assert_eq!(fires("find: predicate\nwhere: {query.role: [top, derived], query.limited: false}"), BOTH);
    assert_eq!(fires("find: predicate\nunless: {column: id}"), BOTH[..1]);
}

#[test]
fn unknown_neither_fires_nor_blocks() {
    assert_eq!(fires("find: predicate\nwhere: {constant: true}"), [""; 0]);
    assert_eq!(fires("find: predicate\nwhere: {constant: false}"), [""; 0]);
    assert_eq!(fires("find: predicate\nwhere: {not: {constant: true}}"), [""; 0]);
    assert_eq!(fires("find: predicate\nunless: {constant: true}"), BOTH);
    assert_eq!(fires("find: predicate\nwhere: {not: {constant: known}}"), BOTH);
    // A link that leads nowhere says nothing.
    assert_eq!(fires("find: predicate\nwhere: {query.statement.narrowed: false}"), [""; 0]);
    assert_eq!(fires("find: query\nwhere: {limit: {above: 10}}"), [""; 0]);
    assert_eq!(fires("find: query\nunless: {limit: {above: 10}}"), ["SELECT id"]);
}

#[test]
fn numbers_and_options() {
    let lines = "find: query\nwhere: {limit: {at-least: {option: rows}, below: 500}}\n\
                 options: {rows: {type: number, default: 100, doc: D}}";
    let mut set = ruleset(&[("a-rule", lines)]).unwrap();
    let (mut facts, source) = (facts(), source());
    let hits = |set: &Ruleset, facts: &Facts| set.matches(facts, &source, &source.roles(), |_| true).len();
    for (limit, expected) in [(99, 0), (100, 1), (499, 1), (500, 0)] {
        facts.queries[0].limit = Known::Yes(limit);
        assert_eq!(hits(&set, &facts), expected, "{limit}");
    }
    facts.queries[0].limit = Known::Yes(99);
    set.set_option("a-rule", "rows", Setting::Number(50)).unwrap();
    assert_eq!(hits(&set, &facts), 1);
    assert!(set.set_option("a-rule", "rows", Setting::Flag(true)).is_err());
    assert!(set.set_option("a-rule", "row", Setting::Number(1)).is_err());
}

#[test]
fn messages_name_fields_and_labels_underline_places() {
    let lines = "find: predicate\nwhere: {wrapper: present, column: present}\n\
                 message: '`{wrapped|it}` hides {column} {{as is}} {value|a value} {operator}'\n\
                 label: [{field: query.place, text: 'read by {query.role}'}, {field: wrapped, text: w}]";
    let set = ruleset(&[("a-rule", lines)]).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let (facts, source) = (facts(), source());
    let matches = set.matches(&facts, &source, &source.roles(), |_| true);
    assert_eq!(matches.len(), 1);
    assert_eq!(matches[0].message, "`lower(email)` hides email {as is} a value equal");
    let labels: Vec<_> =
        matches[0].labels.iter().map(|label| (source.slice(label.place.span), label.text.as_str())).collect();
    assert_eq!(labels, [("SELECT id", "read by top"), ("lower(email)", "w")]);
}

#[test]
fn labels_stand_on_the_path_of_a_finding() {
    let steps = |label: &str| {
        let set = ruleset(&[("a-rule", &format!("find: predicate\nwhere: {{wrapped: present}}\n{label}"))])?;
        let matches = set.matches(&facts(), &source(), &source().roles(), |_| true);
        Ok::<_, Mistakes>(matches[0].labels.iter().map(|label| label.step).collect::<Vec<_>>())
    };
    let label = "label: [{field: query.place, text: q, step: before}, {field: wrapped, text: w, step: after}, \
                 {field: wrapped, text: w}]";
    assert_eq!(steps(label).unwrap(), [Step::Before, Step::After, Step::Beside]);
    let told = |label: &str| steps(label).unwrap_err().render(false);
    let unknown = told("label: {field: wrapped, text: w, step: befor}");
    assert!(unknown.contains("there is no step `befor`") && unknown.contains("did you mean `before`"), "{unknown}");
    let evidence = told("evidence: {field: wrapped, text: w, step: before}");
    assert!(evidence.contains("there is no key `step` here"), "{evidence}");
}

#[test]
fn a_covered_rule_is_silent_at_the_same_place_only() {
    let set = ruleset(&[
        ("broad", "find: predicate"),
        ("sharp", "find: predicate\nwhere: {wrapper: present}\ncovers: broad"),
    ])
    .unwrap();
    let (facts, source) = (facts(), source());
    let hits = |may_speak: fn(&Rule) -> bool| {
        let matches = set.matches(&facts, &source, &source.roles(), may_speak);
        matches.iter().map(|m| (m.rule.id.clone(), source.slice(m.place.span).to_owned())).collect::<Vec<_>>()
    };
    let pair = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    assert_eq!(hits(|_| true), [pair("sharp", BOTH[0]), pair("broad", BOTH[1])]);
    assert_eq!(hits(|rule| rule.id != "sharp"), [pair("broad", BOTH[0]), pair("broad", BOTH[1])]);
}

#[test]
fn rules_speak_in_their_files_only() {
    let set = ruleset(&[("a-rule", "find: predicate\nfiles: [migration]")]).unwrap();
    assert!(set.matches(&facts(), &source(), &source().roles(), |_| true).is_empty());
    let migration = Source::new("migrations/1.sql", TEXT, SourceKind::Sql);
    assert_eq!(set.matches(&facts(), &migration, &migration.roles(), |_| true).len(), 2);
}

#[test]
fn selectors() {
    let mut set = ruleset(&[("one", "find: query"), ("two", "find: query\nenabled: false")]).unwrap();
    let (path, text) = rule("three", "find: query");
    set.add(&[(path, text.replace("category: performance", "category: schema"))]).unwrap();
    let mut run = |select: &[&str], ignore: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        set.select(&owned(select), &owned(ignore)).map(|()| {
            let ids = set.rules().iter().map(|rule| rule.id.clone());
            ids.filter(|id| set.runs(id)).collect::<Vec<_>>()
        })
    };
    assert_eq!(run(&[], &[]).unwrap(), ["one", "three"]);
    assert_eq!(run(&["all"], &[]).unwrap(), ["one", "two", "three"]);
    assert_eq!(run(&["performance"], &[]).unwrap(), ["one", "two"]);
    assert_eq!(run(&["default", "two"], &[]).unwrap(), ["one", "two", "three"]);
    assert_eq!(run(&["two"], &["performance"]).unwrap(), ["two"]);
    assert_eq!(run(&["performance"], &["two"]).unwrap(), ["one"]);
    assert_eq!(run(&["all"], &["schema"]).unwrap(), ["one", "two"]);
    assert_eq!(run(&["schema"], &["schema"]).unwrap(), [""; 0]);
    let unknown = run(&["performence"], &["nothing-like-it"]).unwrap_err();
    assert_eq!(unknown[0].to_string(), "there is no rule or category `performence`; did you mean `performance`?");
    assert_eq!(unknown[1].to_string(), "there is no rule or category `nothing-like-it`");
}

#[test]
fn every_mistake_is_told_in_its_place() {
    let text = "\
id: Wrong_Id
title: A wrapped column cannot use its index
severity: critical
confidence: high
category: performance

find: predicate
where:
  colum: present
  clause: [where, jion]
  seekable: 3
  value: {matches: '(a'}
  operator: {above: 3}
  wrapped: lower
  query.statement.verbs: SELECT
  query: {some: {role: top}}
unless:
  clause: present
  column: {same-as: seekable}

mesage: a typo
message: '`{column}` hides {function} and {tabel}, or {'
help: Write something else, {value|a value}.
label: {field: column, text: here}
covers: [function-on-colum]
bad:
  - sql: SELECT 1
    at: SELECT 2
  - dialect: posgres
good: []
";
    let (path, other) = rule("function-on-column", "find: query");
    let files = [("rules/performance/bad-rule.yml".to_owned(), text.to_owned()), (path, other)];
    let mistakes = Ruleset::default().add(&files).unwrap_err();
    insta::assert_snapshot!(mistakes.render(false));
}

#[test]
fn fixes_are_checked_like_all_else() {
    let messages = |fix: &str| {
        let mistakes = ruleset(&[("one", &format!("find: sort\n{fix}"))]).map(drop).unwrap_err();
        mistakes.0.into_iter().map(|mistake| mistake.message).collect::<Vec<_>>()
    };
    let with = |edits: &str| messages(&format!("fix: {{title: Mend it, safe: true, edits: {edits}}}"));
    let unshown = "no bad example shows this fix: give one the text after it, as `fixed:`";
    assert_eq!(with("{delete: place}"), [unshown]);
    assert_eq!(with("{delet: place}")[2], "an edit has no key `delet`; did you mean `delete`?");
    assert_eq!(
        with("{delete: place, insert-after: place, with: a}")[1],
        "an edit is one of `replace`, `insert-before`, `insert-after`, `delete`"
    );
    assert_eq!(with("{delete: random}")[1], "`random` is no place, so nothing can be changed there");
    assert_eq!(with("{replace: place}")[1], "this edit does not say what to write: `with`");
    assert_eq!(with("{delete: place, with: a}")[1], "what is deleted is replaced with nothing");
    assert_eq!(
        with("{replace: place, with: '{stands_fr}'}")[1],
        "`sort` has no field `stands_fr`; did you mean `stands_for`?"
    );
    assert_eq!(with("{replace: place, with: '{stands_for|1}'}")[1], "a fix has no other words for a field");
    assert_eq!(
        messages("fix: {title: Mend it, edits: {delete: place}}")[0],
        "a fix has a `title`, says whether it is `safe`, and has `edits`"
    );
}

#[test]
fn rules_of_a_set_agree() {
    let mistakes = ruleset(&[
        ("one", "find: query\ncovers: [two]"),
        ("two", "find: query\ncovers: [three]"),
        ("three", "find: query\ncovers: [one, three]"),
        ("one", "find: query"),
    ])
    .unwrap_err();
    let mut messages: Vec<_> = mistakes.0.iter().map(|mistake| mistake.message.as_str()).collect();
    messages.sort_unstable();
    assert_eq!(
        messages,
        [
            "`one` and `two` cover each other",
            "`three` and `one` cover each other",
            "`two` and `three` cover each other",
            "a rule cannot cover itself",
            "there is another rule `one`",
        ]
    );
}

#[test]
fn the_rules_inside_the_program_can_be_read() {
    Ruleset::embedded().unwrap_or_else(|mistakes| panic!("{mistakes}"));
}

#[test]
fn a_rule_has_a_page_and_a_row() {
    let lines = "find: predicate\nenabled: false\ncovers: []\nreferences: ['https://example.org']\n\
                 options: {rows: {type: number, default: 100, doc: How many.}}\n\
                 bad: [{sql: 'SELECT `a`', dialect: mysql, why: Because.}]\ngood: {python: x = 1}";
    let set = ruleset(&[("a-rule", lines)]).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    insta::assert_snapshot!(explain::page(set.rule("a-rule").unwrap()));
    let rows = explain::list(&set);
    assert_eq!((rows[0].id, rows[0].category, rows[0].enabled), ("a-rule", "performance", false));
}

#[test]
fn a_fact_has_a_page() {
    let page = explain::fact_page(Kind::Condition);
    assert!(page.starts_with("# `condition`\n\nA whole WHERE, ON or HAVING.\n"), "{page}");
    assert!(page.contains("| `query` | link to [`query`](query.md) | The query it belongs to. |"), "{page}");
    assert!(page.contains("| `mixes_and_or` | a place, or absent |"), "{page}");
    assert!(page.contains("\n## The words of `clause`\n\n- `where`: In WHERE.\n"), "{page}");
}

#[test]
fn the_schema_in_the_repository_is_fresh() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/rule.schema.json");
    if std::env::var_os("SEQSCAN_WRITE").is_some() {
        std::fs::write(&path, schema::text()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == schema::text(), "run SEQSCAN_WRITE=1 cargo test --lib to write it again");
}
