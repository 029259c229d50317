//! What a program says of the schema: ORM models as written, and the head of a migration written in Python.
//! A model names things that other files define (its app, its bases, the keys it points at), so folding it to
//! a table is the project's work.

use serde::{Deserialize, Serialize};

use super::schema::{ConstraintSpec, IndexSpec, Operation};
use crate::text::Span;

/// The schema as one program sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HostSchema {
    pub models: Vec<Model>,
    pub migration: Option<HostMigration>,
    /// Names it imports that its models use: `Base` from `app.db`, as `(Base, app.db.Base)`.
    pub imports: Vec<(String, String)>,
    /// Settings that models depend on: `AUTH_USER_MODEL`, with its value.
    pub settings: Vec<(String, String)>,
    /// Django's apps that it configures.
    pub apps: Vec<AppConfig>,
    /// Django's managers that it defines.
    pub managers: Vec<Manager>,
}

/// What a Django app says of itself; the file's folder is where it lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppConfig {
    pub name: Option<String>,
    pub label: Option<String>,
    pub auto_field: Option<String>,
}

/// A class that hands out the rows of a Django model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manager {
    pub name: String,
    /// By the last parts of their names.
    pub bases: Vec<String>,
    /// It decides itself which rows there are, and in which order.
    pub chooses: bool,
}

impl HostSchema {
    pub fn is_empty(&self) -> bool {
        self.models.is_empty() && self.migration.is_none()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Framework {
    Django,
    SqlAlchemy,
    SqlModel,
    Diesel,
    SeaOrm,
    Peewee,
    Tortoise,
}

impl Framework {
    pub fn title(self) -> &'static str {
        match self {
            Self::Django => "Django",
            Self::SqlAlchemy => "SQLAlchemy",
            Self::SqlModel => "SQLModel",
            Self::Diesel => "Diesel",
            Self::SeaOrm => "SeaORM",
            Self::Peewee => "Peewee",
            Self::Tortoise => "Tortoise",
        }
    }
}

/// A class, struct or macro that describes a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub framework: Framework,
    pub name: String,
    /// Its name.
    pub span: Span,
    /// As written: `models.Model`, `TimeStamped`, `Base`.
    pub bases: Vec<String>,
    /// `db_table`, `__tablename__`, `table_name`.
    pub table: Option<String>,
    pub schema: Option<String>,
    /// Django's app, when the class says it.
    pub app: Option<String>,
    /// It has no table of its own: `abstract = True`, `__abstract__`, a mixin, a base.
    pub is_abstract: bool,
    /// It shares the table of its base.
    pub is_proxy: bool,
    /// Django's `managed = False`: nobody makes its table from it.
    pub is_unmanaged: bool,
    pub fields: Vec<ModelField>,
    /// Indexes and constraints over the fields, with *field* names where columns stand.
    pub indexes: Vec<IndexSpec>,
    pub constraints: Vec<ConstraintSpec>,
    /// The composite primary key, by field names, when fields do not say it.
    pub primary_key: Vec<String>,
    /// Django: it has no `class Meta`, or one that derives from its base's.
    pub inherits_options: bool,
    /// Django: `Meta.ordering`, when it is written; an entry that could not be read is empty.
    pub ordering: Option<Vec<String>>,
    /// Django: the class of `objects`, when it is none of Django's own; empty when that cannot be told.
    pub manager: Option<String>,
    /// Django: attributes that lead to a row of any model, each with its place.
    pub generic: Vec<(String, Span)>,
    /// Something could not be read (a computed attribute, a metaclass): columns may be missing.
    pub partial: bool,
}

impl Model {
    /// One that says nothing yet.
    pub fn new(framework: Framework, span: Span) -> Self {
        Self {
            framework,
            name: String::new(),
            span,
            bases: Vec::new(),
            table: None,
            schema: None,
            app: None,
            is_abstract: false,
            is_proxy: false,
            is_unmanaged: false,
            fields: Vec::new(),
            indexes: Vec::new(),
            constraints: Vec::new(),
            primary_key: Vec::new(),
            inherits_options: false,
            ordering: None,
            manager: None,
            generic: Vec::new(),
            partial: false,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelField {
    pub name: String,
    pub span: Span,
    /// The class as written, its last part: `CharField`, `String`, `Varchar`, `relationship`.
    pub kind: String,
    /// `max_length`, `max_digits`, `decimal_places` and the like; for SQLAlchemy the arguments of the type.
    pub sizes: Vec<i64>,
    /// `db_column`, or the name given to `mapped_column`; of a many-to-many field, the name of its table.
    pub column: Option<String>,
    pub null: Option<bool>,
    pub primary_key: bool,
    pub unique: bool,
    /// `db_index`, `index=True`.
    pub index: Option<bool>,
    pub default: Option<String>,
    /// `db_default`, `server_default`: the database knows it too.
    pub server_default: Option<String>,
    pub auto_increment: bool,
    /// What a relation points at, as written: `Author`, `shop.Author`, `self`, `authors.id`.
    pub target: Option<String>,
    /// `to_field`.
    pub target_field: Option<String>,
    pub on_delete: Option<String>,
    pub related_name: Option<String>,
    /// `through` of a many-to-many field; `secondary` of a relationship.
    pub through: Option<String>,
    /// `lazy=` of a relationship; `deferred` for a column that is fetched when it is read.
    pub loading: Option<String>,
    /// `db_constraint=False`.
    pub unconstrained: bool,
    /// The type in SQL, when it is written or known: `Mapped[int]` is `integer`.
    pub type_name: Option<String>,
}

/// A migration written in Python.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostMigration {
    pub tool: MigrationTool,
    /// Alembic's revision; Django's name, which is that of the file.
    pub id: String,
    /// Django's app, which is told by the path when it is None.
    pub app: Option<String>,
    /// The migrations it follows: `(app, name)` for Django, `("", revision)` for Alembic.
    pub after: Vec<(String, String)>,
    /// Django's `run_before`.
    pub before: Vec<(String, String)>,
    /// What a squashed migration stands for.
    pub replaces: Vec<(String, String)>,
    pub steps: Vec<MigrationStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MigrationTool {
    Alembic,
    Django,
}

/// One operation of a migration written in Python.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MigrationStep {
    /// Already in terms of tables and columns: Alembic, RunSQL.
    Schema(Operation),
    /// In terms of models.
    Model(ModelStep),
}

/// What a Django migration does to the state of its models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelStep {
    pub span: Span,
    pub change: ModelChange,
    /// SeparateDatabaseAndState: it changes only the models, or only the database.
    pub state_only: bool,
    pub database_only: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ModelChange {
    Create(Box<Model>),
    Delete {
        model: String,
    },
    Rename {
        model: String,
        to: String,
    },
    AddField {
        model: String,
        field: Box<ModelField>,
    },
    AlterField {
        model: String,
        field: Box<ModelField>,
    },
    RemoveField {
        model: String,
        field: String,
    },
    RenameField {
        model: String,
        field: String,
        to: String,
    },
    AddIndex {
        model: String,
        index: Box<IndexSpec>,
    },
    RemoveIndex {
        model: String,
        index: String,
    },
    RenameIndex {
        model: String,
        index: String,
        to: String,
    },
    AddConstraint {
        model: String,
        constraint: Box<ConstraintSpec>,
        index: Option<Box<IndexSpec>>,
    },
    RemoveConstraint {
        model: String,
        constraint: String,
    },
    /// The sets of fields that are unique, or indexed, together; all earlier ones are gone.
    UniqueTogether {
        model: String,
        sets: Vec<Vec<String>>,
    },
    IndexTogether {
        model: String,
        sets: Vec<Vec<String>>,
    },
    RenameTable {
        model: String,
        table: Option<String>,
    },
    /// An operation of the project's own making, with the texts it is given: models among them are what it changes.
    Own {
        texts: Vec<String>,
    },
}
