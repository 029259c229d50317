//! Classes that a framework reads: views, serializers, the pages of an admin.

use serde::{Deserialize, Serialize};

use super::Expression;
use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    /// Its name; the call that makes it, where it has none.
    pub class: String,
    /// As paths, their first name replaced by what was imported under it.
    pub bases: Vec<String>,
    /// What is set in its body: `model = Order`.
    pub settings: Vec<Setting>,
    /// The same of the class `Meta` in it.
    pub meta: Vec<Setting>,
    /// Its decorators, and the calls that tell the framework of it.
    pub marks: Vec<Expression>,
    /// Its name, or that call.
    pub span: Span,
    /// All of it.
    pub whole: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    pub name: String,
    pub value: Expression,
    /// Its value.
    pub span: Span,
}

impl Declaration {
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.name == name)
    }
}
