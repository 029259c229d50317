//! What an expression holds: a class, a query, rows, one row.

use std::sync::Arc;

use super::loaded::Loaded;
use super::objects::Object;
use crate::fact::LoopPurpose;
use crate::project::models::ClassId;
use crate::text::Place;

#[derive(Clone, Debug)]
pub enum Held {
    Class(ClassId),
    Query(Query),
    /// What a query gave, all of it: rows, or tuples with one row each.
    Result {
        rows: Row,
        tuples: bool,
    },
    Rows(Row),
    Row(Row),
    /// Rows by their keys.
    Keyed(Row),
    /// What a function returned at once.
    Parts(Vec<Held>),
    /// What a to-many relation of a row gives before it is asked.
    Related(Box<Related>),
    Object(Arc<Object>),
    /// A function of the project: its file, and the index there.
    Function(Arc<str>, usize),
    Unknown,
}

#[derive(Clone, Debug)]
pub struct Query {
    pub class: ClassId,
    pub loaded: Loaded,
    /// A handful of rows at most.
    pub few: bool,
    pub manner: Manner,
    /// Where it is written, when that is not where it is used.
    pub written: Option<Place>,
}

/// What a query is, where that decides how its rows can come with more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    Plain,
    /// SQL of its own, to which no join can be added: `raw(…)`.
    Raw,
    /// Several queries made one, to which nothing can be added afterwards: `union(…)`.
    United,
    /// It is read piece by piece, and what is prefetched needs to know their size: `iterator()`.
    Pieces,
    /// The key of the relation is not among its columns.
    Keyless,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub class: ClassId,
    pub loaded: Loaded,
    pub origin: Origin,
    pub few: bool,
}

/// The query that could fetch more along, and the relations that lead from its rows to this one.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// Where the query is written; `None`: elsewhere.
    pub query: Option<Place>,
    pub hops: Vec<Hop>,
    pub manner: Manner,
    pub awaited: bool,
    /// The innermost loop that takes such rows.
    pub around: Option<Arc<Around>>,
}

/// A loop over rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    pub purpose: LoopPurpose,
    pub head: Place,
    pub variable: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub class: ClassId,
    pub attribute: String,
    pub many: bool,
}

#[derive(Clone, Debug)]
pub struct Related {
    pub row: Row,
    /// The last hop, all of them, and the query whose rows they lead from.
    pub hop: Hop,
    pub path: Vec<Hop>,
    pub first: Origin,
    /// Whether its rows are there already; `None`: not known.
    pub fetched: Option<bool>,
    /// The first call that makes another query of it.
    pub changed: Option<String>,
    /// Its items are no rows.
    pub plain: bool,
    /// What its rows call the row that it is of.
    pub way_back: Option<String>,
    pub defined: Place,
}

impl Row {
    /// The same row, reached on two ways.
    pub fn merged(mut self, other: Self) -> Self {
        self.loaded.merge(other.loaded);
        self.few &= other.few;
        if self.origin.query.is_none() {
            self.origin = other.origin;
        }
        self
    }
}

impl Held {
    /// The same, held on one of two ways.
    pub fn merged(self, other: Self) -> Self {
        match (self, other) {
            (Self::Row(one), Self::Row(other)) if one.class == other.class => Self::Row(one.merged(other)),
            (Self::Rows(one), Self::Rows(other)) if one.class == other.class => Self::Rows(one.merged(other)),
            (Self::Keyed(one), Self::Keyed(other)) if one.class == other.class => Self::Keyed(one.merged(other)),
            (Self::Parts(one), Self::Parts(other)) if one.len() == other.len() => {
                Self::Parts(one.into_iter().zip(other).map(|(one, other)| one.merged(other)).collect())
            }
            (Self::Query(mut one), Self::Query(other)) if one.class == other.class => {
                one.loaded.merge(other.loaded);
                one.few &= other.few;
                Self::Query(one)
            }
            _ => Self::Unknown,
        }
    }

    /// What a loop over it takes.
    pub fn item(&self, query: Option<Place>, awaited: bool) -> Option<Row> {
        match self {
            Self::Query(Query { class, loaded, few, manner, written }) => {
                let query = written.clone().or(query);
                let origin = Origin { query, hops: Vec::new(), manner: *manner, awaited, around: None };
                Some(Row { class: *class, loaded: loaded.clone(), origin, few: *few })
            }
            Self::Result { rows, tuples: false } | Self::Rows(rows) => Some(rows.clone()),
            Self::Related(related) if !related.plain => Some(related.row.clone()),
            _ => None,
        }
    }
}
