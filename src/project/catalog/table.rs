//! Tables and what they are made of. Keys name columns by their identity, so that a renamed column keeps them.

use crate::extract::{ObjectName, Predicate, ReferentialAction, Term};
use crate::fact::Known;
use crate::text::Place;

use super::{SqlType, TypeFamily};

/// A column of one table, for as long as the table lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub u32);

#[derive(Clone, Debug)]
pub struct Table {
    pub schema: Option<String>,
    pub name: String,
    pub kind: TableKind,
    /// In their order.
    pub columns: Vec<Column>,
    /// The columns of the primary key; empty when there is none.
    pub primary_key: Vec<ColumnId>,
    /// The name of the primary key's constraint.
    pub primary_key_name: Option<String>,
    /// Those of primary keys and unique constraints as well.
    pub indexes: Vec<Index>,
    /// Those it had, and that a migration dropped by name.
    pub lost_indexes: Vec<LostIndex>,
    pub foreign_keys: Vec<ForeignKey>,
    pub checks: Vec<Check>,
    /// What makes it possible that it has more, or less, than is known. Rules that argue from what is absent are
    /// silent about it.
    pub partial: Option<String>,
    /// All its columns are known, but not all its indexes, unique and foreign keys: only Diesel's `table!` tells of it.
    pub columns_only: bool,
    pub temporary: bool,
    pub partitioned_by: Option<Vec<ColumnId>>,
    /// What spreads its rows over the servers of a cluster.
    pub spread: Option<Spread>,
    /// The table this is a partition or a child of.
    pub parent: Option<ObjectName>,
    /// The tables a view reads.
    pub sources: Vec<ObjectName>,
    pub strict: bool,
    pub without_rowid: bool,
    pub engine: Option<String>,
    pub charset: Option<String>,
    pub collation: Option<String>,
    /// How many rows it has; only a live database tells.
    pub rows: Known<u64>,
    /// Its name, where it is defined.
    pub defined: Place,
    /// The identity its next column will have.
    next_column: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    Table,
    View,
    MaterializedView,
    /// Foreign, external or virtual.
    Foreign,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub id: ColumnId,
    pub name: String,
    pub ty: SqlType,
    /// A view's column may be of unknown nullability.
    pub nullable: Known<bool>,
    /// As written.
    pub default: Option<String>,
    pub generated: bool,
    pub auto_increment: bool,
    pub collation: Option<String>,
    pub charset: Option<String>,
    /// Where it is defined, and so its type: the last migration that changed it.
    pub defined: Place,
}

/// What an index is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backs {
    Nothing,
    PrimaryKey,
    Unique,
    Exclusion,
    /// MySQL makes it for a foreign key by itself, and drops it when a better one comes.
    ForeignKey,
}

#[derive(Clone, Debug)]
pub struct Index {
    pub name: String,
    pub keys: Vec<IndexKey>,
    pub include: Vec<ColumnId>,
    pub unique: bool,
    pub nulls_not_distinct: bool,
    pub predicate: Option<Partial>,
    /// In lower case: `btree`, `gin`, `fulltext`.
    pub method: String,
    pub backs: Backs,
    /// Built and in use: not invisible, not ON ONLY.
    pub usable: bool,
    /// A framework makes it for a field without being asked.
    pub implied: bool,
    pub defined: Place,
}

/// An index that is gone.
#[derive(Clone, Debug)]
pub struct LostIndex {
    /// Its first column, where it began with one.
    pub first: Option<ColumnId>,
    /// What dropped it.
    pub place: Place,
}

/// The condition of a partial index.
#[derive(Clone, Debug)]
pub struct Partial {
    pub text: String,
    /// Joined by AND; empty when it could not be read so.
    pub tests: Vec<Predicate>,
}

#[derive(Clone, Debug)]
pub struct IndexKey {
    pub of: Keyed,
    pub prefix: Option<u32>,
    pub descending: bool,
    pub nulls_first: Option<bool>,
    pub operator_class: Option<String>,
    pub collation: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Keyed {
    Column(ColumnId),
    Expression {
        text: String,
        term: Option<Term>,
        /// The columns in it.
        columns: Vec<ColumnId>,
    },
}

#[derive(Clone, Debug)]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<ColumnId>,
    pub target: ObjectName,
    /// Empty: the target's primary key.
    pub target_columns: Vec<String>,
    pub on_delete: Option<ReferentialAction>,
    pub on_update: Option<ReferentialAction>,
    pub validated: bool,
    pub defined: Place,
}

#[derive(Clone, Debug)]
pub struct Check {
    pub name: String,
    pub text: String,
    pub tests: Vec<Predicate>,
    pub validated: bool,
    pub defined: Place,
}

/// How the rows of a table are spread over servers.
#[derive(Clone, Debug)]
pub struct Spread {
    pub column: ColumnId,
    /// By ranges of its values, not by a hash of each.
    pub by_order: bool,
    pub defined: Place,
}

/// A table with more columns is more than a list of values.
const MOST_OF_A_LIST: usize = 4;

impl Table {
    pub fn new(name: ObjectName, kind: TableKind, defined: Place) -> Self {
        Self {
            schema: name.schema,
            name: name.name,
            kind,
            columns: Vec::new(),
            primary_key: Vec::new(),
            primary_key_name: None,
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            partial: None,
            lost_indexes: Vec::new(),
            columns_only: false,
            temporary: false,
            partitioned_by: None,
            spread: None,
            parent: None,
            sources: Vec::new(),
            strict: false,
            without_rowid: false,
            engine: None,
            charset: None,
            collation: None,
            rows: Known::No,
            defined,
            next_column: 0,
        }
    }

    /// What dropped an index that began with this column, the last one of several.
    pub fn index_dropped(&self, column: ColumnId) -> Option<&Place> {
        self.lost_indexes.iter().rev().find(|lost| lost.first == Some(column)).map(|lost| &lost.place)
    }

    /// A key and little more than a name for it: kinds, states, countries. What happens at some time is no such list.
    pub fn lists_values(&self) -> bool {
        let dated = |column: &Column| {
            use TypeFamily::{Date, Timestamp, TimestampTz};
            matches!(column.ty.family, Date | Timestamp | TimestampTz)
        };
        self.primary_key.len() == 1
            && self.columns.len() <= MOST_OF_A_LIST
            && self.foreign_keys.is_empty()
            && self.columns.iter().any(|column| column.ty.family.is_text())
            && !self.columns.iter().any(dated)
    }

    /// An identity that no column of this table has had.
    pub fn new_column_id(&mut self) -> ColumnId {
        self.next_column += 1;
        ColumnId(self.next_column)
    }

    /// Whether an index it is not known to have is not there: its description is whole, and tells of indexes.
    pub fn has_all_indexes(&self) -> bool {
        self.partial.is_none() && !self.columns_only
    }

    pub fn is_view(&self) -> bool {
        matches!(self.kind, TableKind::View | TableKind::MaterializedView)
    }

    /// The column of a name: exactly, else whatever the case.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let exact = self.columns.iter().find(|column| column.name == name);
        exact.or_else(|| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    }

    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        let id = self.column(name)?.id;
        self.columns.iter_mut().find(|column| column.id == id)
    }

    pub fn by_id(&self, id: ColumnId) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    pub fn name_of(&self, id: ColumnId) -> &str {
        self.by_id(id).map_or("?", |column| column.name.as_str())
    }

    /// Whether these columns together are unique, rows with NULL aside: a primary key or a whole unique index lies
    /// within them.
    pub fn is_unique(&self, columns: &[ColumnId]) -> bool {
        let within = |ids: &[ColumnId]| !ids.is_empty() && ids.iter().all(|id| columns.contains(id));
        within(&self.primary_key)
            || self.indexes.iter().any(|index| {
                let keys = index.keys.iter().map(|key| match (&key.of, key.prefix) {
                    (Keyed::Column(id), None) => Some(*id),
                    _ => None,
                });
                let keys: Option<Vec<ColumnId>> = keys.collect();
                index.unique && index.predicate.is_none() && keys.is_some_and(|keys| within(&keys))
            })
    }

    /// The name a message calls it by.
    pub fn shown(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{}", self.name),
            None => self.name.clone(),
        }
    }
}

impl Index {
    /// The key at a position, when it is a whole column.
    pub fn column_at(&self, position: usize) -> Option<ColumnId> {
        match self.keys.get(position).map(|key| (&key.of, key.prefix)) {
            Some((Keyed::Column(id), None)) => Some(*id),
            _ => None,
        }
    }

    pub fn is_btree(&self) -> bool {
        self.method == "btree"
    }
}
