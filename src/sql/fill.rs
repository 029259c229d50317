//! What to parse in the place of holes: a few spellings of one statement, likeliest first.

use std::ops::Range;

use super::slots::StandIn;
use crate::fact::Slot;

/// A hole that is a token by itself.
#[derive(Clone, Debug)]
pub struct Filling {
    pub range: Range<usize>,
    pub slot: Slot,
    pub stand_in: StandIn,
}

const MOST_VARIANTS: usize = 8;

/// Texts of the same length with the holes spelled in different ways.
pub fn variants(text: &str, fillings: &[Filling]) -> Vec<String> {
    let usual = |filling: &Filling| filling.stand_in;
    let mut choices: Vec<Vec<StandIn>> = vec![fillings.iter().map(usual).collect()];
    let kept = |filling: &Filling| if filling.is_optional() { StandIn::Name } else { filling.stand_in };
    choices.push(fillings.iter().map(kept).collect());
    let clauses = |filling: &Filling| match (filling.slot, filling.stand_in) {
        (_, StandIn::Assignment) => StandIn::Name,
        (Slot::Clause | Slot::Direction | Slot::Limit, _) => StandIn::Nothing,
        (_, stand_in) => stand_in,
    };
    choices.push(fillings.iter().map(clauses).collect());
    for kept in fillings.iter().enumerate().filter(|(_, filling)| filling.is_optional()).map(|(index, _)| index).take(3)
    {
        let one = |(index, filling): (usize, &Filling)| if index == kept { StandIn::Name } else { filling.stand_in };
        choices.push(fillings.iter().enumerate().map(one).collect());
    }
    choices.push(vec![StandIn::List; fillings.len()]);
    choices.push(vec![StandIn::Nothing; fillings.len()]);
    let mut tried: Vec<Vec<StandIn>> = Vec::new();
    for choice in choices {
        if !tried.contains(&choice) && tried.len() < MOST_VARIANTS {
            tried.push(choice);
        }
    }
    tried.iter().map(|choice| spell(text, fillings, choice)).collect()
}

fn spell(text: &str, fillings: &[Filling], choice: &[StandIn]) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut from = 0;
    for (filling, stand_in) in fillings.iter().zip(choice) {
        spelled.push_str(&text[from..filling.range.start]);
        let width = filling.range.len();
        match stand_in {
            StandIn::Name => spelled.push_str(&text[filling.range.clone()]),
            StandIn::Nothing => spelled.extend(std::iter::repeat_n(' ', width)),
            StandIn::Assignment => spelled.push_str(&format!("{:<width$}", "q=1")),
            StandIn::List => spelled.push_str(&format!("{:<width$}", "(1)")),
        }
        from = filling.range.end;
    }
    spelled.push_str(&text[from..]);
    spelled
}
