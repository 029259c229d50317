//! Values that a test has let through: compared with a list of constants, matched whole by a pattern, or refused
//! otherwise. Each test counts only where it has run, and for what the name held at that time.

use std::collections::{HashMap, HashSet};

use super::grammar::{Kind, Part, Role};
use super::names::How;
use super::outline::{NodeId, Outline};
use super::strings::Values;
use crate::fact::Provenance;

/// How many names of one condition are looked at.
const SUBJECTS: usize = 24;
/// How many branches around a use.
const AROUND: usize = 16;
/// How many tests are looked at for the sake of one another, and how deep each begins.
const TESTS: usize = 3;
const DEPTH: usize = 30;

impl<'a> Values<'a> {
    /// Whether a test on the way to `usage` has let `subject` through since it was bound.
    pub(super) fn is_admitted(&self, usage: NodeId, subject: &str, bound: Option<NodeId>) -> bool {
        // A test may name what another test has let through.
        let asking = self.asking.get();
        if asking >= TESTS {
            return false;
        }
        self.asking.set(asking + 1);
        let admitted = self.is_refused_otherwise(usage, subject, bound) || self.is_asked_around(usage, subject, bound);
        self.asking.set(asking);
        admitted
    }

    /// A test before it lets nothing else go on.
    fn is_refused_otherwise(&self, usage: NodeId, subject: &str, bound: Option<NodeId>) -> bool {
        self.rejections.get(subject).into_iter().flatten().any(|&test| {
            let region = || self.names.region_of(test).or(self.names.scope_of(test));
            test < usage
                && bound.is_none_or(|at| at < test)
                && !self.outline.holds(test, usage)
                && region().is_none_or(|region| self.outline.holds(region, usage))
        })
    }

    /// A test stands around it.
    fn is_asked_around(&self, usage: NodeId, subject: &str, bound: Option<NodeId>) -> bool {
        let outline = self.outline;
        let since = |test: NodeId| bound.is_none_or(|at| at < test);
        let around = outline.ancestors(usage).take(4 * AROUND).filter(|&id| {
            matches!(outline.role(id), Role::Branch | Role::Both | Role::Arm | Role::Comprehension | Role::Loop)
        });
        around.take(AROUND).any(|id| match outline.role(id) {
            Role::Branch => {
                let holds = |part| outline.parts(id, part).any(|arm| outline.holds(arm, usage));
                let tells = |positive| {
                    outline.part(id, Part::Condition).is_some_and(|test| self.admits(test, subject, positive))
                };
                since(id) && (holds(Part::Then) && tells(true) || holds(Part::Else) && tells(false))
            }
            Role::Both => {
                let before = outline.parts(id, Part::Item).take_while(|&item| !outline.holds(item, usage));
                since(id) && before.into_iter().any(|item| self.admits(item, subject, true))
            }
            Role::Arm => since(id) && self.is_known_arm(id, subject),
            _ => outline
                .parts(id, Part::Condition)
                .any(|test| outline.role(id) == Role::Comprehension && self.admits(test, subject, true)),
        })
    }

    /// An arm of a match on the subject, with patterns that are written out: `"name" | "price" => …`.
    fn is_known_arm(&self, arm: NodeId, subject: &str) -> bool {
        let outline = self.outline;
        let Some(pattern) = outline.part(arm, Part::Pattern) else { return false };
        let asked = outline.ancestors(arm).find_map(|id| outline.part(id, Part::Subject));
        asked.is_some_and(|asked| outline.text_of(self.essence(asked)) == subject) && self.is_written_out(pattern)
    }

    /// Whether an expression or pattern holds literals and nothing else.
    fn is_written_out(&self, node: NodeId) -> bool {
        let outline = self.outline;
        let is_literal = |id: NodeId| matches!(outline.role(id), Role::String | Role::Number | Role::Constant);
        outline.within(node).any(is_literal) && !outline.within(node).any(|id| outline.role(id) == Role::Name)
    }

    /// What an expression asks about: `table` of `&table.as_str().to_lowercase()`.
    fn essence(&self, node: NodeId) -> NodeId {
        let outline = self.outline;
        let strings = &self.idioms.strings;
        let mut at = outline.unwrapped(node);
        while outline.role(at) == Role::Call
            && let Some(callee) = outline.callee(at)
            && let Some(name) = outline.last_name(callee)
        {
            let is = |names: &[String]| names.iter().any(|known| known == name);
            let arguments = outline.arguments(at);
            let next = match outline.part(callee, Part::Object) {
                Some(object) if arguments.is_empty() && (is(&strings.keep) || is(&strings.derive)) => object,
                Some(object) if arguments.is_empty() && is(&self.idioms.loops.transparent) => object,
                None if is(&strings.keep) || is(&strings.keep_items) => match arguments.first() {
                    Some(&first) => first,
                    None => break,
                },
                _ => break,
            };
            at = outline.unwrapped(next);
        }
        at
    }

    fn is_about(&self, node: NodeId, subject: &str) -> bool {
        self.outline.text_of(self.outline.unwrapped(node)) == subject
            || self.outline.text_of(self.essence(node)) == subject
    }

    /// Whether a condition that holds (or fails, when `positive` is false) means that `subject` is one of a known set.
    pub(super) fn admits(&self, condition: NodeId, subject: &str, positive: bool) -> bool {
        let outline = self.outline;
        let values = &self.idioms.values;
        let condition = outline.unwrapped(condition);
        let of_items = |positive| move |item| self.admits(item, subject, positive);
        match outline.role(condition) {
            Role::Not => {
                outline.part(condition, Part::Value).is_some_and(|value| self.admits(value, subject, !positive))
            }
            // Of several that hold together one is enough; of several of which one holds, all must say it.
            Role::Both if positive => outline.parts(condition, Part::Item).any(of_items(true)),
            Role::Both => outline.parts(condition, Part::Item).all(of_items(false)),
            Role::Choice if positive => outline.parts(condition, Part::Item).all(of_items(true)),
            Role::Choice => outline.parts(condition, Part::Item).any(of_items(false)),
            Role::Comparison => {
                let operator =
                    outline.part(condition, Part::Operator).map(|id| outline.text_of(id)).unwrap_or_default();
                let wanted = if positive { &values.membership_operators } else { &values.absence_operators };
                let operands: Vec<NodeId> = outline.parts(condition, Part::Operand).collect();
                let [value, other] = operands[..] else { return false };
                let same = operator == if positive { "==" } else { "!=" };
                self.is_about(value, subject)
                    && (same && self.is_constant(other)
                        || wanted.iter().any(|known| known == operator) && self.is_known_set(other))
                    || same && self.is_about(other, subject) && self.is_constant(value)
            }
            Role::Call => self.call_admits(condition, subject, positive),
            // `if set(changes) - COLUMNS: raise`
            Role::Arithmetic if !positive => {
                let operands: Vec<NodeId> = outline.parts(condition, Part::Operand).collect();
                matches!(operands[..], [all, known] if self.is_about(all, subject) && self.is_known_set(known))
            }
            Role::Name if !positive => {
                let held = self.names.single(condition).filter(|bound| bound.how == How::Assigned);
                let value = held.map(|held| outline.unwrapped(held.value));
                value.is_some_and(|value| outline.role(value) == Role::Arithmetic && self.admits(value, subject, false))
            }
            _ => false,
        }
    }

    fn call_admits(&self, call: NodeId, subject: &str, positive: bool) -> bool {
        let outline = self.outline;
        let values = &self.idioms.values;
        let Some(callee) = outline.callee(call) else { return false };
        let method = outline.last_name(callee).unwrap_or_default();
        let is = |names: &[String]| names.iter().any(|known| known == method);
        let object = outline.part(callee, Part::Object);
        let arguments = outline.arguments(call);
        if positive && is(&values.every) || !positive && is(&values.some) {
            return self.each_admits(object, &arguments, subject, positive);
        }
        if !positive {
            return false;
        }
        let asked = arguments.iter().any(|&id| self.is_about(id, subject));
        let validates = is(&values.validators) && (asked || object.is_some_and(|id| self.is_about(id, subject)));
        if validates {
            return self.is_strict(object, &arguments);
        }
        if outline.nodes[call].kind == Kind::Macro {
            let about = arguments.first().is_some_and(|&first| self.is_about(first, subject));
            return is(&values.membership_methods)
                && about
                && arguments.len() > 1
                && arguments[1..].iter().all(|&pattern| self.is_written_out(pattern));
        }
        let subset = is(&values.subset_methods) && object.is_some_and(|object| self.is_about(object, subject));
        let contains = is(&values.membership_methods) && asked;
        contains && object.is_some_and(|object| self.is_known_set(object))
            || subset && arguments.first().is_some_and(|&set| self.is_known_set(set))
    }

    /// `all(column in COLUMNS for column in columns)`, `name.chars().all(|c| c.is_alphanumeric())`.
    fn each_admits(&self, object: Option<NodeId>, arguments: &[NodeId], subject: &str, positive: bool) -> bool {
        let outline = self.outline;
        let &[argument] = arguments else { return false };
        let (items, variable, test) = match (outline.role(argument), object) {
            (Role::Comprehension, None) => {
                let turns = outline.within(argument).find(|&id| outline.role(id) == Role::Loop);
                let part = |part| turns.and_then(|turns| outline.part(turns, part));
                (part(Part::Iterable), part(Part::Variable), outline.part(argument, Part::Element))
            }
            (Role::Function, object) => {
                (object, outline.part(argument, Part::Parameter), outline.part(argument, Part::Body))
            }
            _ => return false,
        };
        let (Some(items), Some(variable), Some(test)) = (items, variable, test) else { return false };
        self.is_about(items, subject) && self.admits(test, outline.text_of(variable), positive)
    }

    /// Whether a closure lets through only items that are one of a known set: `filter(lambda name: name in COLUMNS, names)`.
    pub(super) fn closure_admits(&self, closure: NodeId) -> bool {
        let outline = self.outline;
        let (Some(parameter), Some(test)) = (outline.part(closure, Part::Parameter), outline.part(closure, Part::Body))
        else {
            return false;
        };
        outline.role(closure) == Role::Function
            && self.admits(test, outline.text_of(parameter).trim_start_matches(['&', '*']), true)
    }

    /// Whether what a pattern lets through cannot carry SQL. A pattern that is not known is taken at its word.
    fn is_strict(&self, object: Option<NodeId>, arguments: &[NodeId]) -> bool {
        let outline = self.outline;
        let is_text = |id: &NodeId| outline.role(*id) == Role::String;
        let held = object.and_then(|object| self.names.single(object)).map(|bound| bound.value);
        // `NAME = re.compile(r"…")`
        let compiled = held.filter(|&held| outline.role(outline.unwrapped(held)) == Role::Call);
        let compiled = compiled.and_then(|held| outline.within(held).find(is_text));
        let given = || arguments.iter().map(|&id| outline.unwrapped(id)).find(is_text);
        let pattern = compiled.or_else(given);
        let Some(pattern) = pattern else { return true };
        let whole = outline
            .ancestors(pattern)
            .take(3)
            .chain(arguments.first().and_then(|&first| outline.nodes[first].parent))
            .filter(|&id| outline.role(id) == Role::Call)
            .filter_map(|call| outline.last_name(outline.callee(call)?))
            .any(|name| self.idioms.values.whole_matchers.iter().any(|known| known == name));
        is_strict_pattern(outline.text_of(outline.unwrapped(pattern)), whole)
    }

    fn is_constant(&self, value: NodeId) -> bool {
        (self.provenance_of(value, DEPTH) as u8) <= (Provenance::Configuration as u8)
    }

    /// Whether membership in a set says something. Of a list that is written out each item must be known.
    fn is_known_set(&self, set: NodeId) -> bool {
        let set = self.essence(set);
        match self.of_items(set, DEPTH) {
            Provenance::Request | Provenance::Parameter => false,
            Provenance::Unknown | Provenance::Stored => self.outline.role(set) != Role::List,
            _ => true,
        }
    }
}

/// Tests that leave, or put something else in its place, when a value is not one of a known set; with the value as
/// written.
pub fn rejections<'a>(values: &Values<'a>) -> HashMap<&'a str, Vec<NodeId>> {
    let outline = values.outline;
    let mut found: Vec<(NodeId, &'a str)> = Vec::new();
    for id in outline.ids() {
        match outline.role(id) {
            Role::Branch => {
                let Some(condition) = outline.part(id, Part::Condition) else { continue };
                let then = outline.part(id, Part::Then);
                let otherwise = outline.part(id, Part::Else);
                let then_leaves = then.is_some_and(|then| values.ends(then));
                let else_leaves = otherwise.is_some_and(|arm| values.ends(arm));
                let held = values.names.single(condition).map(|held| held.value);
                let asked = held.filter(|&held| outline.role(held) == Role::Arithmetic).unwrap_or(condition);
                let bound = then.map_or_else(HashSet::new, |then| bound_in(outline, then));
                if !(then_leaves || else_leaves) && bound.is_empty() {
                    continue;
                }
                for subject in subjects(outline, asked) {
                    let replaced = bound.contains(subject);
                    if !(then_leaves || else_leaves || replaced) {
                        continue;
                    }
                    let rejects = (then_leaves || replaced) && values.refuelled().admits(condition, subject, false)
                        || else_leaves && values.refuelled().admits(condition, subject, true);
                    if rejects {
                        found.push((id, subject));
                    }
                }
            }
            Role::Assertion => {
                let Some(condition) = outline.part(id, Part::Condition) else { continue };
                let admitted = |subject: &&str| values.refuelled().admits(condition, subject, true);
                found.extend(subjects(outline, condition).into_iter().filter(admitted).map(|subject| (id, subject)));
            }
            Role::Call => found.extend(values.checked_by(id).map(|subject| (id, subject))),
            _ => {}
        }
    }
    let mut by_subject: HashMap<&str, Vec<NodeId>> = HashMap::new();
    for (test, subject) in found {
        by_subject.entry(subject).or_default().push(test);
    }
    by_subject
}

impl<'a> Values<'a> {
    /// What a call lets go on only when it is right: `assert!(…)`, `check_table(table)`.
    fn checked_by(&self, call: NodeId) -> Option<&'a str> {
        let outline = self.outline;
        let name = outline.last_name(outline.callee(call)?)?;
        let values = &self.idioms.values;
        let arguments = outline.arguments(call);
        if outline.nodes[call].kind == Kind::Macro {
            let condition = *arguments.first().filter(|_| values.assertions.iter().any(|known| known == name))?;
            return subjects(outline, condition)
                .into_iter()
                .find(|subject| self.refuelled().admits(condition, subject, true));
        }
        // Its result must not matter.
        let parent = outline.nodes[call].parent?;
        let stands_alone = matches!(outline.role(parent), Role::Block | Role::Other)
            || outline.role(parent) == Role::Wrapper && outline.text_of(parent).ends_with('?');
        let checks = || name.split('_').any(|word| values.checking_words.iter().any(|known| known == word));
        if !stands_alone || !checks() {
            return None;
        }
        let subject = outline.text_of(self.essence(*arguments.first()?));
        match self.own_function(call) {
            Some(function) => self.refuses(function).then_some(subject),
            None => Some(subject),
        }
    }

    /// Whether a body ends by leaving, or by a call that never comes back.
    fn ends(&self, body: NodeId) -> bool {
        let outline = self.outline;
        let last_call = || {
            let block = outline.within(body).find(|&id| outline.role(id) == Role::Block)?;
            let last = outline.parts(block, Part::Item).next_back()?;
            let call = outline.within(last).take(3).find(|&id| outline.role(id) == Role::Call)?;
            outline.last_name(outline.callee(call)?)
        };
        leaves(outline, body)
            || last_call().is_some_and(|name| self.idioms.values.leaving_calls.iter().any(|known| known == name))
    }

    /// Whether a function leaves when its first argument is not one of a known set.
    fn refuses(&self, function: NodeId) -> bool {
        let outline = self.outline;
        let receiver = usize::from(self.has_receiver(function));
        let Some(first) = outline.parts(function, Part::Parameter).nth(receiver) else { return false };
        let first = outline.text_of(outline.part(first, Part::Name).unwrap_or(first));
        outline.within(function).filter(|&id| outline.role(id) == Role::Branch).any(|branch| {
            let condition = outline.part(branch, Part::Condition);
            let leaving = outline.part(branch, Part::Then).is_some_and(|then| self.ends(then));
            leaving && condition.is_some_and(|condition| self.refuelled().admits(condition, first, false))
        })
    }
}

/// What a condition may ask about.
fn subjects<'a>(outline: &Outline<'a>, condition: NodeId) -> Vec<&'a str> {
    let is_value = |id: &NodeId| {
        matches!(outline.role(*id), Role::Name | Role::Member | Role::Index | Role::Call)
            && !outline.nodes[*id].is_label
    };
    let mut subjects: Vec<&str> =
        outline.within(condition).filter(is_value).take(SUBJECTS).map(|id| outline.text_of(id)).collect();
    subjects.sort_unstable();
    subjects.dedup();
    subjects
}

/// The names that a body binds anew.
fn bound_in<'a>(outline: &Outline<'a>, body: NodeId) -> HashSet<&'a str> {
    let bindings = outline.within(body).filter(|&id| outline.role(id) == Role::Binding);
    bindings.filter_map(|id| outline.part(id, Part::Name)).map(|name| outline.text_of(name)).collect()
}

/// Whether a body ends by leaving.
pub fn leaves(outline: &Outline<'_>, body: NodeId) -> bool {
    let block = || {
        let end = outline.span(body).end;
        outline.within(body).find(|&id| outline.role(id) == Role::Block && outline.span(id).end == end)
    };
    let body = if outline.role(body) == Role::Branch { None } else { block() }.unwrap_or(body);
    let last = if outline.role(body) == Role::Block { outline.parts(body, Part::Item).next_back() } else { Some(body) };
    last.is_some_and(|last| {
        let span = outline.span(last);
        outline.within(last).take(3).any(|id| outline.role(id) == Role::Exit && outline.span(id).start == span.start)
    })
}

/// Whether a regular expression lets through only letters, digits and the like. `whole`: it must match all of the text.
fn is_strict_pattern(written: &str, whole: bool) -> bool {
    let quotes = written.trim_start_matches(|c: char| c.is_alphabetic() || c == '#');
    let pattern = quotes.trim_end_matches('#').trim_matches(['"', '\'']);
    let begins = pattern.starts_with('^') || pattern.starts_with("\\A");
    let ends = pattern.ends_with('$') || pattern.ends_with("\\Z") || pattern.ends_with("\\z");
    if !(whole || begins && ends) {
        return false;
    }
    let mut inside_class = false;
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                None | Some('S' | 'D' | 'W' | 's' | '\'' | '"') => return false,
                Some(_) => {}
            },
            '[' if !inside_class => {
                inside_class = true;
                if rest.peek() == Some(&'^') {
                    return false;
                }
            }
            ']' => inside_class = false,
            '.' if !inside_class => return false,
            '\'' | '"' | '`' | ';' => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_strict_pattern;

    #[test]
    fn patterns_let_names_through_and_nothing_else() {
        assert!(is_strict_pattern(r#"r"^[a-z_][a-z0-9_]*$""#, false));
        assert!(is_strict_pattern(r#"r"[A-Za-z_]\w*""#, true));
        assert!(is_strict_pattern(r#"r"\d+(\.\d+)?""#, true));
        assert!(!is_strict_pattern(r#"r"[a-z]+""#, false));
        assert!(!is_strict_pattern(r#"r".+""#, true));
        assert!(!is_strict_pattern(r#"r"[^;]+""#, true));
        assert!(!is_strict_pattern(r#"r"[a-z' ]+""#, true));
    }
}
