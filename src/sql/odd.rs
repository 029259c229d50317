//! Characters that people cannot see, or take for others.

use super::tokens::{Token, TokenKind};
use crate::extract::OddCharacter;
use crate::fact::CharacterPlace;
use crate::text::Fragment;

/// The odd characters of a statement. Names of holes and tokens come from the masked text, which is as long.
pub fn find(fragment: &Fragment, start: usize, end: usize, tokens: &[Token]) -> Vec<OddCharacter> {
    let text = fragment.text.get(start..end).unwrap_or_default();
    if text.is_ascii() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (offset, character) in text.char_indices().filter(|(_, character)| !character.is_ascii()) {
        let at = start + offset;
        let (within, token) = place_of(at, tokens);
        let word = token.and_then(|token| fragment.text.get(token.start..token.end)).unwrap_or_default();
        if is_odd(character, within, word) {
            let span = fragment.host_span(at, at + character.len_utf8());
            found.push(OddCharacter { character, within, span });
        }
    }
    found
}

fn place_of(at: usize, tokens: &[Token]) -> (CharacterPlace, Option<&Token>) {
    let index = tokens.partition_point(|token| token.end <= at);
    let Some(token) = tokens.get(index).filter(|token| token.start <= at) else {
        return (CharacterPlace::Code, None);
    };
    let within = match token.kind {
        TokenKind::String | TokenKind::DollarString | TokenKind::QuotedIdentifier | TokenKind::Unterminated => {
            CharacterPlace::String
        }
        TokenKind::Comment => CharacterPlace::Comment,
        _ => CharacterPlace::Code,
    };
    (within, Some(token))
}

fn is_odd(character: char, within: CharacterPlace, word: &str) -> bool {
    match character {
        // They turn the text around them: nowhere is what is read what is run.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{200b}' | '\u{2060}' | '\u{feff}' => true,
        _ if within != CharacterPlace::Code => false,
        // Joiners and marks belong to some scripts, and to emoji: only in code are they out of place.
        '\u{200c}'..='\u{200f}' | '\u{ad}' | '\u{a0}' | '\u{202f}' | '\u{3000}' | '\u{2000}'..='\u{200a}' => true,
        '\u{2018}'..='\u{201f}' | '\u{ff01}'..='\u{ff5e}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => true,
        // A Cyrillic or Greek letter in an otherwise Latin word.
        '\u{370}'..='\u{4ff}' => word.bytes().any(|byte| byte.is_ascii_alphabetic()),
        _ => false,
    }
}
