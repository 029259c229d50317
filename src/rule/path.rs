//! A field as rules name it, `column` or `query.statement.kind`, resolved once against the vocabulary.

use crate::fact::{Base, Facts, FieldEntry, Kind, Shape, Value};

#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// As written.
    pub text: String,
    /// The shape of the last field; `optional` and `uncertain` hold for the way to it too.
    pub shape: Shape,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
struct Step {
    kind: Kind,
    field: usize,
    shape: Shape,
}

/// A step of a path that leads nowhere.
#[derive(Debug, PartialEq)]
pub enum Astray {
    /// The kind of fact reached has no field of that name.
    NoField { kind: Kind, name: String },
    /// The field holds no other fact, so nothing follows it.
    NoLink { field: String },
    /// The field holds many facts.
    ManyLinks { field: String },
}

impl Path {
    pub fn resolve(from: Kind, text: &str) -> Result<Self, Astray> {
        let mut kind = Some(from);
        let mut steps: Vec<Step> = Vec::new();
        for name in text.split('.') {
            let Some(here) = kind else {
                let field = text.split('.').take(steps.len()).collect::<Vec<_>>().join(".");
                let many = steps.last().is_some_and(|step| step.shape.many);
                return Err(if many { Astray::ManyLinks { field } } else { Astray::NoLink { field } });
            };
            let Some((field, entry)) = field_named(here, name) else {
                return Err(Astray::NoField { kind: here, name: name.to_owned() });
            };
            steps.push(Step { kind: here, field, shape: entry.shape });
            kind = match entry.shape {
                Shape { base: Base::Link(kind), many: false, .. } => Some(kind),
                _ => None,
            };
        }
        let last = steps.last().map(|step| step.shape).ok_or(Astray::NoField { kind: from, name: text.to_owned() })?;
        let shape = Shape {
            optional: steps.iter().any(|step| step.shape.optional),
            uncertain: steps.iter().any(|step| step.shape.uncertain),
            from_schema: steps.iter().any(|step| step.shape.from_schema || step.kind.entry().from_schema),
            ..last
        };
        Ok(Self { text: text.to_owned(), shape, steps })
    }

    /// The value at the end of the path, for the fact at `index` of the kind the path starts from.
    pub fn value<'f>(&self, facts: &'f Facts, mut index: usize) -> Value<'f> {
        let mut value = Value::Unknown;
        for (nth, step) in self.steps.iter().enumerate() {
            value = facts.value(step.kind, index, step.field);
            match value {
                Value::Link(_, target) => index = target,
                Value::Absent => return Value::Absent,
                _ if nth + 1 < self.steps.len() => return Value::Unknown,
                _ => {}
            }
        }
        value
    }

    /// Every part of the way that may be missing, as written: `statement` and `statement.table` for the latter.
    pub fn doubts(&self) -> impl Iterator<Item = Doubt<'_>> {
        self.prefixes().zip(&self.steps).filter_map(|(prefix, step)| {
            let Shape { optional, uncertain, .. } = step.shape;
            (optional || uncertain).then_some(Doubt { prefix, optional })
        })
    }

    /// `a`, `a.b` and `a.b.c` of `a.b.c`.
    pub fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.text.match_indices('.').map(|(at, _)| &self.text[..at]).chain([self.text.as_str()])
    }
}

/// A part of a path that may be absent or unknown.
pub struct Doubt<'p> {
    pub prefix: &'p str,
    pub optional: bool,
}

fn field_named(kind: Kind, name: &str) -> Option<(usize, &'static FieldEntry)> {
    kind.entry().fields.iter().enumerate().find(|(_, field)| field.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_follow_links_and_say_where_they_fail() {
        let path = Path::resolve(Kind::Predicate, "query.statement.table").unwrap();
        assert!(path.shape.optional && !path.shape.uncertain);
        assert_eq!(path.prefixes().collect::<Vec<_>>(), ["query", "query.statement", "query.statement.table"]);
        assert_eq!(path.doubts().map(|d| d.prefix).collect::<Vec<_>>(), ["query.statement.table"]);
        assert_eq!(
            Path::resolve(Kind::Predicate, "query.colum"),
            Err(Astray::NoField { kind: Kind::Query, name: "colum".into() })
        );
        assert_eq!(Path::resolve(Kind::Predicate, "column.x"), Err(Astray::NoLink { field: "column".into() }));
    }
}
