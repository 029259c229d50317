//! Where a program asks for a strict isolation level, and whether it shows that it knows what follows: transactions
//! that the engine refuses, and that must be run again.

use crate::extract::Isolation;
use crate::fact::{Dialect, IsolationLevel};
use crate::host::grammar::{Kind, Part, Role};
use crate::host::outline::NodeId;
use crate::host::recognition::Recognition;
use crate::host::strings::Values;

/// How many nodes around the level may say that the transaction only reads.
const AROUND: usize = 6;

/// One of them stands in every file that asks for a level.
const SIGNS: &[&str] = &["isolation", "Isolation", "ISOLATION", "build_transaction"];

pub struct Isolations<'v, 'a> {
    pub values: &'v Values<'a>,
    pub recognition: &'v Recognition<'a>,
}

impl Isolations<'_, '_> {
    pub fn read(&self) -> Vec<Isolation> {
        let outline = self.values.outline;
        let is_said = SIGNS.iter().any(|sign| outline.text.contains(sign));
        if !is_said || self.recognition.imported().next().is_none() {
            return Vec::new();
        }
        let speaks = |dialect| self.speaks(dialect);
        let (postgres, sqlite) = (speaks(Dialect::Postgres), speaks(Dialect::Sqlite));
        let asked = outline.ids().filter_map(|id| {
            let level = self.level(id)?;
            // Elsewhere it makes no transaction fail, or is what there is anyway.
            let matters = if level == IsolationLevel::RepeatableRead { postgres } else { !sqlite || postgres };
            (matters && !self.only_reads(id)).then(|| Isolation { level, span: outline.span(id) })
        });
        asked.collect()
    }

    /// Whether the file knows that such a transaction can fail. Its comments count too.
    pub fn retries(&self) -> bool {
        let known = &self.values.idioms.transactions;
        self.says(&known.conflicts) || self.tries_again() && self.says(&known.failures)
    }

    /// Whether the file runs anything again.
    pub fn tries_again(&self) -> bool {
        self.says(&self.values.idioms.transactions.retry_words)
    }

    fn says(&self, words: &[String]) -> bool {
        words.iter().any(|word| self.values.outline.text.contains(word.as_str()))
    }

    fn speaks(&self, dialect: Dialect) -> bool {
        let by_name = |library: &crate::host::library::Library| {
            library.dialect == Some(dialect)
                || library
                    .dialect_names
                    .iter()
                    .any(|told| told.dialect == dialect && told.names.iter().any(|it| self.recognition.mentions(it)))
        };
        let connected = crate::host::connection_strings::dialect(self.values.outline);
        connected.is_some_and(|choice| choice.dialect == dialect) || self.recognition.imported().any(by_name)
    }

    fn level(&self, id: NodeId) -> Option<IsolationLevel> {
        let outline = self.values.outline;
        let text = outline.text_of(id);
        match outline.role(id) {
            Role::String => {
                let words = text.to_lowercase().replace('_', " ");
                let said = words.split_once("isolation level ").map(|(_, rest)| rest);
                match said {
                    Some(rest) => level_of(rest),
                    None => level_of(words.trim_matches(['"', '\''])).filter(|_| self.is_given_as_level(id)),
                }
            }
            Role::Member | Role::Name => {
                let last = outline.last_name(id)?.to_lowercase();
                let level = level_of(last.trim_start_matches("isolation_level_").replace('_', " ").as_str())
                    .or_else(|| (last == "repeatableread").then_some(IsolationLevel::RepeatableRead))?;
                let parent = outline.nodes[id].parent?;
                let is_given = match outline.role(parent) {
                    Role::Call => outline.arguments(parent).contains(&id),
                    Role::Keyword | Role::Binding | Role::Pair => outline.part(parent, Part::Value) == Some(id),
                    _ => false,
                };
                (is_given && text.to_lowercase().contains("isolation")).then_some(level)
            }
            _ => None,
        }
        .or_else(|| self.level_of_builder(id))
    }

    /// `conn.build_transaction().serializable()`
    fn level_of_builder(&self, id: NodeId) -> Option<IsolationLevel> {
        let outline = self.values.outline;
        let callee = outline.callee(id).filter(|_| outline.role(id) == Role::Call)?;
        let level = level_of(&outline.last_name(callee)?.replace('_', " "))?;
        let object = outline.part(callee, Part::Object)?;
        let builders = &self.values.idioms.transactions.builders;
        let mut called = outline.within(object).filter_map(|id| outline.last_name(outline.callee(id)?));
        called.any(|name| builders.iter().any(|known| known == name)).then_some(level)
    }

    /// `isolation_level="SERIALIZABLE"`, `{"isolation_level": "SERIALIZABLE"}`
    fn is_given_as_level(&self, string: NodeId) -> bool {
        let outline = self.values.outline;
        let Some(parent) = outline.nodes[string].parent else { return false };
        let key = match outline.role(parent) {
            Role::Keyword | Role::Binding => outline.part(parent, Part::Name),
            Role::Pair => outline.part(parent, Part::Key),
            _ => None,
        };
        let is_value = outline.part(parent, Part::Value) == Some(string);
        key.filter(|_| is_value).is_some_and(|key| outline.text_of(key).to_lowercase().contains("isolation"))
    }

    /// A transaction that only reads from a snapshot is never refused, or hardly ever.
    fn only_reads(&self, id: NodeId) -> bool {
        let outline = self.values.outline;
        let around = outline.ancestors(id).take(AROUND).take_while(|&id| {
            !matches!(outline.role(id), Role::Block | Role::Function | Role::With)
                || outline.nodes[id].kind == Kind::Macro
        });
        std::iter::once(id).chain(around).any(|id| {
            let text = outline.text_of(id).to_lowercase();
            ["read only", "read_only", "readonly", "deferrable"].iter().any(|word| text.contains(word))
        })
    }
}

fn level_of(words: &str) -> Option<IsolationLevel> {
    match words {
        _ if words.starts_with("serializable") => Some(IsolationLevel::Serializable),
        _ if words.starts_with("repeatable read") => Some(IsolationLevel::RepeatableRead),
        _ => None,
    }
}
