//! Values that rules and users write: what a field is compared with, and what an option is set to.

use crate::fact::Value;

#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    Flag(bool),
    Number(i64),
    Text(String),
    Texts(Vec<String>),
}

/// A value of a rule that its users may set.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleOption {
    pub name: String,
    pub kind: SettingKind,
    pub default: Setting,
    pub value: Setting,
    pub doc: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    Flag,
    Number,
    Text,
    Texts,
}

impl SettingKind {
    pub const WORDS: [(&'static str, SettingKind); 4] = [
        ("flag", SettingKind::Flag),
        ("number", SettingKind::Number),
        ("text", SettingKind::Text),
        ("texts", SettingKind::Texts),
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Number => "number",
            Self::Text => "text",
            Self::Texts => "texts",
        }
    }
}

impl Setting {
    pub fn kind(&self) -> SettingKind {
        match self {
            Setting::Flag(_) => SettingKind::Flag,
            Setting::Number(_) => SettingKind::Number,
            Setting::Text(_) => SettingKind::Text,
            Setting::Texts(_) => SettingKind::Texts,
        }
    }

    /// Whether the value is this one, or one of these.
    pub fn includes(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Setting::Flag(a), Value::Flag(b)) => a == b,
            (Setting::Number(a), Value::Number(b)) => a == b,
            (Setting::Text(a), Value::Text(b) | Value::Advice(b)) => a == b,
            (Setting::Text(a), Value::Word(b)) => a == b,
            (Setting::Texts(all), Value::Text(b) | Value::Advice(b)) => all.iter().any(|a| a == b),
            (Setting::Texts(all), Value::Word(b)) => all.iter().any(|a| a == b),
            _ => false,
        }
    }
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Setting::Flag(flag) => write!(f, "{flag}"),
            Setting::Number(number) => write!(f, "{number}"),
            Setting::Text(text) => f.write_str(text),
            Setting::Texts(texts) => write!(f, "[{}]", texts.join(", ")),
        }
    }
}
