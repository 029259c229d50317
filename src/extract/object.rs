//! Objects of the project's own classes, and what such classes keep of what their constructor is given: a repository and the
//! model it is for.

use serde::{Deserialize, Serialize};

use super::{Argument, Call, Expression};

/// A class whose objects keep something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObjectClass {
    pub class: String,
    /// As written, their last names.
    pub bases: Vec<String>,
    /// What its body sets.
    pub settings: Vec<(String, Expression)>,
    pub constructor: Option<Constructor>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Constructor {
    /// Without the object, each with what it is when it is left out.
    pub parameters: Vec<(String, Option<Expression>)>,
    /// Attributes and what they are set to.
    pub kept: Vec<(String, Expression)>,
    /// What it gives to the constructor of its base.
    pub given_on: Option<Vec<Argument>>,
}

/// An object that a whole file has a name for: `orders = Repository(Order)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Object {
    pub name: String,
    pub made: Call,
}
