//! How a program asks how many rows there are, part by part, so that it can be asked in another way.

use super::Usage;
use crate::extract::CountTest;
use crate::host::grammar::{Part, Role};
use crate::host::outline::NodeId;
use crate::text::Span;

impl Usage<'_> {
    /// `len(query)`, when the query is written there: the call, and the query.
    pub fn length(&self, call: NodeId, argument: NodeId) -> Option<(Span, Span)> {
        let outline = self.values.outline;
        let name = outline.text_of(outline.callee(call)?);
        let takes_length = self.values.idioms.values.size_calls.iter().any(|known| known == name);
        // A query over several lines needs the brackets around it.
        let is_query = outline.role(argument) == Role::Call && is_one_piece(outline.text_of(argument));
        (takes_length && is_query).then(|| (outline.span(call), outline.span(argument)))
    }

    /// A count that is tested where it stands: `query.count() > 0`, `if query.count():`.
    pub fn count_test(&self, call: NodeId) -> Option<CountTest> {
        let outline = self.values.outline;
        let method = outline.part(outline.callee(call)?, Part::Name)?;
        if !outline.arguments(call).is_empty() {
            return None;
        }
        let parent = outline.nodes[call].parent?;
        let plain = CountTest {
            call: outline.span(call),
            method: outline.span(method),
            compared_with: None,
            wants_none: false,
        };
        match outline.role(parent) {
            Role::Not => Some(plain),
            Role::Branch | Role::Loop if outline.part(parent, Part::Condition) == Some(call) => Some(plain),
            Role::Both | Role::Choice if self.is_condition(parent) => Some(plain),
            Role::Comparison => {
                let [first, other] = outline.parts(parent, Part::Operand).collect::<Vec<_>>()[..] else { return None };
                let operator = outline.text_of(outline.part(parent, Part::Operator)?);
                let wants_none = match (operator, outline.text_of(other)) {
                    (">" | "!=", "0") | (">=", "1") => false,
                    ("==", "0") | ("<", "1") => true,
                    _ => return None,
                };
                let end = outline.span(call).end;
                let compared_with = Span { start: end, end: outline.span(parent).end };
                (first == call).then_some(CountTest { compared_with: Some(compared_with), wants_none, ..plain })
            }
            _ => None,
        }
    }
}

/// Whether all line breaks of an expression stand within brackets of its own.
fn is_one_piece(text: &str) -> bool {
    let mut depth = 0usize;
    text.chars().all(|letter| {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter != '\n' || depth > 0
    })
}
