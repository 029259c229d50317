//! What tells a finding again in another version of the code: a hash of the rule and of the code around the finding,
//! without lines, files or the words of the message. A baseline rests on it.

use std::collections::HashMap;

use crate::fact::{Facts, StatementKind};
use crate::text::{Place, Source, Span};

/// Gives the findings of one file their fingerprints, one after the other.
pub struct Fingerprints<'s> {
    source: &'s Source,
    /// The queries and changes of rows: edit one, and what is found in it is to be looked at again.
    statements: Vec<Span>,
    /// How often the same was seen: equal findings of one file are told apart by their number.
    seen: HashMap<u64, usize>,
}

impl<'s> Fingerprints<'s> {
    pub fn new(facts: &Facts, source: &'s Source) -> Self {
        let rows = |kind: StatementKind| {
            use StatementKind::{Delete, Insert, Merge, Select, Update};
            matches!(kind, Select | Insert | Update | Delete | Merge)
        };
        let own = facts.statements.iter().filter(|of| rows(of.kind) && of.place.path == source.path);
        Self { source, statements: own.map(|of| of.place.span).collect(), seen: HashMap::new() }
    }

    pub fn of(&mut self, rule: &str, place: &Place) -> String {
        let around = self.around(place.span);
        let subject = hash(&[rule, &words(self.source.slice(around)), &words(self.source.slice(place.span))]);
        let ordinal = self.seen.entry(subject).or_default();
        let print = hash(&[&format!("{subject:016x}"), &ordinal.to_string()]);
        *ordinal += 1;
        format!("{print:016x}")
    }

    /// The statement that a finding stands in. Elsewhere, and in the long statements that define a schema, its lines.
    fn around(&self, span: Span) -> Span {
        let holding = self.statements.iter().filter(|statement| statement.contains(span));
        let smallest = holding.min_by_key(|statement| statement.end - statement.start);
        smallest.copied().unwrap_or_else(|| self.lines(span))
    }

    fn lines(&self, span: Span) -> Span {
        let text = &*self.source.text;
        let start = text.get(..span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end = text.get(span.end as usize..).and_then(|after| after.find('\n'));
        Span::new(start, end.map_or(text.len(), |at| span.end as usize + at))
    }
}

/// Indentation and line ends are of no account.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// FNV-1a: the hashes of the standard library may change between its versions.
fn hash(parts: &[&str]) -> u64 {
    fnv(&parts.join("\n"))
}

pub fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Statement;
    use crate::text::SourceKind;

    /// The fingerprints of every `x` in a text whose statements end with `;`.
    fn prints(path: &str, text: &str) -> Vec<String> {
        let source = Source::new(path, text, SourceKind::Sql);
        let mut facts = Facts::default();
        let mut start = 0;
        for (end, _) in text.match_indices(';') {
            let span = Span::new(start, end + 1);
            facts.statements.push(Statement {
                kind: StatementKind::Select,
                place: source.place(span),
                ..Statement::blank()
            });
            start = end + 1;
        }
        let mut prints = Fingerprints::new(&facts, &source);
        text.match_indices('x').map(|(at, _)| prints.of("r", &source.place(Span::new(at, at + 1)))).collect()
    }

    #[test]
    fn they_outlive_moved_lines_and_renamed_files() {
        let before = prints("a.sql", "SELECT x\n FROM a;SELECT x FROM a;SELECT x FROM b;");
        assert_eq!(before, prints("b.sql", "SELECT x FROM a;\n\nSELECT  x FROM a;\nSELECT x\r\nFROM b;"));
        assert_ne!(before[0], before[1], "equal ones are counted");
        assert_ne!(before[0], before[2], "the statement counts");
        assert_eq!(before[2], prints("a.sql", "SELECT 1; SELECT x FROM b;")[0], "what stands before it does not");
        assert_eq!(prints("a.py", "def a():\n    x.y\n"), prints("a.py", "if z:\n  def a():\n      x.y\n"));
        assert_eq!(fnv("a"), 0xaf63_dc4c_8601_ec8c, "the published hash of `a`");
    }
}
