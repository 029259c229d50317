//! What must hold of the parameters of a function for a call to come to a place in it, and what calls say of them.

use serde::{Deserialize, Serialize};

use super::Function;

/// A value that is written out, as far as tests ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Constant {
    Nothing,
    Boolean(bool),
}

/// What a call says of a parameter of what it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    Constant(Constant),
    /// This parameter of the function around the call, unchanged.
    Passed(String),
    Unknown,
}

/// A test of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// `if full`
    Truth,
    /// `if user is None`
    Nothing,
}

/// A place is only reached when a test of a parameter comes out so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Premise {
    pub parameter: String,
    pub asked: Asked,
    pub holds: bool,
}

impl Premise {
    pub fn agrees(&self, constant: Constant) -> bool {
        let answer = match self.asked {
            Asked::Truth => constant == Constant::Boolean(true),
            Asked::Nothing => constant == Constant::Nothing,
        };
        answer == self.holds
    }
}

/// What premises become where the function is called; nothing when the call breaks one of them.
pub fn carried(premises: &[Premise], stated: impl Fn(&str) -> Stated) -> Option<Vec<Premise>> {
    let mut carried = Vec::new();
    for premise in premises {
        match stated(&premise.parameter) {
            Stated::Constant(constant) if !premise.agrees(constant) => return None,
            Stated::Constant(_) | Stated::Unknown => {}
            Stated::Passed(parameter) => carried.push(Premise { parameter, ..premise.clone() }),
        }
    }
    Some(carried)
}

/// An argument of a call: its name, whether it stands for several, and its value.
pub type Stating<'a> = (Option<&'a str>, bool, Stated);

/// What a call says of a parameter: what it gives for it, or else the default.
pub fn stated<'a>(function: &Function, parameter: &str, arguments: impl Iterator<Item = Stating<'a>>) -> Stated {
    let Some(position) = function.parameters.iter().position(|known| known == parameter) else {
        return Stated::Unknown;
    };
    let mut open = false;
    for (at, (name, spread, value)) in arguments.enumerate() {
        match name {
            _ if spread => open = true,
            Some(name) if name == parameter => return value,
            None if !open && at == position => return value,
            _ => {}
        }
    }
    let default = function.defaults.get(position).copied().flatten().filter(|_| !open);
    default.map_or(Stated::Unknown, Stated::Constant)
}
