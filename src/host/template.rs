//! A text that a program puts together: runs of text, each with its place in the file, and holes. Also the two
//! small languages that fill texts: `{}` and `%s`.

use super::outline::NodeId;
use crate::fact::Provenance;
use crate::text::{Fragment, Span};

/// How many texts one expression may stand for.
pub const ALTERNATIVES: usize = 8;

/// A text with holes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    pub pieces: Vec<Piece>,
    /// Made by a library that composes SQL safely: what is filled into it is quoted.
    pub composed: bool,
    /// A part of it may be missing, or stand there more often.
    pub may_repeat: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// `verbatim`: byte n of the text is byte n of the span.
    Text {
        text: String,
        host: Span,
        verbatim: bool,
    },
    Hole(Filler),
}

/// What fills a hole.
#[derive(Clone, Debug, PartialEq)]
pub struct Filler {
    pub value: Option<NodeId>,
    /// What the hole is in the file: `{name!r}`.
    pub host: Span,
    pub provenance: Provenance,
    /// For a name that is no node of its own, because it stands inside a text: the node around it.
    pub around: Option<NodeId>,
}

/// What fills one place of a format text.
pub enum Directive<'a> {
    /// The next value, or the one at a position.
    Next,
    Position(usize),
    Named(&'a str),
    /// A number: what fills it cannot carry SQL.
    Number(Option<&'a str>),
}

impl Template {
    pub fn push_text(&mut self, text: &str, host: Span, verbatim: bool) {
        if !text.is_empty() {
            self.pieces.push(Piece::Text { text: text.to_string(), host, verbatim });
        }
    }

    /// A text that is one hole.
    pub fn hole(value: Option<NodeId>, host: Span, provenance: Provenance) -> Self {
        Self { pieces: vec![Piece::Hole(Filler { value, host, provenance, around: None })], ..Self::default() }
    }

    /// A hole that a library quotes itself.
    pub fn composed_hole(value: Option<NodeId>, host: Span) -> Self {
        Self { composed: true, ..Self::hole(value, host, Provenance::Placeholders) }
    }

    fn followed_by(mut self, end: &Template) -> Self {
        self.pieces.extend(end.pieces.iter().cloned());
        self.composed |= end.composed;
        self.may_repeat |= end.may_repeat;
        self
    }

    pub fn is_constant(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Text { .. }))
    }

    pub fn len(&self) -> usize {
        self.pieces.iter().map(|piece| if let Piece::Text { text, .. } = piece { text.len() } else { 8 }).sum()
    }

    /// Its text, with nothing in place of the holes.
    pub fn plain(&self) -> String {
        let text = |piece: &Piece| if let Piece::Text { text, .. } = piece { text.clone() } else { String::new() };
        self.pieces.iter().map(text).collect()
    }

    /// Its text, with a sign that begins nothing in place of the holes.
    pub fn plain_with_holes(&self) -> String {
        let text =
            |piece: &Piece| if let Piece::Text { text, .. } = piece { text.clone() } else { "\u{fffc}".to_string() };
        self.pieces.iter().map(text).collect()
    }

    pub fn fillers(&self) -> impl Iterator<Item = &Filler> {
        self.pieces.iter().filter_map(|piece| if let Piece::Hole(filler) = piece { Some(filler) } else { None })
    }

    /// A hole for a name that is no node, because it stands inside a text: with the node around it.
    pub fn hole_inside(around: NodeId, host: Span, provenance: Provenance) -> Self {
        Self {
            pieces: vec![Piece::Hole(Filler { value: None, host, provenance, around: Some(around) })],
            ..Self::default()
        }
    }

    pub fn fragment(&self) -> Fragment {
        let mut fragment = Fragment::default();
        for piece in &self.pieces {
            match piece {
                Piece::Text { text, host, verbatim: true } => fragment.push_verbatim(text, *host),
                Piece::Text { text, host, verbatim: false } => fragment.push_decoded(text, *host),
                Piece::Hole(filler) => {
                    fragment.push_hole(filler.host);
                }
            }
        }
        fragment
    }

    /// Fills the directives of this format text. `scan` says what a run of text begins with; `fill` gives the
    /// texts that may stand in the place of a directive.
    pub fn filled(
        &self,
        scan: impl Fn(&str) -> Scanned<'_>,
        mut fill: impl FnMut(Directive<'_>, Span) -> Vec<Template>,
    ) -> Vec<Template> {
        let mut results = vec![Template { pieces: Vec::new(), composed: self.composed, may_repeat: self.may_repeat }];
        for piece in &self.pieces {
            let Piece::Text { text, host, verbatim } = piece else {
                results.iter_mut().for_each(|result| result.pieces.push(piece.clone()));
                continue;
            };
            let mut at = 0;
            while at < text.len() {
                let span = |length: usize| {
                    let start = host.start as usize + at;
                    if *verbatim { Span::new(start, start + length) } else { *host }
                };
                at += match scan(&text[at..]) {
                    Scanned::Text(length) => {
                        let run = &text[at..at + length];
                        results.iter_mut().for_each(|result| result.push_text(run, span(length), *verbatim));
                        length
                    }
                    Scanned::Escape(length, meant) => {
                        results.iter_mut().for_each(|result| result.push_text(meant, span(length), false));
                        length
                    }
                    Scanned::Directive(length, directive) => {
                        results = product(results, &fill(directive, span(length)));
                        length
                    }
                };
            }
        }
        results
    }
}

/// Every text of the left followed by every text of the right.
pub fn product(left: Vec<Template>, right: &[Template]) -> Vec<Template> {
    if let [end] = right {
        return left.into_iter().map(|start| start.followed_by(end)).collect();
    }
    let all = left.iter().flat_map(|start| right.iter().map(|end| start.clone().followed_by(end)));
    all.take(ALTERNATIVES).collect()
}

/// What a format text begins with, and how many bytes of it that takes.
pub enum Scanned<'a> {
    Text(usize),
    /// A doubled sign and the single sign it means.
    Escape(usize, &'static str),
    Directive(usize, Directive<'a>),
}

/// `{}`, `{0}`, `{name}`, `{name.field:spec}`, `{{`, `}}`.
pub fn scan_braces(text: &str) -> Scanned<'_> {
    match text.as_bytes() {
        [b'{', b'{', ..] => Scanned::Escape(2, "{"),
        [b'}', b'}', ..] => Scanned::Escape(2, "}"),
        [b'{', ..] => match text.find('}') {
            Some(end) => Scanned::Directive(end + 1, brace_directive(&text[1..end])),
            None => Scanned::Text(text.len()),
        },
        [b'}', ..] => Scanned::Text(1),
        _ => Scanned::Text(text.find(['{', '}']).unwrap_or(text.len())),
    }
}

/// Every occurrence of `needle` is a directive.
pub fn scan_for(needle: &str) -> impl Fn(&str) -> Scanned<'_> {
    move |text| match text.find(needle) {
        Some(0) => Scanned::Directive(needle.len(), Directive::Next),
        Some(at) => Scanned::Text(at),
        None => Scanned::Text(text.len()),
    }
}

fn brace_directive(inside: &str) -> Directive<'_> {
    let name = inside.split([':', '!']).next().unwrap_or_default().trim();
    let number = inside.split_once(':').is_some_and(|(_, spec)| spec.ends_with(['d', 'f', 'x', 'X', 'e']));
    match (name, number) {
        ("", true) => Directive::Number(None),
        ("", false) => Directive::Next,
        (name, true) if !name.starts_with(|c: char| c.is_ascii_digit()) => Directive::Number(Some(name)),
        (name, _) => name.parse().map_or(Directive::Named(name), Directive::Position),
    }
}

/// `%s`, `%d`, `%(name)s`, `%%`.
pub fn scan_percent(text: &str) -> Scanned<'_> {
    let Some(after) = text.strip_prefix('%') else {
        return Scanned::Text(text.find('%').unwrap_or(text.len()));
    };
    if after.starts_with('%') {
        return Scanned::Escape(2, "%");
    }
    let (name, after_name) = match after.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((name, rest)) => (Some(name), rest),
        None => (None, after),
    };
    let flags = after_name.len()
        - after_name
            .trim_start_matches(['#', '0', '-', ' ', '+', '.', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            .len();
    let length = 1 + (after.len() - after_name.len()) + flags + 1;
    match (after_name.as_bytes().get(flags), name) {
        (Some(b's' | b'r' | b'a'), None) => Scanned::Directive(length, Directive::Next),
        (Some(b's' | b'r' | b'a'), Some(name)) => Scanned::Directive(length, Directive::Named(name)),
        (Some(b'd' | b'i' | b'u' | b'f' | b'F' | b'x' | b'X' | b'o' | b'e' | b'g' | b'c'), name) => {
            Scanned::Directive(length, Directive::Number(name))
        }
        _ => Scanned::Text(1),
    }
}
