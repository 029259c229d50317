//! Looks up kinds, fields and words of the vocabulary for the checker, and notes those that do not exist.

use super::mistake::Proofreader;
use super::path::{Astray, Path};
use crate::fact::Kind;
use crate::text::Span;

pub fn kind(name: &str, span: Span, proof: &mut Proofreader) -> Option<Kind> {
    let found = Kind::ALL.iter().find(|entry| entry.name == name);
    if found.is_none() {
        let names = Kind::ALL.iter().map(|entry| entry.name);
        proof.mark_unknown(span, format!("there is no fact `{name}`"), name, names);
    }
    found.map(|entry| entry.kind)
}

pub fn resolve(from: Kind, text: &str, span: Span, proof: &mut Proofreader) -> Option<Path> {
    match Path::resolve(from, text) {
        Ok(path) => return Some(path),
        Err(Astray::NoField { kind, name }) => {
            let entry = kind.entry();
            let place = if name.is_empty() { span } else { proof.place_of(&name, span) };
            let sentence = format!("`{}` has no field `{name}`", entry.name);
            proof.mark_unknown(place, sentence, &name, entry.fields.iter().map(|field| field.name));
        }
        Err(Astray::NoLink { field }) => proof.mark(span, format!("`{field}` is no link, so nothing can follow it")),
        Err(Astray::ManyLinks { field }) => {
            proof.mark_with_help(span, format!("`{field}` holds many facts"), "ask with `some:`, `none:` or `every:`");
        }
    }
    None
}
