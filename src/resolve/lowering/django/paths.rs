//! `customer__region__name__icontains`: the relations, the column, and what is asked of it.

use crate::project::models::{Attribute, Class, ClassId, Hop, Models, Relation};
use crate::resolve::lowering::joins::Step as JoinStep;

/// Where the names of a look-up lead.
pub struct Way<'m> {
    pub steps: Vec<Leg<'m>>,
    pub end: End,
    /// Transforms and the look-up itself.
    pub rest: Vec<String>,
}

/// One join on the way.
pub struct Leg<'m> {
    pub hop: &'m Hop,
    pub nullable: bool,
    /// It leads to any number of rows.
    pub many: bool,
}

impl Leg<'_> {
    pub fn step(&self) -> JoinStep<'_> {
        JoinStep {
            table: &self.hop.table,
            from: &self.hop.from,
            to: &self.hop.to,
            nullable: self.nullable,
            many: self.many,
        }
    }
}

/// The column at the end.
#[derive(Clone)]
pub struct End {
    pub column: String,
    pub nullable: bool,
    /// It stands for a relation as a whole: `customer=x`.
    pub relation: Option<ClassId>,
}

/// Follows the names from a class on; None when they do not lead to a column that is known.
pub fn follow<'m>(models: &'m Models, from: ClassId, path: &str) -> Option<Way<'m>> {
    let mut names = path.split("__").peekable();
    let mut steps: Vec<Leg<'m>> = Vec::new();
    let mut at = from;
    let mut end: Option<End> = None;
    while let Some(name) = names.peek() {
        let class = models.get(at);
        let Some(attribute) = attribute(class, name) else { break };
        match attribute {
            Found::Key(column) => {
                names.next();
                end = Some(End { column, nullable: false, relation: None });
                break;
            }
            Found::Column { name: column, nullable, table } => {
                names.next();
                if let Some(table) = table {
                    let (_, way) = class.ancestors.iter().find(|(known, _)| known == table)?;
                    steps.extend(way.iter().map(|hop| Leg { hop, nullable: false, many: false }));
                }
                end = Some(End { column: column.to_owned(), nullable, relation: None });
                break;
            }
            Found::Relation(relation) => {
                names.next();
                steps.extend(legs(relation)?);
                at = relation.target;
                let column = steps.last().filter(|leg| leg.hop.direct).map(|leg| leg.hop.to.clone());
                let column = column.or_else(|| models.get(at).key.clone())?;
                end = Some(End { column, nullable: false, relation: Some(at) });
            }
        }
    }
    Some(Way { steps, end: end?, rest: names.map(str::to_owned).collect() })
}

/// The joins of a relation.
pub fn legs<'m>(relation: &'m Relation) -> Option<Vec<Leg<'m>>> {
    let last = relation.way.len().checked_sub(1)?;
    let leg = |(at, hop): (usize, &'m Hop)| Leg {
        hop,
        nullable: !hop.direct || at == last && relation.column.is_some() && relation.nullable,
        many: !hop.direct && relation.many,
    };
    Some(relation.way.iter().enumerate().map(leg).collect())
}

enum Found<'m> {
    Key(String),
    Column { name: &'m str, nullable: bool, table: Option<&'m str> },
    Relation(&'m Relation),
}

fn attribute<'m>(class: &'m Class, name: &str) -> Option<Found<'m>> {
    let found = match class.lookups.get(name) {
        Some(accessor) => class.attributes.get(accessor),
        None => class.attributes.get(name),
    };
    match found {
        Some(Attribute::Column { name, nullable, table }) => {
            Some(Found::Column { name, nullable: *nullable, table: table.as_deref() })
        }
        Some(Attribute::Relation(relation)) => Some(Found::Relation(relation)),
        None if name == "pk" => class.key.clone().map(Found::Key),
        None => None,
    }
}
