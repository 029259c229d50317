//! Writes the comments that silence given findings into a text. Where a comment may stand is not reasoned about: it is
//! tried, and read back.

use std::collections::BTreeMap;

use crate::extract::{Directive, Extract};
use crate::fact::SuppressionVerb;
use crate::text::Span;

/// Behind a longer line a comment is out of sight: it goes above.
const WIDEST: usize = 120;
/// How many lines above a finding its statement may begin.
const FURTHEST: usize = 80;

/// A finding to be silenced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub rule: String,
    pub span: Span,
}

/// How comments are written, and read back.
pub struct Manner<'m> {
    /// What begins a comment to the end of the line.
    pub mark: &'m str,
    pub reason: &'m str,
    pub read: &'m dyn Fn(&str) -> Extract,
}

/// What was written, and for what no place was found.
#[derive(Debug)]
pub struct Written {
    pub text: String,
    pub comments: usize,
    pub left: Vec<Wanted>,
}

/// Where a comment may go, by offsets of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spot {
    /// Into the brackets of a comment that is there.
    Into(usize),
    /// At the end of a line.
    Behind(usize),
    /// As a line before the one that begins here.
    Above(usize),
}

impl Spot {
    fn offset(self) -> usize {
        match self {
            Self::Into(at) | Self::Behind(at) | Self::Above(at) => at,
        }
    }
}

pub fn write(text: &str, wanted: &[Wanted], manner: &Manner<'_>) -> Written {
    let before = (manner.read)(text);
    let writer = Writer { text, wanted, manner, shape: shape(&before), before: &before };
    let first: Vec<Option<Spot>> = wanted.iter().map(|wanted| writer.spots(wanted).first().copied()).collect();
    let mut placed = writer.those_that_hold(&first);
    for (index, wanted) in wanted.iter().enumerate() {
        if placed[index].is_some() {
            continue;
        }
        for spot in writer.spots(wanted) {
            let mut trial = placed.clone();
            trial[index] = Some(spot);
            if writer.those_that_hold(&trial) == trial {
                placed = trial;
                break;
            }
        }
    }
    let (text, edits) = writer.apply(&placed);
    let left = wanted.iter().zip(&placed).filter(|(_, spot)| spot.is_none()).map(|(wanted, _)| wanted.clone());
    Written { text, comments: edits.len(), left: left.collect() }
}

struct Writer<'w> {
    text: &'w str,
    wanted: &'w [Wanted],
    manner: &'w Manner<'w>,
    before: &'w Extract,
    shape: [usize; 6],
}

/// What a comment must not change.
fn shape(extract: &Extract) -> [usize; 6] {
    [
        extract.statements.len(),
        extract.unparsed.len(),
        extract.executions.len(),
        extract.gaps.len(),
        extract.loops.len(),
        extract.functions.calls.len(),
    ]
}

impl Writer<'_> {
    /// The places to try for a finding, the best first.
    fn spots(&self, wanted: &Wanted) -> Vec<Spot> {
        let mut spots: Vec<Spot> = self.before.directives.iter().filter_map(|known| open_to(known, wanted)).collect();
        let start = self.line_start(wanted.span.range().start);
        let end = self.line_end(start);
        let is_continued = self.text[start..end].ends_with('\\');
        let behind = Some(Spot::Behind(end)).filter(|_| !is_continued);
        let width = self.text[start..end].chars().count() + self.comment(&wanted.rule).chars().count();
        spots.extend(behind.filter(|_| width <= WIDEST));
        let mut line = start;
        for _ in 0..FURTHEST {
            let above = line.checked_sub(1).map(|end| self.text[self.line_start(end)..end].trim_end_matches('\r'));
            if above.is_none_or(|above| !above.ends_with('\\'))
                && !self.text[line..self.line_end(line)].trim().is_empty()
            {
                spots.push(Spot::Above(line));
            }
            let Some(end) = line.checked_sub(1) else { break };
            line = self.line_start(end);
        }
        spots.extend(behind.filter(|_| width > WIDEST));
        spots
    }

    fn line_start(&self, offset: usize) -> usize {
        self.text.as_bytes()[..offset].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
    }

    /// The end of a line, before what ends it.
    fn line_end(&self, start: usize) -> usize {
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        start + line.trim_end_matches('\r').len()
    }

    fn comment(&self, names: &str) -> String {
        let Manner { mark, reason, .. } = self.manner;
        format!("{mark} seqscan: ignore[{names}] {reason}").trim_end().to_owned()
    }

    /// The places, of those chosen, that silence their findings; none, when the comments change what the text means.
    fn those_that_hold(&self, spots: &[Option<Spot>]) -> Vec<Option<Spot>> {
        let (text, edits) = self.apply(spots);
        let after = (self.manner.read)(&text);
        if shape(&after) != self.shape {
            return vec![None; spots.len()];
        }
        let moved = |offset: u32| {
            let before = edits.iter().filter(|(at, _)| *at <= offset as usize);
            before.map(|(_, words)| words.len()).sum::<usize>() + offset as usize
        };
        let holds = |wanted: &Wanted| {
            let span = Span::new(moved(wanted.span.start), moved(wanted.span.end.saturating_sub(1)) + 1);
            after.directives.iter().any(|directive| {
                open_to(directive, &Wanted { span, ..wanted.clone() }).is_some()
                    && directive.names.iter().any(|named| named.name == wanted.rule)
            })
        };
        self.wanted.iter().zip(spots).map(|(wanted, spot)| spot.filter(|_| holds(wanted))).collect()
    }

    /// The text with all comments, and what was put where.
    fn apply(&self, spots: &[Option<Spot>]) -> (String, Vec<(usize, String)>) {
        let mut names: BTreeMap<Spot, Vec<&str>> = BTreeMap::new();
        for (wanted, spot) in self.wanted.iter().zip(spots) {
            if let Some(spot) = spot {
                names.entry(*spot).or_default().push(&wanted.rule);
            }
        }
        let mut edits: Vec<(usize, String)> = names
            .into_iter()
            .map(|(spot, mut names)| {
                names.sort_unstable();
                names.dedup();
                (spot.offset(), self.words(spot, &names.join(", ")))
            })
            .collect();
        edits.sort_by_key(|(at, _)| *at);
        let mut text = String::with_capacity(self.text.len() + edits.len() * 64);
        let mut done = 0;
        for (at, words) in &edits {
            text.push_str(&self.text[done..*at]);
            text.push_str(words);
            done = *at;
        }
        text.push_str(&self.text[done..]);
        (text, edits)
    }

    fn words(&self, spot: Spot, names: &str) -> String {
        match spot {
            Spot::Into(_) => format!(", {names}"),
            Spot::Behind(_) => {
                let gap = if self.manner.mark == "#" { "  " } else { " " };
                format!("{gap}{}", self.comment(names))
            }
            Spot::Above(line) => {
                let rest = &self.text[line..];
                let indent = &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()];
                let ending = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
                format!("{indent}{}{ending}", self.comment(names))
            }
        }
    }
}

/// Where another name fits into a comment that speaks for the place of a finding.
fn open_to(directive: &Directive, wanted: &Wanted) -> Option<Spot> {
    let speaks = directive.verb == Some(SuppressionVerb::Ignore) && directive.fault.is_none() && !directive.in_string;
    let reaches =
        directive.reach.iter().any(|reach| reach.start <= wanted.span.start && wanted.span.start <= reach.end);
    let last = directive.names.last()?;
    (speaks && reaches).then(|| Spot::Into(last.span.range().end))
}
