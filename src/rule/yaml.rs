//! YAML as a tree in which every key and value knows its place, so that every mistake of a rule file can be
//! underlined and not only the first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use crate::text::{LineIndex, Span};

#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub tree: Tree,
}

#[derive(Clone, Debug)]
pub enum Tree {
    Null,
    Flag(bool),
    Number(i64),
    Decimal,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Clone, Debug)]
pub struct Key {
    pub span: Span,
    pub name: String,
}

/// Reads one document; what is not YAML at all is said with its place.
pub fn read(text: &str) -> Result<Node, (Span, String)> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
        budget: serde_saphyr::budget! { max_depth: 64 },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let span = error.location().map_or(Span::default(), |location| error_span(text, location));
        let message = error.without_snippet().to_string();
        let sentence = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
        (span, sentence.to_owned())
    })
}

impl Tree {
    /// What a reader would call it.
    pub fn noun(&self) -> &'static str {
        match self {
            Tree::Null => "nothing",
            Tree::Flag(_) => "true or false",
            Tree::Number(_) => "a number",
            Tree::Decimal => "a decimal number",
            Tree::Text(_) => "text",
            Tree::List(_) => "a list",
            Tree::Map(_) => "a mapping",
        }
    }
}

fn span_of(location: Location) -> Span {
    let span = location.span();
    let bytes = |n: Option<u64>| usize::try_from(n.unwrap_or(0)).unwrap_or(usize::MAX);
    let start = bytes(span.byte_offset());
    Span::new(start, start.saturating_add(bytes(span.byte_len())))
}

/// The parser's own errors have a line and a column only.
fn error_span(text: &str, location: Location) -> Span {
    if location.span().byte_offset().is_some() {
        return span_of(location);
    }
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let start = LineIndex::new(text).start(number(location.line())).unwrap_or(text.len());
    let mut characters = text[start..].char_indices().skip(number(location.column()).saturating_sub(1));
    let at = characters.next().map_or(text.len(), |(at, _)| start + at);
    Span::new(at, characters.next().map_or(text.len(), |(end, _)| start + end))
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value: tree, referenced, .. } = Spanned::<Tree>::deserialize(deserializer)?;
        let opening = span_of(referenced);
        let span = match &tree {
            // The parser gives a mapping or list the place where it begins, and no length.
            Tree::Map(entries) => {
                entries.iter().fold(opening, |span, (key, node)| span.cover(key.span).cover(node.span))
            }
            Tree::List(items) => items.iter().fold(opening, |span, node| span.cover(node.span)),
            _ => opening,
        };
        Ok(Self { span, tree })
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Tree, E> {
        i64::try_from(value).map(Tree::Number).map_err(|_| E::custom("this number is too large"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Decimal)
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = items.next_element()? {
            list.push(node);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key::<Spanned<Tree>>()? {
            let span = span_of(key.referenced);
            let Tree::Text(name) = key.value else {
                return Err(A::Error::custom(format!("a key is text, not {}", key.value.noun())));
            };
            map.push((Key { span, name }, entries.next_value()?));
        }
        Ok(Tree::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_know_their_bytes() {
        let text = "# é\na: x\nb:\n  - on\n  - 3\n  - null\nc: {d: true}\nm: |\n  one\n  two\n";
        let node = read(text).unwrap();
        let Tree::Map(entries) = &node.tree else { panic!("not a map") };
        let slice = |span: Span| &text[span.range()];
        assert_eq!(slice(entries[0].0.span), "a");
        assert_eq!(slice(entries[0].1.span), "x");
        let Tree::List(items) = &entries[1].1.tree else { panic!("not a list") };
        assert!(matches!(&items[0].tree, Tree::Text(on) if on == "on"));
        assert!(matches!(items[1].tree, Tree::Number(3)));
        assert!(matches!(items[2].tree, Tree::Null));
        assert_eq!(slice(items[1].span), "3");
        assert!(slice(entries[2].1.span).contains("d: true"));
        assert!(matches!(&entries[3].1.tree, Tree::Text(m) if m == "one\ntwo\n"));
        assert!(slice(entries[3].1.span).contains("one"), "{:?}", slice(entries[3].1.span));
    }

    #[test]
    fn what_is_not_yaml_is_said_with_its_place() {
        let (span, message) = read("a: 1\nb: [1, 2\nc: 3\n").unwrap_err();
        assert_eq!((span, message.as_str()), (Span::new(15, 16), "illegal placement of ':' indicator"));
        let (_, twice) = read("a: 1\na: 2\n").unwrap_err();
        assert!(twice.contains("duplicate"), "{twice}");
    }
}
