//! What to write instead of a hole, by the slot it stands in: only values can be bound.

use crate::extract::Gap;
use crate::fact::Slot;

/// Where the hole stands, as the end of a sentence: `it becomes part of the SQL text …`.
pub fn place_of(slot: Slot) -> &'static str {
    match slot {
        Slot::Value => "as a value",
        Slot::QuotedValue => "as a value inside quotes",
        Slot::List => "as a list of values",
        Slot::Limit => "as a number of rows",
        Slot::Identifier => "as the name of a table or column",
        Slot::Direction => "as the direction of a sort",
        Slot::Clause => "as a clause",
        Slot::Statement => "as a whole",
        Slot::Comment => "inside a comment",
    }
}

pub fn remedy(gap: &Gap) -> String {
    let bind = gap.bind_form.as_deref().unwrap_or("`execute(\"… WHERE name = ?\", (name,))`");
    let quote = gap.quote_form.as_deref().map(|form| format!(", or quote it as a name: {form}")).unwrap_or_default();
    match gap.slot {
        Slot::Value => format!("Write a placeholder in its place and hand the value over beside the text: {bind}."),
        Slot::QuotedValue => format!(
            "Write a placeholder in its place, without the quotes, and hand the value over beside the text: {bind}. For LIKE, put `%` into the value."
        ),
        Slot::List => match &gap.list_form {
            Some(list) => format!("Bind the list instead: {list}."),
            None => format!("Write one placeholder for each value, and bind them all: {bind}."),
        },
        Slot::Limit => {
            format!("Bind the number like any value ({bind}), or turn it into a whole number before it is used.")
        }
        Slot::Identifier => {
            format!("A name cannot be bound. Look it up in a fixed list and refuse what is not in it{quote}.")
        }
        Slot::Direction => "Choose between the fixed words: `\"DESC\" if newest else \"ASC\"`.".to_owned(),
        Slot::Clause | Slot::Statement => format!(
            "Put it together from fixed texts, looked up by what was asked for, and bind every value in it: {bind}."
        ),
        Slot::Comment => "Leave it out: `*/` ends the comment, and what follows is SQL.".to_owned(),
    }
}
