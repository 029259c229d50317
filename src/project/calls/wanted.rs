//! What a file must name to be worth reading though it has no word of a database: a function that executes, and,
//! for a function of a module, that module.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::Contribution;
use super::program::{FunctionId, Program};
use super::summaries::Summaries;
use crate::extract::{Callee, Recipient, RowRoot, RowSource, is_telling};
use crate::text::{Source, Span};

/// The names to look for in a file's text, by the language it is written in.
#[derive(Debug)]
pub struct Wanted {
    names: HashMap<&'static str, AhoCorasick>,
    all: HashSet<(&'static str, String)>,
}

impl Wanted {
    /// The functions that come to an execution, but those that were looked for before; `None` when there are none.
    pub fn of(files: &[Contribution<'_>], before: Option<&Self>) -> Option<Self> {
        let program = Program::of(files);
        let summaries = Summaries::of(&program, &program.edges(), None);
        let mut all = before.map(|before| before.all.clone()).unwrap_or_default();
        let mut new: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for id in (0..program.owners.len()).filter(|&id| !summaries.of_function(id).is_empty()) {
            let file = program.owners[id];
            let language = language(program.files[file].path);
            if let Some(name) = written(&program, id)
                && all.insert((language, name.clone()))
            {
                new.entry(language).or_default().push(name);
            }
        }
        for (language, name) in given_rows(&program).into_iter().chain(objects(&program)) {
            if all.insert((language, name.clone())) {
                new.entry(language).or_default().push(name);
            }
        }
        let automaton = |(language, names)| Some((language, AhoCorasick::new::<_, String>(names).ok()?));
        let names: HashMap<_, _> = new.into_iter().filter_map(automaton).collect();
        (!names.is_empty()).then_some(Self { names, all })
    }

    /// Whether a file names one of them.
    pub fn is_named_in(&self, source: &Source) -> bool {
        self.places_in(source).next().is_some()
    }

    /// Where a file names one of them as a whole word.
    pub fn places_in<'s>(&'s self, source: &'s Source) -> impl Iterator<Item = Range<usize>> + 's {
        let names = self.names.get(language(&source.path)).into_iter();
        names.flat_map(move |names| words(names, &source.text))
    }
}

/// Where a text has one of some words.
pub fn words<'s>(known: &'s AhoCorasick, text: &'s str) -> impl Iterator<Item = Range<usize>> + 's {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = text.as_bytes();
    let found = known.find_overlapping_iter(text).filter(move |found| {
        let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
        !is_part(before) && !is_part(bytes.get(found.end()))
    });
    found.map(|found| found.range())
}

/// The definitions of functions that are given rows.
fn given_rows(program: &Program<'_>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for file in &program.files {
        let is_of_rows = |source: &RowSource| !matches!(source.root, RowRoot::Parameter { .. } | RowRoot::Own(_));
        let handings = file.extract.handings.iter().filter(|handing| handing.sources.iter().any(is_of_rows));
        let mut wanted: HashSet<Span> = HashSet::new();
        for handing in handings {
            if let Recipient::Call { callee, functions, .. } = &handing.to {
                wanted.insert(*callee);
                wanted.extend(functions.iter().map(|(_, span)| *span));
            }
        }
        let called = file.functions.calls.iter().filter(|call| wanted.contains(&call.span));
        let called = called.filter_map(|call| match &call.callee {
            Callee::Path(path) => Some(path),
            _ => None,
        });
        let handed = file.functions.handed.iter().filter(|(span, _)| wanted.contains(span)).map(|(_, path)| path);
        for path in called.chain(handed) {
            if let Some(name) = path.rsplit('.').next().filter(|name| name.starts_with(char::is_lowercase)) {
                found.push((language(file.path), format!("def {name}")));
            }
        }
    }
    found
}

/// Where objects are made whose methods give the queries of what they keep: `orders = Store(Order)`.
fn objects(program: &Program<'_>) -> Vec<(&'static str, String)> {
    // `self.model.objects.all()`
    let is_of_kept = |source: &RowSource| match (&source.root, source.steps.as_slice()) {
        (RowRoot::Own(_), [kept, _, ..]) => kept.arguments.is_none(),
        _ => false,
    };
    let models: HashSet<&str> =
        program.files.iter().flat_map(|file| &file.extract.schema.models).map(|model| model.name.as_str()).collect();
    let givers = program.files.iter().flat_map(|file| &file.extract.givers);
    let givers = givers.filter(|giver| giver.sources.iter().any(is_of_kept));
    let mut known: HashSet<&str> =
        givers.filter_map(|giver| giver.class.as_deref()).filter(|class| !models.contains(class)).collect();
    let mut left: Vec<(&str, &[String])> = Vec::new();
    for class in program.files.iter().flat_map(|file| &file.extract.object_classes) {
        left.push((&class.class, &class.bases));
    }
    // Those that derive from them, as far as that goes.
    loop {
        let found = left.iter().filter(|(_, bases)| bases.iter().any(|base| known.contains(base.as_str())));
        let found: Vec<&str> = found.map(|(class, _)| *class).filter(|class| !known.contains(class)).collect();
        if found.is_empty() {
            break;
        }
        known.extend(found);
    }
    let mut names: Vec<&str> = known.into_iter().collect();
    names.sort_unstable();
    names.into_iter().map(|class| ("python", format!("= {class}"))).collect()
}

/// How a call of a function begins. A name that tells nothing counts only behind that of its class or module.
fn written(program: &Program<'_>, id: FunctionId) -> Option<String> {
    let function = program.function(id);
    if is_telling(&function.name) {
        return Some(function.name.clone());
    }
    let file = program.owners[id];
    let sign = if program.is_rust(file) { "::" } else { "." };
    let owner = function.class.as_deref().unwrap_or_else(|| program.modules.last_name(file));
    (!owner.is_empty()).then(|| format!("{owner}{sign}{}", function.name))
}

/// Files of one language can call each other.
fn language(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("rs") => "rust",
        Some("py" | "pyi") => "python",
        _ => "javascript",
    }
}
