//! Templates of Django and Jinja → extract: the loops over rows, what is read of them, and which other templates are
//! given them. What a template is given itself are its parameters.

mod directives;
mod scopes;
mod tags;
mod terms;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use scopes::{Bound, Scopes};
use tags::Tag;
use terms::Term;

use crate::extract::{
    Extract, Handing, Loop, ParameterName, Recipient, RowRead, RowRoot, RowSource, RowUse, Rows, Step,
};
use crate::fact::{LoopKind, LoopPurpose};
use crate::text::{Source, Span};

/// How files are called that may be templates.
pub const EXTENSIONS: &[&str] = &["html", "htm", "djhtml", "jinja", "jinja2", "j2"];

/// Words that are no names.
const WORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "else",
    "with",
    "without",
    "as",
    "only",
    "by",
    "import",
    "context",
    "recursive",
    "ignore",
    "missing",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
];
/// Filters that take all items.
const TAKING: &[&str] = &["length", "first", "last", "join", "count", "list", "sum", "random", "length_is", "batch"];
/// How many rows of one file are followed.
const MOST: usize = 1_000;

pub fn read(source: &Source) -> Extract {
    let text = &*source.text;
    let directives = directives::read(text);
    if !text.contains("{%") && !text.contains("{{") {
        return Extract { directives, ..Extract::default() };
    }
    let extract = Extract { directives, ..Extract::default() };
    let mut reader = Reader { text, scopes: Scopes::default(), given: HashMap::new(), extract };
    for tag in tags::tags(text) {
        match tag {
            Tag::Output { inside } => reader.show(inside),
            Tag::Block { word, rest, whole } => reader.block(word, rest, whole),
        }
    }
    reader.extract
}

struct Reader<'a> {
    text: &'a str,
    scopes: Scopes<'a>,
    /// The rows of `Extract::rows` that stand for what is given.
    given: HashMap<&'a str, usize>,
    extract: Extract,
}

impl<'a> Reader<'a> {
    fn whole(&self) -> Span {
        Span::new(0, self.text.len())
    }

    /// `{{ order.customer|title }}`: what is shown as text is asked for its text.
    fn show(&mut self, inside: Span) {
        let terms = terms::terms(self.text, inside);
        let is_plain = matches!(terms.as_slice(), [Term::Path { .. }] | [Term::Path { .. }, Term::Filter(_), ..]);
        self.read_terms(&terms, RowUse::Value, is_plain);
    }

    fn block(&mut self, word: &'a str, rest: Span, whole: Span) {
        let terms = terms::terms(self.text, rest);
        match word {
            "for" => self.open_loop(&terms, whole),
            "if" | "ifchanged" | "unless" => {
                self.read_terms(&terms, RowUse::Items, false);
                self.scopes.open("if", Vec::new()).guards = true;
            }
            "elif" => self.read_terms(&terms, RowUse::Items, false),
            "else" | "empty" => {}
            "with" => {
                let names = self.named(&terms);
                self.read_terms(&terms, RowUse::Value, false);
                self.scopes.open("with", names);
            }
            "set" => self.set(&terms),
            "include" => self.include(&terms, whole),
            "extends" => {
                if let [Term::Text(name)] = terms.as_slice() {
                    self.hand_all(name, whole);
                }
            }
            "macro" | "call" => {
                let hidden = terms.iter().filter_map(|term| match term {
                    Term::Path { name, .. } | Term::Label(name) => Some((*name, Bound::Other)),
                    _ => None,
                });
                let hidden = hidden.collect();
                self.scopes.open(word, hidden);
            }
            "cache" => {
                self.read_terms(&terms, RowUse::Value, false);
                self.scopes.open("cache", Vec::new()).caches = true;
            }
            _ => match word.strip_prefix("end") {
                Some("ifchanged" | "unless") => self.scopes.close("if"),
                Some(begun) => self.scopes.close(begun),
                // Tags of the project's own may read what they are given.
                None => {
                    self.read_terms(&terms, RowUse::Value, false);
                    self.hand_to_tag(word, &terms, whole);
                }
            },
        }
    }

    fn open_loop(&mut self, terms: &[Term<'a>], whole: Span) {
        let at = terms.iter().position(|term| matches!(term, Term::Path { name: "in", .. })).unwrap_or(terms.len());
        let (variables, iterable) = (&terms[..at], terms.get(at + 1..).unwrap_or_default());
        // `{% for order in orders if order.open %}`
        let end = iterable.iter().position(|term| matches!(term, Term::Path { name: "if", .. }));
        let (iterable, condition) = iterable.split_at(end.unwrap_or(iterable.len()));
        self.read_terms(iterable, RowUse::Items, false);
        let source = iterable.iter().find_map(|term| self.source(term));
        let variables: Vec<&'a str> = variables
            .iter()
            .filter_map(|term| match term {
                Term::Path { name, .. } => Some(*name),
                _ => None,
            })
            .collect();
        let index = self.extract.loops.len();
        self.extract.loops.push(Loop {
            kind: LoopKind::For,
            purpose: LoopPurpose::Items,
            head: whole,
            variable: Some(variables.join(", ")),
            errands: Vec::new(),
            deferred: false,
        });
        let names = match (variables.as_slice(), source) {
            ([variable], Some(source)) if self.extract.rows.len() < MOST => {
                let row = self.add(variable, source, Some(index));
                vec![(*variable, Bound::Row(row))]
            }
            (all, _) => all.iter().map(|name| (*name, Bound::Other)).collect(),
        };
        self.scopes.open("for", names);
        self.read_terms(condition, RowUse::Items, false);
    }

    fn add(&mut self, variable: &str, source: RowSource, repetition: Option<usize>) -> usize {
        let function = self.whole();
        self.extract.rows.push(Rows {
            variable: variable.to_owned(),
            sources: vec![source],
            repetition,
            function,
            reads: Vec::new(),
            escapes: true,
        });
        self.extract.rows.len() - 1
    }

    /// `{% include "row.html" with order=line.order only %}`
    fn include(&mut self, terms: &[Term<'a>], whole: Span) {
        self.read_terms(terms, RowUse::Value, false);
        let Some(Term::Text(name)) = terms.first() else { return };
        let is_only = terms.iter().any(|term| matches!(term, Term::Path { name: "only", .. }));
        let named = self.named(terms);
        let known = if is_only { Vec::new() } else { self.scopes.names() };
        let known: Vec<(&str, Bound)> = known.into_iter().map(|(name, bound)| (name, bound.clone())).collect();
        let mut handed: Vec<&str> = Vec::new();
        for (variable, bound) in named.into_iter().chain(known) {
            let (root, steps) = match bound {
                Bound::Row(row) => (RowRoot::Row(row), Vec::new()),
                Bound::Alias { root, steps } => (root, steps),
                Bound::Other => continue,
            };
            if handed.contains(&variable) {
                continue;
            }
            handed.push(variable);
            let to = Recipient::Template { name: (*name).to_owned(), variable: Some(variable.to_owned()) };
            let source = RowSource { root, steps, awaited: false, span: whole };
            self.extract.handings.push(Handing {
                to,
                sources: vec![source],
                span: whole,
                function: self.whole(),
                premises: Vec::new(),
            });
        }
        if !is_only {
            self.hand_all(name, whole);
        }
    }

    /// Another template is given all that this one was given.
    fn hand_all(&mut self, name: &str, span: Span) {
        let to = Recipient::Template { name: name.to_owned(), variable: None };
        self.extract.handings.push(Handing {
            to,
            sources: Vec::new(),
            span,
            function: self.whole(),
            premises: Vec::new(),
        });
    }

    /// `{% avatar order.customer %}`
    fn hand_to_tag(&mut self, tag: &str, terms: &[Term<'a>], span: Span) {
        let arguments = terms.iter().take_while(|term| !matches!(term, Term::Label(_) | Term::Path { name: "as", .. }));
        let arguments = arguments.filter(|term| matches!(term, Term::Path { .. } | Term::Text(_)));
        for (position, term) in arguments.enumerate() {
            let to = Recipient::Tag { name: tag.to_owned(), parameter: ParameterName::Position(position) };
            self.hand(to, term, span);
        }
        // `{% avatar user=order.customer %}`
        let labels = terms.iter().enumerate().filter_map(|(at, term)| match term {
            Term::Label(name) => Some((*name, terms.get(at + 1)?)),
            _ => None,
        });
        for (name, term) in labels {
            let to = Recipient::Tag { name: tag.to_owned(), parameter: ParameterName::Name(name.to_owned()) };
            self.hand(to, term, span);
        }
    }

    fn hand(&mut self, to: Recipient, term: &Term<'a>, span: Span) {
        if let Some(source) = self.source(term)
            && self.extract.handings.len() < MOST
        {
            self.extract.handings.push(Handing {
                to,
                sources: vec![source],
                span,
                function: self.whole(),
                premises: Vec::new(),
            });
        }
    }

    fn set(&mut self, terms: &[Term<'a>]) {
        let named = self.named(terms);
        self.read_terms(terms, RowUse::Value, false);
        for (name, bound) in named {
            self.scopes.set(name, bound);
        }
    }

    /// The names that a tag gives to what it reads: `with total=order.total`, `with order.total as total`.
    fn named(&self, terms: &[Term<'a>]) -> Vec<(&'a str, Bound)> {
        let bound = |term: Option<&Term<'a>>| match term.and_then(|term| self.source(term)) {
            Some(RowSource { root, steps, .. }) => Bound::Alias { root, steps },
            None => Bound::Other,
        };
        let mut found = Vec::new();
        for (at, term) in terms.iter().enumerate() {
            match term {
                Term::Label(name) => found.push((*name, bound(terms.get(at + 1)))),
                // `{% set total = order.total %}`
                Term::Path { name, steps, .. } if at == 0 && steps.is_empty() => {
                    if let Some(Term::Sign('=')) = terms.get(1) {
                        found.push((*name, bound(terms.get(2))));
                    }
                }
                Term::Path { name: "as", .. } => {
                    if let (Some(before), Some(Term::Path { name, .. })) = (at.checked_sub(1), terms.get(at + 1)) {
                        found.push((*name, bound(terms.get(before))));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// What a path leads to.
    fn source(&self, term: &Term<'a>) -> Option<RowSource> {
        let Term::Path { name, steps, span } = term else { return None };
        if WORDS.contains(name) || *name == "forloop" || *name == "loop" {
            return None;
        }
        // `{{ label(order) }}`
        if steps.first().is_some_and(|step| step.name == "()") {
            return None;
        }
        let (root, mut all) = match self.scopes.find(name) {
            Some(Bound::Row(row)) => (RowRoot::Row(*row), Vec::new()),
            Some(Bound::Alias { root, steps }) => (root.clone(), steps.clone()),
            Some(Bound::Other) => return None,
            None => (RowRoot::Parameter { name: (*name).to_owned(), annotated: None, optional: false }, Vec::new()),
        };
        all.extend(steps.iter().cloned());
        Some(RowSource { root, steps: all, awaited: false, span: *span })
    }

    fn read_terms(&mut self, terms: &[Term<'a>], usage: RowUse, is_shown: bool) {
        for (at, term) in terms.iter().enumerate() {
            let Some(source) = self.source(term) else { continue };
            if let Some(Term::Filter(name)) = terms.get(at + 1) {
                let to = Recipient::Tag { name: (*name).to_owned(), parameter: ParameterName::Position(0) };
                self.hand(to, term, source.span);
            }
            let is_taken = matches!(terms.get(at + 1), Some(Term::Filter(name)) if TAKING.contains(name));
            let usage = if is_taken { RowUse::Items } else { usage };
            self.read(source, usage, is_shown);
        }
    }

    fn read(&mut self, RowSource { root, mut steps, span, .. }: RowSource, usage: RowUse, is_shown: bool) {
        if is_shown && usage == RowUse::Value {
            // As if the last step were asked.
            let span = steps.last().map_or(span, |last| last.span);
            steps.push(Step { name: "__str__".to_owned(), arguments: Some(Vec::new()), span });
        }
        let row = match root {
            RowRoot::Row(row) => row,
            RowRoot::Parameter { name, .. } if !steps.is_empty() => match self.given_row(&name) {
                Some(row) => row,
                None => return,
            },
            _ => return,
        };
        let (guarded, memoised) = (self.scopes.is_guarded(), self.scopes.is_cached());
        let reads = &mut self.extract.rows[row].reads;
        // An alias stands where it is used.
        let span = steps.iter().fold(span, |span, step| span.cover(step.span));
        if !steps.is_empty() {
            reads.push(RowRead { steps, usage, span, guarded, memoised, failing: false, premises: Vec::new() });
        }
    }

    /// The row that stands for what is given by a name.
    fn given_row(&mut self, name: &str) -> Option<usize> {
        if let Some(&row) = self.given.get(name) {
            return Some(row);
        }
        if self.extract.rows.len() >= MOST {
            return None;
        }
        let start = self.text.find(name)?;
        let source = RowSource {
            root: RowRoot::Parameter { name: name.to_owned(), annotated: None, optional: false },
            steps: Vec::new(),
            awaited: false,
            span: Span::new(start, start + name.len()),
        };
        let row = self.add(name, source, None);
        self.given.insert(&self.text[start..start + name.len()], row);
        Some(row)
    }
}
