//! The way of a value into a text, as written: from a parameter, a request or a call, through the names that hold it.

use super::executions::folded;
use super::grammar::{Part, Role};
use super::names::{Bound, How};
use super::outline::NodeId;
use super::strings::Values;
use super::template::Filler;
use crate::text::Span;

/// How many names are told.
const STEPS: usize = 6;
/// A longer expression is cut.
const LENGTH: usize = 60;

/// Where a value begins, and what holds it from there on.
#[derive(Default)]
pub struct Path {
    pub origin: Option<Span>,
    pub steps: Vec<String>,
}

impl Values<'_> {
    /// The way to what fills a hole; the hole itself is its last step.
    pub fn path_to(&self, filler: &Filler, written: &str) -> Path {
        let mut path = Path { origin: None, steps: vec![cut(written)] };
        let mut bindings = match (filler.value, filler.around) {
            (Some(value), _) => self.bindings_in(value),
            (None, Some(around)) => {
                self.names.reaching_text(written.split([':', '!']).next().unwrap_or(written), around)
            }
            (None, None) => Vec::new(),
        };
        while path.steps.len() < STEPS
            && let Some(bound) = self.worst_of(&bindings)
        {
            path.origin = Some(self.outline.span(bound.value));
            let text = self.outline.text_of(if bound.how == How::Parameter { bound.at } else { bound.value });
            let step = cut(&folded(text));
            if path.steps.first() != Some(&step) {
                path.steps.insert(0, step);
            }
            bindings = match bound.how {
                How::Parameter => Vec::new(),
                _ => self.bindings_in(bound.value),
            };
        }
        path
    }

    /// The bindings of the name that an expression is, or is made of.
    fn bindings_in(&self, value: NodeId) -> Vec<Bound> {
        let outline = self.outline;
        let value = outline.unwrapped(value);
        let name = match outline.role(value) {
            Role::Name => Some(value),
            Role::Member => {
                let own = self.names.of_member(value);
                if !own.is_empty() {
                    return own;
                }
                outline.part(value, Part::Object)
            }
            Role::Index => outline.part(value, Part::Object),
            Role::Call => {
                let object = outline.callee(value).and_then(|callee| outline.part(callee, Part::Object));
                object.or(outline.arguments(value).first().copied())
            }
            _ => None,
        };
        match name {
            Some(name) if outline.role(name) == Role::Name => self.names.reaching(name),
            Some(name) if name != value => self.bindings_in(name),
            _ => Vec::new(),
        }
    }

    fn worst_of(&self, bindings: &[Bound]) -> Option<Bound> {
        let told = |bound: &&Bound| !matches!(bound.how, How::Imported | How::Defined);
        let rank = |bound: &&Bound| match bound.how {
            How::Parameter => crate::fact::Provenance::Parameter as u8,
            _ => self.provenance(bound.value) as u8,
        };
        bindings.iter().filter(told).max_by_key(rank).copied()
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
