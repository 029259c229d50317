//! Operations folded to a schema in the simplest way that serves the projects here: names stand for themselves.

use std::collections::BTreeMap;

use seqscan::extract::{
    Action, ColumnChange, ColumnSpec, ConstraintKind, ConstraintSpec, DroppedConstraint, IndexKeySpec, IndexSpec,
    KeyOf, Operation, ReferentialAction,
};
use seqscan::fact::Dialect;
use seqscan::project::catalog::{SqlType, TypeFamily};

#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Name, type, and whether it must hold something.
    columns: Vec<(String, SqlType, bool)>,
    indexes: Vec<Index>,
    foreign_keys: Vec<ForeignKey>,
    pub partial: bool,
    pub columns_only: bool,
}

#[derive(Clone, Debug)]
struct Index {
    name: String,
    kind: &'static str,
    keys: Vec<IndexKeySpec>,
    condition: Option<String>,
}

#[derive(Clone, Debug)]
struct ForeignKey {
    columns: Vec<String>,
    target: String,
    target_columns: Vec<String>,
    action: Option<ReferentialAction>,
}

#[derive(Clone, Debug)]
pub struct Schema {
    dialect: Dialect,
    pub tables: BTreeMap<String, Table>,
}

impl Schema {
    pub fn fold<'o>(operations: impl IntoIterator<Item = &'o Operation>, dialect: Dialect) -> Self {
        let mut schema = Self { dialect, tables: BTreeMap::new() };
        operations.into_iter().for_each(|operation| schema.apply(&operation.action));
        schema
    }

    fn table(&mut self, name: &str) -> &mut Table {
        self.tables.get_mut(name).unwrap_or_else(|| panic!("no table {name}"))
    }

    fn apply(&mut self, action: &Action) {
        match action {
            Action::CreateTable(spec) => {
                let table = Table { partial: spec.partial, columns_only: spec.columns_only, ..Table::default() };
                self.tables.insert(spec.name.name.clone(), table);
                spec.columns.iter().for_each(|column| self.add_column(&spec.name.name, column));
                spec.constraints.iter().for_each(|constraint| self.add_constraint(&spec.name.name, constraint));
            }
            Action::DropTable { table, .. } => drop(self.tables.remove(&table.name)),
            Action::RenameTable { table, to } => {
                let renamed = self.tables.remove(&table.name).expect("it is there");
                self.tables.insert(to.name.clone(), renamed);
                let keys = self.tables.values_mut().flat_map(|other| &mut other.foreign_keys);
                keys.filter(|key| key.target == table.name).for_each(|key| key.target.clone_from(&to.name));
            }
            Action::AddColumn { table, column, .. } => self.add_column(&table.name, column),
            Action::DropColumn { table, column, .. } => {
                let table = self.table(&table.name);
                table.columns.retain(|(name, ..)| name != column);
                table.indexes.retain(|index| !index.keys.iter().any(|key| key.of == KeyOf::Column(column.clone())));
                table.foreign_keys.retain(|key| !key.columns.contains(column));
            }
            Action::RenameColumn { table, column, to } => self.rename_column(&table.name, column, to),
            Action::AlterColumn { table, column, change } => {
                let dialect = self.dialect;
                let table = self.table(&table.name);
                let known = table.columns.iter_mut().find(|(name, ..)| name == column).expect("the column is there");
                match change {
                    ColumnChange::Type { type_name, .. } => known.1 = SqlType::parse(type_name, dialect),
                    ColumnChange::NotNull(required) => known.2 = *required,
                    _ => {}
                }
            }
            Action::AddConstraint { table, constraint } => self.add_constraint(&table.name, constraint),
            Action::DropConstraint { table, constraint: DroppedConstraint::Named(name), .. } => {
                self.table(&table.name).indexes.retain(|index| index.name != *name);
            }
            Action::CreateIndex(index) => self.add_index(index),
            Action::DropIndex { index, .. } => {
                for table in self.tables.values_mut() {
                    table.indexes.retain(|known| known.name != index.name);
                }
            }
            Action::CreateEnum { .. } | Action::CreateSchema { .. } => {}
            other => panic!("{other:?} is not for these projects"),
        }
    }

    fn add_column(&mut self, table: &str, column: &ColumnSpec) {
        let ty = SqlType::parse(&column.type_name, self.dialect);
        let required = column.not_null == Some(true) || column.type_name.to_lowercase().contains("serial");
        self.table(table).columns.push((column.name.clone(), ty, required));
        column.constraints.iter().for_each(|constraint| self.add_constraint(table, constraint));
    }

    fn rename_column(&mut self, table: &str, from: &str, to: &str) {
        for (name, other) in &mut self.tables {
            for key in &mut other.foreign_keys {
                let own = if name == table { Some(&mut key.columns) } else { None };
                let pointed = if key.target == table { Some(&mut key.target_columns) } else { None };
                let columns = own.into_iter().flatten().chain(pointed.into_iter().flatten());
                columns.filter(|column| *column == from).for_each(|column| to.clone_into(column));
            }
        }
        let table = self.table(table);
        table.columns.iter_mut().filter(|(name, ..)| name == from).for_each(|(name, ..)| to.clone_into(name));
        let keys = table.indexes.iter_mut().flat_map(|index| &mut index.keys);
        keys.filter(|key| key.of == KeyOf::Column(from.to_owned()))
            .for_each(|key| key.of = KeyOf::Column(to.to_owned()));
    }

    fn add_constraint(&mut self, name: &str, constraint: &ConstraintSpec) {
        let own_name = constraint.name.clone().unwrap_or_default();
        let table = self.table(name);
        match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, .. } => {
                for (column, _, required) in &mut table.columns {
                    *required |= keys.iter().any(|key| key.of == KeyOf::Column(column.clone()));
                }
                table.indexes.push(Index { name: own_name, kind: "primary key", keys: keys.clone(), condition: None });
            }
            ConstraintKind::Unique { keys, .. } => {
                table.indexes.push(Index { name: own_name, kind: "unique index", keys: keys.clone(), condition: None });
            }
            ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, .. } => {
                table.foreign_keys.push(ForeignKey {
                    columns: columns.clone(),
                    target: target.name.clone(),
                    target_columns: target_columns.clone(),
                    action: *on_delete,
                });
            }
            ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
        }
    }

    fn add_index(&mut self, index: &IndexSpec) {
        let made = Index {
            name: index.name.as_ref().map(|name| name.name.clone()).unwrap_or_default(),
            kind: if index.unique { "unique index" } else { "index" },
            keys: index.keys.clone(),
            condition: index.predicate.as_ref().map(|condition| condition.text.clone()),
        };
        self.table(&index.table.name).indexes.push(made);
    }

    /// The schema as lines, each with its table before it.
    pub fn lines(&self) -> Vec<String> {
        self.tables
            .iter()
            .flat_map(|(name, table)| table.lines().into_iter().map(move |line| format!("{name}: {line}")))
            .collect()
    }
}

impl Table {
    fn lines(&self) -> Vec<String> {
        let columns = self.columns.iter().map(|(name, ty, required)| {
            format!("column {name} {}{}", type_line(ty), if *required { " not null" } else { "" })
        });
        let indexes = self.indexes.iter().map(Index::line);
        let keys = self.foreign_keys.iter().map(|key| {
            let action = match key.action {
                Some(ReferentialAction::Cascade) => "cascade",
                Some(ReferentialAction::SetNull) => "set null",
                Some(ReferentialAction::SetDefault) => "set default",
                Some(ReferentialAction::Restrict) => "restrict",
                Some(ReferentialAction::NoAction) | None => "no action",
            };
            let (columns, targets) = (key.columns.join(", "), key.target_columns.join(", "));
            format!("foreign key ({columns}) -> {} ({targets}) on delete {action}", key.target)
        });
        columns.chain(indexes).chain(keys).collect()
    }
}

impl Index {
    fn line(&self) -> String {
        let keys = self.keys.iter().map(|key| {
            let subject = match &key.of {
                KeyOf::Column(name) => name.clone(),
                KeyOf::Expression { text, .. } => plain(text),
            };
            format!("{subject}{}", if key.descending { " desc" } else { "" })
        });
        let condition = self.condition.as_ref().map(|condition| format!(" where {}", plain(condition)));
        format!("{} ({}){}", self.kind, keys.collect::<Vec<_>>().join(", "), condition.unwrap_or_default())
    }
}

pub fn type_line(ty: &SqlType) -> String {
    let own = if ty.family == TypeFamily::Other { ty.written.as_str() } else { "" };
    format!("{:?}{own}{:?}{:?}{}", ty.family, ty.length, ty.scale, if ty.array { "[]" } else { "" })
}

/// An expression without what an engine adds when it prints it: casts, brackets, white space.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("::") {
        plain.push_str(&rest[..at]);
        rest = rest[at + 2..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    }
    plain.push_str(rest);
    let lower = plain.to_lowercase();
    let words = lower.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
