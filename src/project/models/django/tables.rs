//! A model to its tables: its own, and one for each many-to-many field. What Django adds unasked (keys, the indexes
//! of relations and slugs, those that serve LIKE on PostgreSQL) is added here.

use super::apps::Apps;
use super::columns::{column_name, column_type};
use super::names::generated;
use super::state::{Key, State, is_many, is_of_django, is_relation};
use super::target;
use crate::extract::{
    ColumnSpec, ConstraintKind, ConstraintSpec, IndexKeySpec, IndexSpec, KeyOf, ModelField, ObjectName, Predicate,
    TableSpec,
};
use crate::fact::Dialect;
use crate::text::Span;

/// The longest name that PostgreSQL and MySQL take.
const LONGEST: usize = 63;

/// The tables of a model, its own first. None for one that has none of its own.
pub fn of(state: &State, key: &Key, apps: &Apps, dialect: Dialect) -> Vec<TableSpec> {
    let Some(model) = state.get(key) else { return Vec::new() };
    if model.is_abstract || model.is_proxy || model.is_unmanaged {
        return Vec::new();
    }
    let maker = Maker { state, key, apps, dialect };
    let many = model.fields.iter().filter(|field| is_many(field) && field.through.is_none());
    std::iter::once(maker.own_table()).chain(many.filter_map(|field| maker.between(field))).collect()
}

/// A name as each child of an abstract model gets it.
pub fn complete(name: &str, key: &Key) -> String {
    name.replace("%(app_label)s", &key.app).replace("%(class)s", &key.model)
}

/// The name of the table of a many-to-many field.
pub fn between_name(own: &str, field: &ModelField) -> String {
    field.column.clone().unwrap_or_else(|| shortened(&format!("{own}_{}", field.name)))
}

/// Its fields that lead to both sides.
pub fn between_columns(key: &Key, to: &Key) -> (String, String) {
    if to.model == key.model {
        (format!("from_{}", key.model), format!("to_{}", to.model))
    } else {
        (key.model.clone(), to.model.clone())
    }
}

struct Maker<'m> {
    state: &'m State,
    key: &'m Key,
    apps: &'m Apps,
    dialect: Dialect,
}

impl Maker<'_> {
    fn own_table(&self) -> TableSpec {
        let name = named(&self.state.table_name(self.key));
        let model = self.state.get(self.key).expect("its tables are asked for");
        let mut table = TableSpec { name, name_span: model.span, partial: model.partial, ..TableSpec::default() };
        // What could not be read may be the key.
        if self.state.key_field(self.key).is_none() && model.primary_key.is_empty() && !model.partial {
            let (path, _) = self.state.place(self.key);
            self.add_field(&mut table, &default_key(&self.apps.auto_field(&path), model.span));
        }
        for field in model.fields.iter().filter(|field| !is_many(field)) {
            self.add_field(&mut table, field);
        }
        for constraint in &model.constraints {
            let mut constraint = constraint.clone();
            match &mut constraint.kind {
                ConstraintKind::Unique { keys, include, nulls_not_distinct, .. } => {
                    let asks_for_more = !include.is_empty() || *nulls_not_distinct;
                    if asks_for_more && self.dialect != Dialect::Postgres {
                        continue;
                    }
                    self.to_columns(keys, include);
                    let columns = column_names(keys);
                    constraint.name.get_or_insert_with(|| generated(&table.name.name, &columns, "_uniq", self.dialect));
                }
                ConstraintKind::PrimaryKey { keys, .. } => self.to_columns(keys, &mut []),
                ConstraintKind::Check { tests, .. } => only_of_columns(tests, &table),
                _ => {}
            }
            self.complete_name(&mut constraint.name);
            table.constraints.push(constraint);
        }
        for index in &model.indexes {
            let mut index = index.clone();
            let is_postgres = self.dialect == Dialect::Postgres;
            let left_out = index.unique
                && (self.dialect == Dialect::Mysql && index.predicate.is_some()
                    || !is_postgres && (!index.include.is_empty() || index.nulls_not_distinct));
            if left_out {
                continue;
            }
            if self.dialect == Dialect::Mysql {
                index.predicate = None;
            }
            if !is_postgres {
                index.include.clear();
                index.keys.iter_mut().for_each(|key| key.operator_class = None);
            }
            self.to_columns(&mut index.keys, &mut index.include);
            if let Some(predicate) = &mut index.predicate {
                only_of_columns(&mut predicate.tests, &table);
            }
            index.table = table.name.clone();
            let columns = column_names(&index.keys);
            let mut name = index.name.take().map(|name| name.name);
            self.complete_name(&mut name);
            let name = name.unwrap_or_else(|| generated(&table.name.name, &columns, "_idx", self.dialect));
            index.name = Some(ObjectName::bare(name));
            table.indexes.push(index);
        }
        table
    }

    /// `%(app_label)s_%(class)s_name`, as abstract models name what each of their children gets.
    fn complete_name(&self, name: &mut Option<String>) {
        if let Some(name) = name {
            *name = complete(name, self.key);
        }
    }

    fn add_field(&self, table: &mut TableSpec, field: &ModelField) {
        let column = column_name(field);
        let type_name = column_type(self.state, self.key, field, self.apps, self.dialect);
        let is_relation = is_relation(field);
        let one_to_one = field.kind == "OneToOneField";
        let unique = field.unique || one_to_one;
        let null = field.null == Some(true) || field.kind == "NullBooleanField" && field.null.is_none();
        table.columns.push(ColumnSpec {
            name: column.clone(),
            span: field.span,
            type_span: field.span,
            not_null: Some(field.primary_key || !null),
            default: field.server_default.clone(),
            generated: field.kind.ends_with('='),
            auto_increment: field.kind.ends_with("AutoField"),
            type_name: type_name.clone(),
            ..ColumnSpec::default()
        });
        let keys = || vec![IndexKeySpec::column(column.as_str())];
        let mut constrain = |name: Option<String>, kind: ConstraintKind| {
            table.constraints.push(ConstraintSpec { name, kind, span: field.span, not_valid: false });
        };
        let own = &table.name.name;
        if field.primary_key {
            constrain(None, ConstraintKind::PrimaryKey { keys: keys(), using_index: None });
        } else if unique {
            let kind = ConstraintKind::Unique {
                keys: keys(),
                include: Vec::new(),
                nulls_not_distinct: false,
                using_index: None,
            };
            constrain(Some(shortened(&format!("{own}_{column}_key"))), kind);
        }
        if let Some(name) = field.target.as_ref().filter(|_| !field.unconstrained) {
            let target = target(name, self.key, self.apps);
            let target_columns = self.key_columns(&target, field.target_field.as_deref());
            let target = named(&self.state.table_name(&target));
            let what = format!("_fk_{}_{}", target.name, target_columns.join("_"));
            let kind = ConstraintKind::ForeignKey {
                columns: vec![column.clone()],
                target,
                target_columns,
                on_delete: None,
                on_update: None,
            };
            constrain(Some(generated(own, std::slice::from_ref(&column), &what, self.dialect)), kind);
        }
        if field.kind.starts_with("Positive") && self.dialect != Dialect::Mysql {
            let kind = ConstraintKind::Check { text: format!("\"{column}\" >= 0"), tests: Vec::new() };
            constrain(Some(shortened(&format!("{own}_{column}_check"))), kind);
        }
        let by_default = is_relation && !one_to_one || field.kind == "SlugField";
        let wanted = field.index.unwrap_or(by_default) && !unique && !field.primary_key;
        // MySQL makes the index of a foreign key by itself.
        let by_engine = self.dialect == Dialect::Mysql && is_relation && !field.unconstrained;
        if wanted && !by_engine {
            self.add_index(table, field, &column, None);
        }
        let is_text = type_name.starts_with("varchar") || type_name.starts_with("text");
        if self.dialect == Dialect::Postgres
            && is_text
            && !type_name.ends_with(']')
            && (wanted || unique || field.primary_key)
        {
            let class = if type_name.starts_with("text") { "text_pattern_ops" } else { "varchar_pattern_ops" };
            self.add_index(table, field, &column, Some(class));
        }
    }

    /// An index that nobody asked for by name; `class` is that of the operators that serve LIKE.
    fn add_index(&self, table: &mut TableSpec, field: &ModelField, column: &str, class: Option<&str>) {
        let mut key = IndexKeySpec::column(column);
        key.operator_class = class.map(str::to_owned);
        let what = if class.is_some() { "_like" } else { "" };
        let name = generated(&table.name.name, &[column.to_owned()], what, self.dialect);
        let implied = class.is_some() || field.index.is_none();
        let name = Some(ObjectName::bare(name));
        let (table_name, span) = (table.name.clone(), field.span);
        table.indexes.push(IndexSpec {
            name,
            table: table_name,
            keys: vec![key],
            implied,
            span,
            ..IndexSpec::default()
        });
    }

    /// The columns that a relation to a model points at.
    fn key_columns(&self, target: &Key, field: Option<&str>) -> Vec<String> {
        let Some(model) = self.state.get(target) else {
            let known = field.or_else(|| is_of_django(&target.app).then_some("id"));
            return known.map(str::to_owned).into_iter().collect();
        };
        let named = |name: &str| model.fields.iter().find(|field| field.name == name);
        let field = match field {
            Some(name) => named(name),
            None => self.state.key_field(target),
        };
        match field {
            Some(field) => vec![column_name(field)],
            None if model.partial => Vec::new(),
            None => vec!["id".to_owned()],
        }
    }

    /// The table of a many-to-many field.
    fn between(&self, field: &ModelField) -> Option<TableSpec> {
        let to = target(field.target.as_deref()?, self.key, self.apps);
        let own = self.state.table_name(self.key);
        let name = between_name(&own, field);
        let (from_column, to_column) = between_columns(self.key, &to);
        let mut table = TableSpec { name: named(&name), name_span: field.span, ..TableSpec::default() };
        self.add_field(&mut table, &default_key(&self.auto_field_between(), field.span));
        for (name, key) in [(&from_column, self.key), (&to_column, &to)] {
            let relation = ModelField {
                name: name.clone(),
                span: field.span,
                kind: "ForeignKey".to_owned(),
                target: Some(format!("{}.{}", key.app, key.model)),
                unconstrained: field.unconstrained,
                ..ModelField::default()
            };
            self.add_field(&mut table, &relation);
        }
        let columns = vec![format!("{from_column}_id"), format!("{to_column}_id")];
        let kind = ConstraintKind::Unique {
            keys: columns.iter().map(|column| IndexKeySpec::column(column.as_str())).collect(),
            include: Vec::new(),
            nulls_not_distinct: false,
            using_index: None,
        };
        let name = Some(generated(&table.name.name, &columns, "_uniq", self.dialect));
        table.constraints.push(ConstraintSpec { name, kind, span: field.span, not_valid: false });
        Some(table)
    }

    /// The kind of the key of a table between two models: what the settings say, else that of the model's own.
    fn auto_field_between(&self) -> String {
        let (path, _) = self.state.place(self.key);
        let own = self.state.key_field(self.key).map(|field| field.kind.as_str());
        let own = own.filter(|kind| kind.ends_with("AutoField"));
        let kind = self.apps.auto_field_of_settings().or(own);
        kind.map_or_else(|| self.apps.auto_field(&path), str::to_owned)
    }

    /// Fields to columns.
    fn to_columns(&self, keys: &mut [IndexKeySpec], include: &mut [String]) {
        let names = keys.iter_mut().filter_map(|key| match &mut key.of {
            KeyOf::Column(name) => Some(name),
            KeyOf::Expression { .. } => None,
        });
        for name in names.chain(include.iter_mut()) {
            let model = self.state.get(self.key);
            let field = model.and_then(|model| model.fields.iter().find(|field| field.name == *name));
            match (field, self.state.key_field(self.key)) {
                (Some(field), _) => *name = column_name(field),
                (None, Some(key)) if name == "pk" => *name = column_name(key),
                (None, None) if name == "pk" => "id".clone_into(name),
                (None, _) => {}
            }
        }
    }
}

fn default_key(kind: &str, span: Span) -> ModelField {
    ModelField { name: "id".to_owned(), span, kind: kind.to_owned(), primary_key: true, ..ModelField::default() }
}

/// A table's name, which may be written with its schema: `shop"."orders`.
fn named(table: &str) -> ObjectName {
    let plain = table.trim_matches('"');
    match plain.split_once("\".\"") {
        Some((schema, name)) => ObjectName { schema: Some(schema.to_owned()), name: name.to_owned() },
        None => ObjectName::bare(plain),
    }
}

/// Conditions name fields. Where a column is called otherwise, nothing is said of the tests.
fn only_of_columns(tests: &mut Vec<Predicate>, table: &TableSpec) {
    let mut named = Vec::new();
    let terms = tests.iter().flat_map(|test| test.left.iter().chain(&test.right));
    terms.for_each(|term| term.columns(&mut named));
    if !named.iter().all(|known| table.columns.iter().any(|column| column.name == known.name)) {
        tests.clear();
    }
}

fn column_names(keys: &[IndexKeySpec]) -> Vec<String> {
    let name = |key: &IndexKeySpec| match &key.of {
        KeyOf::Column(name) => name.clone(),
        KeyOf::Expression { text, .. } => text.clone(),
    };
    keys.iter().map(name).collect()
}

fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let cut = (0..=LONGEST - 9).rev().find(|&at| name.is_char_boundary(at)).unwrap_or(0);
    format!("{}_{:08x}", &name[..cut], hash(name) as u32)
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::models::django::columns::type_name;

    #[test]
    fn names_are_short_and_differ() {
        let long = "a".repeat(80);
        let (one, other) = (shortened(&format!("{long}b")), shortened(&format!("{long}c")));
        assert_eq!(one.len(), LONGEST);
        assert_ne!(one, other);
        assert_eq!(named("shop\".\"orders").to_string(), "shop.orders");
        assert_eq!(type_name(&default_key("BigAutoField", Span::default()), Dialect::Postgres), "bigint");
    }
}
