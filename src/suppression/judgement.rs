//! Which findings the comments of a file silence, and what became of each rule that a comment names.

use crate::extract::{Directive, Execution, Extract};
use crate::fact::{self, Advice, Day, Facts, Id, Known, SuppressedRule, SuppressedState, SuppressionVerb};
use crate::finding::Finding;
use crate::text::{Source, Span};

/// What is known of a name that a comment gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It runs here, so that a comment without a finding is one too many.
    Runs,
    /// It exists, but this run could not tell: it is not chosen, or has nothing to go on.
    Rests,
    /// There is no such rule or category.
    Unknown { nearest: Option<String> },
}

/// The comments of one file, and which of the rules they name they have silenced.
pub struct Suppressions<'d> {
    directives: &'d [Directive],
    /// For each name of each directive, whether it silenced something.
    used: Vec<Vec<bool>>,
}

impl<'d> Suppressions<'d> {
    pub fn of(directives: &'d [Directive]) -> Self {
        let used = directives.iter().map(|directive| vec![false; directive.names.len()]).collect();
        Self { directives, used }
    }

    /// Whether a comment of this file silences a finding. Each that does is remembered.
    pub fn silence(&mut self, finding: &Finding, extract: &Extract) -> bool {
        if self.directives.is_empty() {
            return false;
        }
        let path = &finding.primary.place.path;
        let primary = finding.primary.place.span;
        let labels = finding.related.iter().map(|label| &label.place).filter(|place| place.path == *path);
        let calls = extract.executions.iter().filter(|call| runs_what_stands_at(call, primary, extract));
        let spans: Vec<Span> =
            std::iter::once(primary).chain(labels.map(|place| place.span)).chain(calls.map(|call| call.span)).collect();
        let mut silent = false;
        for (at, directive) in self.directives.iter().enumerate() {
            for (index, named) in directive.names.iter().enumerate() {
                if speaks_of(&named.name, finding) && self.reaches(at, &named.name, &spans) {
                    self.used[at][index] = true;
                    silent = true;
                }
            }
        }
        silent
    }

    fn reaches(&self, at: usize, name: &str, spans: &[Span]) -> bool {
        let directive = &self.directives[at];
        match directive.verb {
            _ if directive.fault.is_some() => false,
            Some(SuppressionVerb::Ignore) => reaches(directive, spans),
            Some(SuppressionVerb::IgnoreFile) => true,
            Some(SuppressionVerb::Disable) => {
                let start = line_of(directive).start;
                let end = self.end_of(at, name).map_or(u32::MAX, |end| line_of(end).end);
                spans.iter().any(|span| span.end > start && span.start < end)
            }
            Some(SuppressionVerb::Enable) | None => false,
        }
    }

    /// What ends a `disable` for one of its names.
    fn end_of(&self, at: usize, name: &str) -> Option<&Directive> {
        let ends = |directive: &&Directive| {
            directive.verb == Some(SuppressionVerb::Enable)
                && directive.fault.is_none()
                && directive.span.start > self.directives[at].span.start
                && directive.names.iter().any(|named| named.name == name)
        };
        self.directives.iter().filter(ends).min_by_key(|directive| directive.span.start)
    }

    /// Whether a `disable` stands open before an `enable`.
    fn is_begun(&self, at: usize, name: &str) -> bool {
        let enable = &self.directives[at];
        self.directives.iter().enumerate().any(|(before, directive)| {
            directive.verb == Some(SuppressionVerb::Disable)
                && directive.names.iter().any(|named| named.name == name)
                && self.end_of(before, name).is_some_and(|end| end.span == enable.span)
        })
    }

    /// What rules may say of the comments themselves.
    pub fn facts(&self, source: &Source, standing: impl Fn(&str) -> Standing, today: Option<Day>) -> Facts {
        let mut facts = Facts::default();
        for (at, directive) in self.directives.iter().enumerate() {
            let suppression = Id::new(facts.suppressions.len());
            let open = |name: &str| self.end_of(at, name).is_none();
            let disables = directive.verb == Some(SuppressionVerb::Disable) && directive.fault.is_none();
            facts.suppressions.push(fact::Suppression {
                verb: directive.verb,
                fault: directive.fault.clone().map(Advice),
                reasoned: directive.reasoned,
                until: directive.until.map(|day| day.to_string()),
                expired: match (directive.until, today) {
                    (Some(until), Some(today)) => Known::Yes(until < today),
                    (Some(_), None) => Known::No,
                    (None, _) => Known::Yes(false),
                },
                open_ended: disables && directive.names.iter().any(|named| open(&named.name)),
                place: source.place(directive.span),
            });
            if directive.fault.is_some() {
                continue;
            }
            for (index, named) in directive.names.iter().enumerate() {
                let is_used = self.used[at][index]
                    || directive.verb == Some(SuppressionVerb::Enable) && self.is_begun(at, &named.name);
                let (state, nearest) = match standing(&named.name) {
                    Standing::Unknown { nearest } => (SuppressedState::Unknown, nearest),
                    _ if is_used => (SuppressedState::Used, None),
                    Standing::Runs => (SuppressedState::Unused, None),
                    Standing::Rests => (SuppressedState::Resting, None),
                };
                let hint = match nearest {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => "`seqscan rules` lists the rules and their categories.".to_owned(),
                };
                facts.suppressed_rules.push(SuppressedRule {
                    suppression,
                    name: named.name.clone(),
                    state,
                    hint: Advice(hint),
                    place: source.place(named.span),
                });
            }
        }
        facts
    }
}

/// Whether the comments of a template silence a finding that has a place there.
pub fn is_silenced_elsewhere<'d>(finding: &Finding, directives: impl Fn(&str) -> &'d [Directive]) -> bool {
    finding.related.iter().map(|label| &label.place).any(|place| {
        let suppressions = Suppressions::of(directives(&place.path));
        let named = suppressions
            .directives
            .iter()
            .enumerate()
            .flat_map(|(at, directive)| directive.names.iter().map(move |named| (at, named.name.as_str())));
        let mut named = named.filter(|(_, name)| speaks_of(name, finding));
        named.any(|(at, name)| suppressions.reaches(at, name, &[place.span]))
    })
}

fn speaks_of(name: &str, finding: &Finding) -> bool {
    name == finding.rule || name == finding.category
}

fn reaches(directive: &Directive, spans: &[Span]) -> bool {
    directive.reach.iter().any(|reach| spans.iter().any(|span| touch(*reach, *span)))
}

fn touch(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// The line that a `disable` or `enable` stands on.
fn line_of(directive: &Directive) -> Span {
    directive.reach.first().copied().unwrap_or(directive.span)
}

/// The line of a call counts for what it runs.
fn runs_what_stands_at(call: &Execution, place: Span, extract: &Extract) -> bool {
    let statements = call.statements.iter().filter_map(|&index| extract.statements.get(index));
    statements.into_iter().any(|statement| statement.span.contains(place))
}
