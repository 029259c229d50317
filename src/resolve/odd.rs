//! Characters that people cannot see or take for others.

use crate::extract::Statement;
use crate::fact::{Facts, Id, OddCharacter};
use crate::text::Source;

pub fn add(facts: &mut Facts, source: &Source, index: usize, statement: &Statement) {
    for odd in &statement.odd_characters {
        facts.odd_characters.push(OddCharacter {
            statement: Id::new(index),
            name: format!("{} (U+{:04X})", name_of(odd.character), odd.character as u32),
            within: odd.within,
            place: source.place(odd.span),
        });
    }
}

fn name_of(character: char) -> &'static str {
    match character {
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte order mark",
        '\u{ad}' => "soft hyphen",
        '\u{a0}' => "no-break space",
        '\u{202f}' => "narrow no-break space",
        '\u{3000}' => "ideographic space",
        '\u{2000}'..='\u{200a}' => "wide space",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "direction control",
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => "curly quote",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => "curly double quote",
        '\u{ff00}'..='\u{ffef}' => "full-width character",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "dash",
        _ => "letter of another script",
    }
}
