//! What `where:` and `unless:` say, in a logic of three values: what analysis could not find out makes a
//! condition neither true nor false.

use std::sync::OnceLock;

use regex::Regex;

use super::path::Path;
use super::setting::{RuleOption, Setting};
use crate::fact::{Facts, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

#[derive(Clone, Debug)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Field { path: Path, test: Test },
}

/// What is asked of the value of a field.
#[derive(Clone, Debug)]
pub enum Test {
    Present,
    Absent,
    Known,
    OneOf(Vec<Setting>),
    /// Equal to an option, or one of its values.
    OneOfOption(usize),
    Number(Comparison, Bound),
    Matches(Pattern),
    SameAs(Path),
    /// All of several tests: `{above: 1, below: 9}`.
    Both(Vec<Test>),
    /// For a field that holds many values.
    Some(Box<Element>),
    None(Box<Element>),
    Every(Box<Element>),
}

/// What is asked of one of many values: of a fact the field links to, or of the value itself.
#[derive(Clone, Debug)]
pub enum Element {
    Fact(Condition),
    OneOf(Vec<Setting>),
}

/// A regular expression, compiled when it is first asked: most runs ask few of them, and they are dear.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Above,
    Below,
    AtLeast,
    AtMost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Number(i64),
    Option(usize),
}

/// The fact a condition is asked of.
#[derive(Clone, Copy)]
pub struct Subject<'f> {
    pub facts: &'f Facts,
    pub index: usize,
    pub options: &'f [RuleOption],
}

impl From<bool> for Truth {
    fn from(flag: bool) -> Self {
        if flag { Truth::True } else { Truth::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl Truth {
    /// False as soon as one is false; true when all are.
    pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        let mut sum = Truth::True;
        for truth in truths {
            match truth {
                Truth::False => return Truth::False,
                Truth::Unknown => sum = Truth::Unknown,
                Truth::True => {}
            }
        }
        sum
    }

    /// True as soon as one is true; false when all are.
    pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        !Truth::all(truths.into_iter().map(|truth| !truth))
    }
}

impl Condition {
    pub fn holds(&self, subject: Subject<'_>) -> Truth {
        match self {
            Condition::All(parts) => Truth::all(parts.iter().map(|part| part.holds(subject))),
            Condition::Any(parts) => Truth::any(parts.iter().map(|part| part.holds(subject))),
            Condition::Not(part) => !part.holds(subject),
            Condition::Field { path, test } => test.holds(&path.value(subject.facts, subject.index), subject),
        }
    }
}

impl Condition {
    /// Whether it cannot be true without a schema.
    pub fn needs_schema(&self) -> bool {
        match self {
            Condition::All(parts) => parts.iter().any(Condition::needs_schema),
            Condition::Any(parts) => !parts.is_empty() && parts.iter().all(Condition::needs_schema),
            Condition::Not(part) => part.needs_schema(),
            Condition::Field { path, test } => {
                path.shape.from_schema || matches!(test, Test::SameAs(other) if other.shape.from_schema)
            }
        }
    }
}

impl Condition {
    /// Whether it asks about a field of that name.
    pub fn asks(&self, field: &str) -> bool {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| part.asks(field)),
            Condition::Not(part) => part.asks(field),
            Condition::Field { path, .. } => path.text.rsplit('.').next() == Some(field),
        }
    }
}

impl Test {
    fn holds(&self, value: &Value<'_>, subject: Subject<'_>) -> Truth {
        match (self, value) {
            (Test::Known, value) => (*value != Value::Unknown).into(),
            (_, Value::Unknown) => Truth::Unknown,
            (Test::Absent, value) => (*value == Value::Absent).into(),
            (Test::Both(tests), value) => Truth::all(tests.iter().map(|test| test.holds(value, subject))),
            (_, Value::Absent) => Truth::False,
            (Test::Present, _) => Truth::True,
            (Test::OneOf(settings), value) => settings.iter().any(|setting| setting.includes(value)).into(),
            (Test::OneOfOption(option), value) => {
                subject.options.get(*option).is_some_and(|option| option.value.includes(value)).into()
            }
            (Test::Number(comparison, bound), Value::Number(number)) => {
                bound.value(subject.options).map_or(Truth::Unknown, |bound| comparison.holds(*number, bound).into())
            }
            (Test::Matches(pattern), Value::Text(text) | Value::Advice(text)) => pattern.is_match(text),
            (Test::SameAs(path), value) => match path.value(subject.facts, subject.index) {
                Value::Unknown => Truth::Unknown,
                other => (other == *value).into(),
            },
            (Test::Some(element), Value::Many(values)) => Truth::any(element.each(values, subject)),
            (Test::None(element), Value::Many(values)) => !Truth::any(element.each(values, subject)),
            (Test::Every(element), Value::Many(values)) => Truth::all(element.each(values, subject)),
            // The checker lets no such pair of test and field through.
            _ => Truth::Unknown,
        }
    }
}

impl Element {
    fn each(&self, values: &[Value<'_>], subject: Subject<'_>) -> impl Iterator<Item = Truth> {
        values.iter().map(move |value| match (self, value) {
            (Element::Fact(condition), Value::Link(_, index)) => condition.holds(Subject { index: *index, ..subject }),
            (_, Value::Unknown) | (Element::Fact(_), _) => Truth::Unknown,
            (Element::OneOf(settings), value) => settings.iter().any(|setting| setting.includes(value)).into(),
        })
    }
}

impl Pattern {
    /// Says why when the text is no regular expression.
    pub fn new(text: String) -> Result<Self, String> {
        match regex_syntax::parse(&text) {
            Ok(_) => Ok(Self { text, regex: OnceLock::new() }),
            Err(error) => {
                let error = error.to_string();
                let reason = error.lines().last().unwrap_or_default();
                Err(reason.trim_start_matches("error: ").to_owned())
            }
        }
    }

    fn is_match(&self, text: &str) -> Truth {
        let regex = self.regex.get_or_init(|| Regex::new(&self.text).ok());
        regex.as_ref().map_or(Truth::Unknown, |regex| regex.is_match(text).into())
    }
}

impl Comparison {
    pub const WORDS: [(&'static str, Comparison); 4] = [
        ("above", Comparison::Above),
        ("below", Comparison::Below),
        ("at-least", Comparison::AtLeast),
        ("at-most", Comparison::AtMost),
    ];

    fn holds(self, number: i64, bound: i64) -> bool {
        match self {
            Comparison::Above => number > bound,
            Comparison::Below => number < bound,
            Comparison::AtLeast => number >= bound,
            Comparison::AtMost => number <= bound,
        }
    }
}

impl Bound {
    fn value(self, options: &[RuleOption]) -> Option<i64> {
        match self {
            Bound::Number(number) => Some(number),
            Bound::Option(option) => match options.get(option)?.value {
                Setting::Number(number) => Some(number),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};
    use super::*;

    #[test]
    fn the_tables_of_three_valued_logic() {
        let values = [True, False, Unknown];
        let and = values.map(|a| values.map(|b| Truth::all([a, b])));
        let or = values.map(|a| values.map(|b| Truth::any([a, b])));
        assert_eq!(and, [[True, False, Unknown], [False, False, False], [Unknown, False, Unknown]]);
        assert_eq!(or, [[True, True, True], [True, False, Unknown], [True, Unknown, Unknown]]);
        assert_eq!(values.map(|a| !a), [False, True, Unknown]);
        assert_eq!((Truth::all([]), Truth::any([])), (True, False));
    }

    #[test]
    fn values_that_are_absent_or_unknown() {
        let facts = Facts::default();
        let subject = Subject { facts: &facts, index: 0, options: &[] };
        let one = || Test::OneOf(vec![Setting::Number(1)]);
        let above = || Test::Number(Comparison::Above, Bound::Number(0));
        let table = |value: Value<'static>| {
            [Test::Present, Test::Absent, Test::Known, one(), above()].map(|test| test.holds(&value, subject))
        };
        assert_eq!(table(Value::Number(1)), [True, False, True, True, True]);
        assert_eq!(table(Value::Number(-1)), [True, False, True, False, False]);
        assert_eq!(table(Value::Absent), [False, True, True, False, False]);
        assert_eq!(table(Value::Unknown), [Unknown, Unknown, False, Unknown, Unknown]);
    }

    #[test]
    fn fields_of_many_values() {
        let facts = Facts::default();
        let subject = Subject { facts: &facts, index: 0, options: &[] };
        let element = || Box::new(Element::OneOf(vec![Setting::Number(1)]));
        let table = |values: &[Value<'static>]| {
            let value = Value::Many(values.to_vec());
            [Test::Some(element()), Test::None(element()), Test::Every(element())]
                .map(|test| test.holds(&value, subject))
        };
        assert_eq!(table(&[]), [False, True, True]);
        assert_eq!(table(&[Value::Number(1), Value::Number(2)]), [True, False, False]);
        assert_eq!(table(&[Value::Number(1), Value::Unknown]), [True, False, Unknown]);
        assert_eq!(table(&[Value::Number(2), Value::Unknown]), [Unknown, Unknown, False]);
    }
}
