//! What a field can hold, seen from a rule: a value, nothing (`Absent`), or not known (`Unknown`).

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::text::Place;

/// A value that analysis may have failed to find out. `Option` is for what is known to be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known<T> {
    Yes(T),
    #[default]
    No,
}

impl<T> Known<T> {
    pub fn known(self) -> Option<T> {
        match self {
            Known::Yes(value) => Some(value),
            Known::No => None,
        }
    }
}

impl<T> From<Option<T>> for Known<T> {
    fn from(option: Option<T>) -> Self {
        option.map_or(Known::No, Known::Yes)
    }
}

/// A value that only the schema tells: unknown where no schema is known, or not this part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FromSchema<T>(pub Known<T>);

impl<T> Default for FromSchema<T> {
    fn default() -> Self {
        Self::unknown()
    }
}

impl<T> From<Option<T>> for FromSchema<T> {
    fn from(option: Option<T>) -> Self {
        Self(option.into())
    }
}

impl<T> From<Known<T>> for FromSchema<T> {
    fn from(known: Known<T>) -> Self {
        Self(known)
    }
}

impl<T> FromSchema<T> {
    pub fn unknown() -> Self {
        Self(Known::No)
    }

    pub fn known(self) -> Option<T> {
        self.0.known()
    }
}

/// A link to another fact: the index in the vector of its kind.
pub struct Id<T> {
    pub index: usize,
    fact: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    pub fn new(index: usize) -> Self {
        Self { index, fact: PhantomData }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// A struct of the vocabulary.
pub trait Fact {
    const KIND: Kind;
}

/// Words of our own data, fit to stand in a sentence as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice(pub String);

/// A field's value as a rule sees it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Analysis could not find out.
    Unknown,
    /// Known not to be there.
    Absent,
    Flag(bool),
    Number(i64),
    Text(&'a str),
    Advice(&'a str),
    Word(&'static str),
    Place(&'a Place),
    Link(Kind, usize),
    Many(Vec<Value<'a>>),
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    pub base: Base,
    /// May be absent.
    pub optional: bool,
    /// May be unknown.
    pub uncertain: bool,
    /// Holds any number of values.
    pub many: bool,
    /// Only the schema tells it.
    pub from_schema: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Base {
    Flag,
    Number,
    Text,
    Word(&'static [WordEntry]),
    Place,
    Link(Kind),
}

/// One word of an enumeration, as it is written in rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WordEntry {
    pub word: &'static str,
    pub doc: &'static str,
}

/// One field of a fact, for the checker and for the documentation.
pub struct FieldEntry {
    pub name: &'static str,
    pub doc: &'static str,
    pub shape: Shape,
}

/// One kind of fact.
pub struct KindEntry {
    pub kind: Kind,
    /// As rules write it after `find:`.
    pub name: &'static str,
    pub doc: &'static str,
    /// There are none without a schema.
    pub from_schema: bool,
    pub fields: &'static [FieldEntry],
}

/// A Rust type that can be a field.
pub trait Field {
    const SHAPE: Shape;
    fn value(&self) -> Value<'_>;
    /// A value that says as little as can be: tests build facts of them and set the fields they are about.
    #[cfg(test)]
    fn blank() -> Self;
}

/// The shape of a plain value of `base`.
pub const fn plain(base: Base) -> Shape {
    Shape { base, optional: false, uncertain: false, many: false, from_schema: false }
}

impl Field for bool {
    const SHAPE: Shape = plain(Base::Flag);
    fn value(&self) -> Value<'_> {
        Value::Flag(*self)
    }
    #[cfg(test)]
    fn blank() -> Self {
        false
    }
}
impl Field for i64 {
    const SHAPE: Shape = plain(Base::Number);
    fn value(&self) -> Value<'_> {
        Value::Number(*self)
    }
    #[cfg(test)]
    fn blank() -> Self {
        0
    }
}
impl Field for String {
    const SHAPE: Shape = plain(Base::Text);
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
    #[cfg(test)]
    fn blank() -> Self {
        String::new()
    }
}
impl Field for Advice {
    const SHAPE: Shape = plain(Base::Text);
    fn value(&self) -> Value<'_> {
        Value::Advice(&self.0)
    }
    #[cfg(test)]
    fn blank() -> Self {
        Self(String::new())
    }
}
impl Field for Place {
    const SHAPE: Shape = plain(Base::Place);
    fn value(&self) -> Value<'_> {
        Value::Place(self)
    }
    #[cfg(test)]
    fn blank() -> Self {
        Place { path: "".into(), span: crate::text::Span::default() }
    }
}
impl<T: Fact> Field for Id<T> {
    const SHAPE: Shape = plain(Base::Link(T::KIND));
    fn value(&self) -> Value<'_> {
        Value::Link(T::KIND, self.index)
    }
    #[cfg(test)]
    fn blank() -> Self {
        Self::new(0)
    }
}
impl<T: Field> Field for Option<T> {
    const SHAPE: Shape = Shape { optional: true, ..T::SHAPE };
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Absent, Field::value)
    }
    #[cfg(test)]
    fn blank() -> Self {
        None
    }
}
impl<T: Field> Field for Known<T> {
    const SHAPE: Shape = Shape { uncertain: true, ..T::SHAPE };
    fn value(&self) -> Value<'_> {
        match self {
            Known::Yes(value) => value.value(),
            Known::No => Value::Unknown,
        }
    }
    #[cfg(test)]
    fn blank() -> Self {
        Known::No
    }
}
impl<T: Field> Field for FromSchema<T> {
    const SHAPE: Shape = Shape { uncertain: true, from_schema: true, ..T::SHAPE };
    fn value(&self) -> Value<'_> {
        self.0.value()
    }
    #[cfg(test)]
    fn blank() -> Self {
        Self(Known::No)
    }
}
impl<T: Field> Field for Vec<T> {
    const SHAPE: Shape = Shape { many: true, ..T::SHAPE };
    fn value(&self) -> Value<'_> {
        Value::Many(self.iter().map(Field::value).collect())
    }
    #[cfg(test)]
    fn blank() -> Self {
        Vec::new()
    }
}
