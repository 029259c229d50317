//! Programs without a word of a database that call functions which use one: their loops count too. When all other
//! files are read, they are searched for the names of those functions, and read if one stands where it is repeated. A
//! file that only passes such a call on is read when one of its own functions is called in a loop.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::passes::{Failure, Parsed, Steps, open, parse};
use super::paths::Candidate;
use super::repeated;
use crate::extract::is_telling;
use crate::project::{Wanted, words};
use crate::text::{FileRole, Source, SourceKind};

/// How often what was read is asked for more names: a caller has callers.
const ROUNDS: usize = 2;

type Files = Vec<Result<Parsed, Failure>>;

/// Whether a file can hold a loop that matters: a program, and no test or migration.
pub fn may_hold_one(candidate: &Candidate) -> bool {
    matches!(candidate.kind, SourceKind::Host(_)) && FileRole::of(&candidate.path).is_program()
}

pub fn read(mut files: Files, steps: &Steps<'_>) -> Files {
    let mut known: Option<Wanted> = None;
    for _ in 0..ROUNDS {
        if files.iter().flatten().all(|parsed| parsed.unread.is_none()) {
            break;
        }
        let contributions: Vec<_> = files.iter().flatten().map(Parsed::contribution).collect();
        let Some(wanted) = Wanted::of(&contributions, known.as_ref()) else { break };
        files = files.into_par_iter().map(|file| file.and_then(|parsed| search(parsed, &wanted, steps))).collect();
        files = read_passing(files, steps);
        known = Some(wanted);
    }
    files
}

fn search(mut parsed: Parsed, wanted: &Wanted, steps: &Steps<'_>) -> Result<Parsed, Failure> {
    // A file that can no longer be opened stays as it was.
    let Some(Ok(shown)) = parsed.unread.clone().map(open) else { return Ok(parsed) };
    match passing(&shown.source, wanted) {
        Some(functions) => {
            parsed.passing.extend(functions);
            Ok(parsed)
        }
        None => parse(shown, parsed.part, steps.read_caller),
    }
}

/// The functions that name what is wanted, if they do so outside every loop and can be told apart by their names.
fn passing(source: &Source, wanted: &Wanted) -> Option<Vec<String>> {
    let mut places = wanted.places_in(source).filter(|place| !is_imported(&source.text[..place.start])).peekable();
    if places.peek().is_none() {
        return Some(Vec::new());
    }
    let regions = repeated::regions(&source.path, &source.text);
    places
        .map(|place| {
            // The definition itself is what is wanted.
            let is_definition = source.text[place.clone()].starts_with("def ");
            let is_repeated = regions.iter().any(|region| region.contains(&place.start));
            let name = function_around(&source.text[..place.start]).filter(|_| !is_definition && !is_repeated)?;
            is_telling(name).then(|| name.to_owned())
        })
        .collect()
}

/// Whether a name stands in an import of Rust, or of scripts, that hands nothing on: `pub use` and `export` do.
fn is_imported(before: &str) -> bool {
    let item = before.rsplit('\n').find(|line| line.starts_with(char::is_alphabetic));
    item.is_some_and(|line| line.starts_with("use ") || line.starts_with("import {"))
}

/// The name of the function that was begun last.
fn function_around(before: &str) -> Option<&str> {
    let begins = ["fn ", "def ", "function "].into_iter().filter_map(|word| Some(before.rfind(word)? + word.len()));
    let rest = &before[begins.max()?..];
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

/// Reads the files of which a function is called in a loop, or by the clock.
fn read_passing(files: Files, steps: &Steps<'_>) -> Files {
    let names: HashSet<&str> = files.iter().flatten().flat_map(|file| &file.passing).map(String::as_str).collect();
    let known = AhoCorasick::new(&names).ok().filter(|_| !names.is_empty());
    let Some(known) = known else { return files };
    let functions = || files.iter().flatten().map(|file| &file.contribution().extract.functions);
    let calls = functions().flat_map(|functions| &functions.calls);
    let telling = calls.filter(|call| call.turn.is_some() || call.scheduled).map(|call| call.callee.name());
    let jobs = functions().flat_map(|functions| &functions.scheduled).filter_map(|path| path.rsplit('.').next());
    let named: Vec<String> = telling.chain(jobs).filter(|name| names.contains(name)).map(str::to_owned).collect();
    let unread = files
        .par_iter()
        .flatten()
        .filter_map(|file| Some(repeated_words(&open(file.unread.clone()?).ok()?.source, &known)));
    let mut wanted: HashSet<String> = unread.flatten().collect();
    wanted.extend(named);
    let read = |parsed: Parsed| {
        let is_called = parsed.passing.iter().any(|name| wanted.contains(name));
        match parsed.unread.clone().filter(|_| is_called).map(open) {
            Some(Ok(shown)) => parse(shown, parsed.part, steps.read_caller),
            _ => Ok(parsed),
        }
    };
    files.into_par_iter().map(|file| file.and_then(read)).collect()
}

/// Those of some words that stand where a file repeats them.
fn repeated_words(source: &Source, known: &AhoCorasick) -> Vec<String> {
    let mut places = words(known, &source.text).peekable();
    if places.peek().is_none() {
        return Vec::new();
    }
    let regions = repeated::regions(&source.path, &source.text);
    let places = places.filter(|place| regions.iter().any(|region| region.contains(&place.start)));
    places.map(|place| source.text[place].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_import_calls_nothing() {
        let stands_in_import = |text: &str| is_imported(&text[..text.find("purge").expect("it stands there")]);
        assert!(stands_in_import("use crate::{\n    carts::{fill, purge},\n};\n"));
        assert!(stands_in_import("import {\n  purge } from './carts'\n"));
        assert!(!stands_in_import("pub use carts::purge;\n"), "others find it here");
        assert!(!stands_in_import("from .carts import purge\n"), "so they do in Python");
        assert!(!stands_in_import("use std::env;\n\n#[main]\nasync fn main() {\n    purge();\n}\n"));
    }
}
