//! Our reading of the patterns against tree-sitter's own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tree_sitter::{Parser, Query, QueryCursor, StreamingIterator};

use super::super::pattern::Patterns;
use super::super::sheet::Sheet;
use super::super::{LANGUAGES, Language};
use crate::embedded::GRAMMARS;

/// The pattern, and what it captured: names and places.
type Match = (usize, BTreeSet<(String, usize, usize)>);

fn patterns_of(language: &Language) -> String {
    let file = |name: &str| {
        let path = format!("grammars/{}/{name}.scm", language.folder);
        GRAMMARS.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| text)
    };
    format!("{}\n{}", file("facts"), file(language.name))
}

fn ours(language: &Language, text: &str) -> BTreeSet<Match> {
    let syntax = (language.parser)();
    let mut parser = Parser::new();
    parser.set_language(&syntax).unwrap();
    let patterns = Patterns::read(&syntax, &patterns_of(language)).unwrap();
    let sheet = Sheet::read(&parser.parse(text, None).unwrap(), text, |_| true);
    let mut matches = BTreeSet::new();
    for row in 0..sheet.rows.len() {
        for (index, pattern) in patterns.all.iter().enumerate() {
            pattern.matches(&sheet, row, &mut |found| {
                let place = |&(capture, row): &(usize, usize)| {
                    let range = sheet.rows[row].span.range();
                    (patterns.captures[capture].clone(), range.start, range.end)
                };
                matches.insert((index, found.iter().map(place).collect()));
            });
        }
    }
    matches
}

fn theirs(language: &Language, text: &str) -> BTreeSet<Match> {
    let syntax = (language.parser)();
    let mut parser = Parser::new();
    parser.set_language(&syntax).unwrap();
    let tree = parser.parse(text, None).unwrap();
    let query = Query::new(&syntax, &patterns_of(language)).unwrap();
    let mut cursor = QueryCursor::new();
    let mut found = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut matches = BTreeSet::new();
    while let Some(one) = found.next() {
        let place = |capture: &tree_sitter::QueryCapture<'_>| {
            let range = capture.node.byte_range();
            (query.capture_names()[capture.index as usize].to_owned(), range.start, range.end)
        };
        matches.insert((one.pattern_index, one.captures().iter().map(place).collect()));
    }
    matches
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(files(&path, extensions));
        } else if path.extension().is_some_and(|it| extensions.iter().any(|known| it == *known)) {
            texts.extend(fs::read_to_string(path));
        }
    }
    texts
}

#[test]
fn matches_are_those_of_tree_sitter() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let python = "[x for a in b if c for d in a]\nx = lambda a, *b: f'{a!r} {{}} \\n' % (1, *b)\nimport a.b as c, d\n\
                  while x := f(): x += 1\nif a: pass\nelif b or c and not d: pass\nelse: pass\ndef f(a: int = 1, *, b): raise\n";
    let rust = "use a::{self, b as c, d::*};\nfn f() { while let Some(x) = y { vec![1; 2]; x += 1; } \
                let Some(z) = a else { return Err(1)? }; match a { 1 | 2 => b!(c), _ => -d } }";
    let script = "import a, {b as c} from 'd'; import * as e from 'f'; const {g} = require('h'), i = other('j');\n\
                  class K extends L { m = 1; n(o, p = 2) { for (const q of o) { q.r`x${p}`; } } }\n\
                  for (let s = 0; s < 9; s++) { do { s += 1 } while (!s); try { new T(-s ?? 1) } catch (u) { throw u } }\n";
    for language in LANGUAGES {
        let mut texts = files(&shop, language.extensions);
        texts.push(match language.name {
            "python" => python.to_owned(),
            "rust" => rust.to_owned(),
            _ => script.to_owned(),
        });
        for text in &texts {
            let (ours, theirs) = (ours(language, text), theirs(language, text));
            let only =
                |one: &BTreeSet<Match>, other: &BTreeSet<Match>| one.difference(other).cloned().collect::<Vec<_>>();
            assert_eq!(only(&ours, &theirs), [], "only we match, in {text}");
            assert_eq!(only(&theirs, &ours), [], "only tree-sitter matches, in {text}");
        }
    }
}
