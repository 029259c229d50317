//! Conditions as written to conditions that can be asked: every field, word and type is checked on the way.

use super::condition::{Bound, Comparison, Condition, Element, Pattern, Test};
use super::message::Certain;
use super::mistake::Proofreader;
use super::setting::{RuleOption, Setting, SettingKind};
use super::vocabulary::resolve;
use super::yaml::{Key, Node, Tree};
use crate::fact::{Base, Kind, Shape};
use crate::text::Span;

const OPERATORS: &[&str] =
    &["above", "below", "at-least", "at-most", "matches", "same-as", "option", "some", "none", "every"];

pub struct Compiler<'a> {
    pub options: &'a [RuleOption],
    pub proof: &'a mut Proofreader,
}

impl Compiler<'_> {
    /// A mapping whose entries must all hold.
    pub fn group(&mut self, kind: Kind, node: &Node) -> Condition {
        Condition::All(self.entries(kind, node))
    }

    fn entries(&mut self, kind: Kind, node: &Node) -> Vec<Condition> {
        let Tree::Map(entries) = &node.tree else {
            let sentence =
                format!("conditions are a mapping of fields of `{}`, not {}", kind.entry().name, node.tree.noun());
            self.proof.mark(node.span, sentence);
            return Vec::new();
        };
        entries.iter().filter_map(|(key, node)| self.entry(kind, key, node)).collect()
    }

    fn entry(&mut self, kind: Kind, key: &Key, node: &Node) -> Option<Condition> {
        match key.name.as_str() {
            "all" => Some(Condition::All(self.parts(kind, node))),
            "any" => Some(Condition::Any(self.parts(kind, node))),
            "not" => Some(Condition::Not(Box::new(self.group(kind, node)))),
            name => {
                let path = resolve(kind, name, key.span, self.proof)?;
                let test = self.test(kind, name, path.shape, node)?;
                Some(Condition::Field { path, test })
            }
        }
    }

    /// What `all:` and `any:` hold: a list of groups, or a mapping whose entries count one by one.
    fn parts(&mut self, kind: Kind, node: &Node) -> Vec<Condition> {
        match &node.tree {
            Tree::List(items) => items.iter().map(|item| self.group(kind, item)).collect(),
            _ => self.entries(kind, node),
        }
    }

    fn test(&mut self, kind: Kind, name: &str, shape: Shape, node: &Node) -> Option<Test> {
        match &node.tree {
            Tree::Text(word) if word == "present" || word == "absent" => {
                if !shape.optional && !shape.uncertain && !shape.many {
                    self.proof.mark(node.span, format!("`{name}` is always present"));
                }
                Some(if word == "present" { Test::Present } else { Test::Absent })
            }
            Tree::Text(word) if word == "known" => {
                if !shape.uncertain {
                    self.proof.mark(node.span, format!("`{name}` is always known"));
                }
                Some(Test::Known)
            }
            Tree::Map(operators) => {
                let mut tests: Vec<Test> =
                    operators.iter().filter_map(|(key, node)| self.operator(kind, name, shape, key, node)).collect();
                if operators.is_empty() {
                    self.proof.mark(node.span, "nothing is asked here");
                }
                if tests.len() > 1 { Some(Test::Both(tests)) } else { tests.pop() }
            }
            _ if shape.many => {
                let help = "ask with `some:`, `none:` or `every:`";
                self.proof.mark_with_help(node.span, format!("`{name}` holds many values"), help);
                None
            }
            _ => Some(Test::OneOf(self.literals(name, shape.base, node))),
        }
    }

    fn operator(&mut self, kind: Kind, name: &str, shape: Shape, key: &Key, node: &Node) -> Option<Test> {
        let operator = key.name.as_str();
        if let Some((_, comparison)) = Comparison::WORDS.iter().find(|(word, _)| *word == operator) {
            self.expect(name, shape, Base::Number, operator, key.span)?;
            return Some(Test::Number(*comparison, self.bound(node)?));
        }
        match operator {
            "matches" => {
                self.expect(name, shape, Base::Text, operator, key.span)?;
                self.pattern(node).map(Test::Matches)
            }
            "same-as" => {
                let other = self.text(node)?;
                let path = resolve(kind, &other, node.span, self.proof)?;
                if !same_type(path.shape, shape) {
                    let (a, b) = (noun(shape), noun(path.shape));
                    self.proof
                        .mark(node.span, format!("`{name}` is {a} and `{other}` is {b}: they are never the same"));
                }
                Some(Test::SameAs(path))
            }
            "option" => {
                let (option, setting) = self.option(node)?;
                let fits = match setting {
                    SettingKind::Flag => shape.base == Base::Flag,
                    SettingKind::Number => shape.base == Base::Number,
                    SettingKind::Text | SettingKind::Texts => matches!(shape.base, Base::Text | Base::Word(_)),
                };
                if !fits || shape.many {
                    let sentence = format!("`{name}` is {}, and the option is {}", noun(shape), setting.word());
                    self.proof.mark(node.span, sentence);
                }
                Some(Test::OneOfOption(option))
            }
            "some" => self.element(name, shape, key, node).map(Test::Some),
            "none" => self.element(name, shape, key, node).map(Test::None),
            "every" => self.element(name, shape, key, node).map(Test::Every),
            _ => {
                let sentence = format!("a condition has no operator `{operator}`");
                self.proof.mark_unknown(key.span, sentence, operator, OPERATORS.iter().copied());
                None
            }
        }
    }

    fn element(&mut self, name: &str, shape: Shape, key: &Key, node: &Node) -> Option<Box<Element>> {
        if !shape.many {
            self.proof.mark(key.span, format!("`{name}` holds one value: `{}` is for fields that hold many", key.name));
            return None;
        }
        Some(Box::new(match shape.base {
            Base::Link(kind) => Element::Fact(self.group(kind, node)),
            base => Element::OneOf(self.literals(name, base, node)),
        }))
    }

    fn expect(&mut self, name: &str, shape: Shape, base: Base, operator: &str, span: Span) -> Option<()> {
        let fits = shape.base == base && !shape.many;
        if !fits {
            let wanted = if base == Base::Number { "a number" } else { "text" };
            self.proof.mark(span, format!("`{operator}` asks for {wanted}, and `{name}` is {}", noun(shape)));
        }
        fits.then_some(())
    }

    fn bound(&mut self, node: &Node) -> Option<Bound> {
        match &node.tree {
            Tree::Number(number) => Some(Bound::Number(*number)),
            Tree::Map(entries) => match entries.as_slice() {
                [(key, node)] if key.name == "option" => {
                    let (option, setting) = self.option(node)?;
                    if setting != SettingKind::Number {
                        self.proof
                            .mark(node.span, format!("a number is asked for, and the option is {}", setting.word()));
                    }
                    Some(Bound::Option(option))
                }
                _ => {
                    self.proof.mark(node.span, "this must be a number, or `{option: name}`");
                    None
                }
            },
            tree => {
                self.proof.mark(node.span, format!("this must be a whole number, not {}", tree.noun()));
                None
            }
        }
    }

    fn option(&mut self, node: &Node) -> Option<(usize, SettingKind)> {
        let name = self.text(node)?;
        let found = self.options.iter().position(|option| option.name == name);
        if found.is_none() {
            let names = self.options.iter().map(|option| option.name.as_str());
            self.proof.mark_unknown(node.span, format!("this rule has no option `{name}`"), &name, names);
        }
        found.map(|at| (at, self.options[at].kind))
    }

    fn pattern(&mut self, node: &Node) -> Option<Pattern> {
        let text = self.text(node)?;
        let pattern = Pattern::new(text);
        if let Err(reason) = &pattern {
            self.proof.mark(node.span, format!("this is no regular expression: {reason}"));
        }
        pattern.ok()
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        if let Tree::Text(text) = &node.tree {
            return Some(text.clone());
        }
        self.proof.mark(node.span, format!("this must be text, not {}", node.tree.noun()));
        None
    }

    /// A value, or a list of values.
    fn literals(&mut self, name: &str, base: Base, node: &Node) -> Vec<Setting> {
        let items = match &node.tree {
            Tree::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if items.is_empty() {
            self.proof.mark(node.span, "an empty list is never true");
        }
        items.iter().filter_map(|item| self.literal(name, base, item)).collect()
    }

    /// A value that a field of this type can have.
    fn literal(&mut self, name: &str, base: Base, node: &Node) -> Option<Setting> {
        // A word or text may look like another type to YAML: `null`, `1`.
        let spelled = match &node.tree {
            Tree::Text(text) => text.clone(),
            Tree::Null | Tree::Flag(_) | Tree::Number(_) | Tree::Decimal => {
                self.proof.slice(node.span).trim().to_owned()
            }
            Tree::List(_) | Tree::Map(_) => String::new(),
        };
        match (base, &node.tree) {
            (Base::Flag, Tree::Flag(flag)) => return Some(Setting::Flag(*flag)),
            (Base::Number, Tree::Number(number)) => return Some(Setting::Number(*number)),
            (Base::Text | Base::Word(_), Tree::List(_) | Tree::Map(_)) => {}
            (Base::Text, _) if !spelled.is_empty() => return Some(Setting::Text(spelled)),
            (Base::Word(words), _) => {
                if words.iter().any(|entry| entry.word == spelled) {
                    return Some(Setting::Text(spelled));
                }
                let sentence = format!("`{name}` has no word `{spelled}`");
                self.proof.mark_unknown(node.span, sentence, &spelled, words.iter().map(|entry| entry.word));
                return None;
            }
            (Base::Place | Base::Link(_), _) => {
                let sentence =
                    format!("`{name}` is {}: it can only be `present`, `absent` or `known`", base_noun(base));
                self.proof.mark(node.span, sentence);
                return None;
            }
            _ => {}
        }
        self.proof.mark(node.span, format!("`{name}` is {}, not {}", base_noun(base), node.tree.noun()));
        None
    }
}

fn same_type(a: Shape, b: Shape) -> bool {
    a.base == b.base && a.many == b.many
}

fn noun(shape: Shape) -> &'static str {
    if shape.many { "a list" } else { base_noun(shape.base) }
}

/// What a reader would call a type.
pub fn base_noun(base: Base) -> &'static str {
    match base {
        Base::Flag => "true or false",
        Base::Number => "a number",
        Base::Text => "text",
        Base::Word(_) => "a word",
        Base::Place => "a place",
        Base::Link(_) => "a link",
    }
}

/// The fields that are there, or known, whenever the condition is true.
pub fn certain(condition: &Condition) -> Certain {
    match condition {
        Condition::All(parts) => parts.iter().map(certain).fold(Certain::default(), |mut sum, part| {
            sum.present.extend(part.present);
            sum.known.extend(part.known);
            sum
        }),
        Condition::Any(parts) => parts
            .iter()
            .map(certain)
            .reduce(|a, b| Certain { present: &a.present & &b.present, known: &a.known & &b.known })
            .unwrap_or_default(),
        Condition::Not(_) => Certain::default(),
        Condition::Field { path, test } => {
            let mut sum = Certain::default();
            let mut settle = |path: &super::path::Path| {
                sum.present.extend(path.prefixes().map(str::to_owned));
                sum.known.extend(path.prefixes().map(str::to_owned));
            };
            match test {
                Test::Absent | Test::Known => {
                    sum.known.extend(path.prefixes().map(str::to_owned));
                }
                Test::SameAs(other) => {
                    settle(path);
                    settle(other);
                }
                Test::Both(tests) if tests.iter().all(|test| matches!(test, Test::Absent | Test::Known)) => {}
                _ => settle(path),
            }
            sum
        }
    }
}
