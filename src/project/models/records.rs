//! Peewee's and Tortoise's classes: their tables, the columns that their fields make, and where their relations lead.

use std::collections::HashMap;
use std::sync::Arc;

use super::sqlalchemy::{Classes, declared};
use super::{Attribute, Class, ClassId, Hop, Loading, Models, Placed, Relation, described};
use crate::extract::{
    Action, ConstraintKind, Framework, IndexKeySpec, IndexSpec, KeyOf, Model, ModelField, ObjectName, Operation,
    TableSpec,
};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::text::Place;

/// Kinds of fields, and the types of their columns as SQLAlchemy writes them; `#` stands for their sizes.
const PEEWEE: &[(&str, &str)] = &[
    ("AutoField", "Integer"),
    ("BigAutoField", "BigInteger"),
    ("BigBitField", "LargeBinary"),
    ("BigIntegerField", "BigInteger"),
    ("BinaryJSONField", "JSON | postgresql: postgresql.JSONB"),
    ("BitField", "BigInteger"),
    ("BlobField", "LargeBinary"),
    ("BooleanField", "Boolean"),
    ("CharField", "String(#)"),
    ("DateField", "Date"),
    ("DateTimeField", "DateTime"),
    ("DateTimeTZField", "DateTime(timezone=True)"),
    ("DecimalField", "Numeric(#)"),
    ("DoubleField", "Double"),
    ("FixedCharField", "CHAR(#)"),
    ("FloatField", "REAL"),
    ("IPField", "BigInteger"),
    ("IdentityField", "Integer"),
    ("IntegerField", "Integer"),
    ("JSONField", "JSON"),
    ("PrimaryKeyField", "Integer"),
    ("SmallIntegerField", "SmallInteger"),
    ("TextField", "Text"),
    ("TimeField", "Time"),
    ("TimestampField", "Integer"),
    ("UUIDField", "Uuid"),
];
const TORTOISE: &[(&str, &str)] = &[
    ("BigIntField", "BigInteger"),
    ("BinaryField", "LargeBinary"),
    ("BooleanField", "Boolean"),
    ("CharEnumField", "String(#)"),
    ("CharField", "String(#)"),
    ("DateField", "Date"),
    ("DatetimeField", "DateTime(timezone=True)"),
    ("DecimalField", "Numeric(#)"),
    ("FloatField", "Double"),
    ("IntEnumField", "SmallInteger"),
    ("IntField", "Integer"),
    ("JSONField", "JSON | postgresql: postgresql.JSONB"),
    ("SmallIntField", "SmallInteger"),
    ("TextField", "Text"),
    ("TimeDeltaField", "BigInteger"),
    ("UUIDField", "Uuid"),
];

/// A class that has a table, and where it stands.
struct Made {
    path: Arc<str>,
    model: Model,
}

/// What makes the tables of all models of a framework.
pub fn operations(files: &[Contribution<'_>], framework: Framework, dialect: Dialect) -> Vec<Placed> {
    let mut made = made(files, framework);
    point_at_tables(&mut made);
    let mut operations = Vec::new();
    for Made { path, model } in &made {
        let mut table = model.clone();
        table.fields.retain(|field| field.kind != "ManyToManyField");
        let own = described::operations(&table, dialect).into_iter();
        operations.extend(own.map(|operation| Placed { path: path.clone(), operation }));
    }
    operations.extend(crossings(&made));
    operations
}

/// The tables between two models, whose columns are not told.
fn crossings(made: &[Made]) -> Vec<Placed> {
    let mut found = Vec::new();
    for (at, Made { path, model }) in made.iter().enumerate() {
        for field in model.fields.iter().filter(|field| field.kind == "ManyToManyField") {
            let target = target_of(made, at, field).and_then(|target| made[target].model.table.clone());
            let own = model.table.as_deref().unwrap_or_default();
            let usual = || target.filter(|_| model.framework == Framework::Tortoise);
            let name = field.through.clone().or_else(|| Some(format!("{own}_{}", usual()?)));
            let action = match name {
                Some(name) => {
                    let (name, name_span) = (ObjectName::bare(name), field.span);
                    Action::CreateTable(Box::new(TableSpec { name, name_span, partial: true, ..TableSpec::default() }))
                }
                None => Action::Opaque { tables: Vec::new() },
            };
            found.push(Placed { path: path.clone(), operation: Operation { action, span: field.span } });
        }
    }
    found
}

/// Adds the classes that have a table.
pub fn classes(files: &[Contribution<'_>], models: &mut Models) {
    for framework in [Framework::Peewee, Framework::Tortoise] {
        let made = made(files, framework);
        let ids: Vec<ClassId> = made.iter().map(|Made { path, model }| models.add(class_of(model, path))).collect();
        for (at, Made { model, .. }) in made.iter().enumerate() {
            for field in &model.fields {
                add_relation(&made, &ids, at, field, models);
            }
        }
    }
}

fn class_of(model: &Model, path: &Arc<str>) -> Class {
    let mut columns = model.clone();
    columns.fields.retain(|field| !is_relation(field));
    let mut class = Class::of_columns(&columns, path);
    class.key = key_of(model).map(described::column_name);
    class.ordering = Some(model.ordering.clone().unwrap_or_default());
    for field in model.fields.iter().filter(|field| is_relation(field) && field.kind != "ManyToManyField") {
        let name = described::column_name(field);
        let attribute = if name == field.name { format!("{name}_id") } else { name.clone() };
        let nullable = field.null == Some(true);
        class.attributes.insert(attribute, Attribute::Column { name, nullable, table: None });
    }
    class
}

fn is_relation(field: &ModelField) -> bool {
    field.target.is_some()
}

/// The one field that is the key.
fn key_of(model: &Model) -> Option<&ModelField> {
    let mut keys = model.fields.iter().filter(|field| field.primary_key);
    let first = keys.next().filter(|_| model.primary_key.is_empty())?;
    keys.next().is_none().then_some(first)
}

/// The class that a field points at: `models.Customer`, `Customer`, `self`.
fn target_of(made: &[Made], at: usize, field: &ModelField) -> Option<usize> {
    let written = field.target.as_deref()?;
    let name = written.rsplit('.').next()?;
    if name == "self" {
        return Some(at);
    }
    let named = |made: &Made| made.model.name == name;
    let beside = made.iter().position(|other| other.path == made[at].path && named(other));
    let mut all = made.iter().enumerate().filter(|(_, made)| named(made)).map(|(at, _)| at);
    beside.or_else(|| all.next().filter(|_| all.next().is_none()))
}

/// The field of the target that a relation points at.
fn end_of<'m>(target: &'m Model, field: &ModelField) -> Option<&'m ModelField> {
    match &field.target_field {
        Some(name) => target.fields.iter().find(|other| other.name == *name),
        None => key_of(target),
    }
}

/// A relation, and the way back that the target has.
fn add_relation(made: &[Made], ids: &[ClassId], at: usize, field: &ModelField, models: &mut Models) {
    let Some(other) = field.target.is_some().then(|| target_of(made, at, field)).flatten() else {
        models.get_mut(ids[at]).partial |= is_relation(field);
        return;
    };
    let (model, target) = (&made[at].model, &made[other].model);
    let defined = Place { path: made[at].path.clone(), span: field.span };
    let crossing = field.kind == "ManyToManyField";
    let single = field.kind == "OneToOneField";
    let back = match (&field.related_name, model.framework) {
        (Some(name), _) if name.is_empty() || name == "+" || name == "!" => None,
        (Some(name), _) => Some(name.clone()),
        (None, Framework::Tortoise) => Some(format!("{}s", model.name.to_lowercase())),
        (None, _) => Some(format!("{}_set", model.name.to_lowercase())),
    };
    let end = end_of(target, field).map(described::column_name).filter(|_| !crossing);
    let column = described::column_name(field);
    let hop = |table: &Model, from: &str, to: &str, direct: bool| Hop {
        table: table.table.clone().unwrap_or_default(),
        from: from.to_owned(),
        to: to.to_owned(),
        direct,
    };
    let there = end.as_ref().map(|end| hop(target, &column, end, true));
    let relation = Relation {
        target: ids[other],
        many: crossing,
        is_way_back: false,
        column: (!crossing).then(|| column.clone()),
        nullable: field.null != Some(false),
        way: there.into_iter().collect(),
        reverse: back.clone(),
        loading: Loading::Lazy,
        defined: defined.clone(),
    };
    models.get_mut(ids[at]).attributes.insert(field.name.clone(), Attribute::Relation(relation));
    let Some(back) = back else { return };
    let relation = Relation {
        target: ids[at],
        many: !single,
        is_way_back: true,
        column: None,
        nullable: true,
        way: end.as_ref().map(|end| hop(model, end, &column, false)).into_iter().collect(),
        reverse: Some(field.name.clone()),
        loading: Loading::Lazy,
        defined,
    };
    models.get_mut(ids[other]).attributes.entry(back).or_insert(Attribute::Relation(relation));
}

/// The classes of a framework that have a table, with what they inherit, their columns named.
fn made(files: &[Contribution<'_>], framework: Framework) -> Vec<Made> {
    let declared = declared(files, &[framework]);
    let known = Classes::new(&declared);
    let mut made = Vec::new();
    for (id, class) in declared.iter().enumerate() {
        let line = known.line(id);
        let computed = line.iter().any(|&base| declared[base].model.is_proxy);
        let mut model = class.model.clone();
        for &base in line.iter().skip(1) {
            let base = declared[base].model;
            model.partial |= base.partial;
            model.schema = model.schema.take().or_else(|| base.schema.clone());
            model.ordering = model.ordering.take().or_else(|| base.ordering.clone());
            if model.primary_key.is_empty() {
                model.primary_key.clone_from(&base.primary_key);
            }
            let is_new = |field: &&ModelField| !model.fields.iter().any(|own| own.name == field.name);
            let more: Vec<ModelField> = base.fields.iter().filter(is_new).cloned().collect();
            model.fields.extend(more);
        }
        if model.is_abstract || model.fields.is_empty() || computed && model.table.is_none() {
            continue;
        }
        model.table = model.table.take().or_else(|| Some(class.model.name.to_lowercase()));
        give_key(&mut model);
        made.push(Made { path: class.path.clone(), model });
    }
    for model in made.iter_mut().map(|made| &mut made.model) {
        name_columns(model);
    }
    made
}

/// The key that a class has when it says none.
fn give_key(model: &mut Model) {
    let has_key = model.fields.iter().any(|field| field.primary_key || is_counting(&field.kind));
    for field in &mut model.fields {
        field.auto_increment = is_counting(&field.kind);
        field.primary_key |= field.auto_increment;
    }
    if !model.primary_key.is_empty() {
        // Peewee's `CompositeKey`.
        for field in &mut model.fields {
            field.primary_key = model.primary_key.contains(&field.name);
        }
        model.primary_key.retain(|name| !name.is_empty());
    } else if !has_key {
        let kind = if model.framework == Framework::Peewee { "AutoField" } else { "IntField" };
        let key = ModelField {
            name: "id".to_owned(),
            span: model.span,
            kind: kind.to_owned(),
            null: Some(false),
            primary_key: true,
            auto_increment: true,
            ..ModelField::default()
        };
        model.fields.insert(0, key);
    }
}

fn is_counting(kind: &str) -> bool {
    matches!(kind, "AutoField" | "BigAutoField" | "PrimaryKeyField" | "IdentityField")
}

/// The columns and their types, and the indexes that fields ask for.
fn name_columns(model: &mut Model) {
    let table = model.table.clone().unwrap_or_default();
    let is_peewee = model.framework == Framework::Peewee;
    let types = if is_peewee { PEEWEE } else { TORTOISE };
    for field in &mut model.fields {
        let known = types.iter().find(|(kind, _)| *kind == field.kind).map(|(_, written)| *written);
        if let Some(written) = known {
            let usual = || if field.kind.starts_with("Dec") { "10, 5" } else { "255" }.to_owned();
            let sizes = match field.sizes.as_slice() {
                [] => usual(),
                sizes => sizes.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
            };
            field.type_name = Some(written.replace('#', &sizes));
        }
        if is_relation(field) && field.kind != "ManyToManyField" {
            let plain = is_peewee && field.name.ends_with("_id");
            let usual = if plain { field.name.clone() } else { format!("{}_id", field.name) };
            field.column.get_or_insert(usual);
            // Peewee makes an index for every key that points elsewhere.
            field.index = field.index.or(Some(is_peewee));
            field.unique |= field.kind == "OneToOneField";
        }
        let column = described::column_name(field);
        let wants = field.index == Some(true) || field.unique;
        if wants && !field.primary_key && field.kind != "ManyToManyField" {
            let class = model.name.to_lowercase();
            let name = if is_peewee { format!("{class}_{column}") } else { format!("idx_{table}_{column}") };
            model.indexes.push(IndexSpec {
                name: Some(ObjectName::bare(name)),
                unique: field.unique,
                keys: vec![IndexKeySpec::column(column)],
                span: field.span,
                implied: field.index == Some(true) && is_relation(field),
                ..IndexSpec::default()
            });
        }
        field.index = None;
        field.unique = false;
    }
    let columns: HashMap<String, String> =
        model.fields.iter().map(|field| (field.name.clone(), described::column_name(field))).collect();
    let named = |key: &mut IndexKeySpec| {
        if let KeyOf::Column(name) = &mut key.of
            && let Some(column) = columns.get(name)
        {
            name.clone_from(column);
        }
    };
    for index in &mut model.indexes {
        index.keys.iter_mut().for_each(named);
        if index.name.is_none() {
            let keys: Vec<&str> = index
                .keys
                .iter()
                .filter_map(|key| if let KeyOf::Column(name) = &key.of { Some(name.as_str()) } else { None })
                .collect();
            let class = model.name.to_lowercase();
            index.name = Some(ObjectName::bare(format!("{class}_{}", keys.join("_"))));
        }
    }
    for constraint in &mut model.constraints {
        if let ConstraintKind::Unique { keys, .. } = &mut constraint.kind {
            keys.iter_mut().for_each(named);
        }
    }
}

/// The tables and columns that relations point at, and the types that their columns have from there.
fn point_at_tables(made: &mut [Made]) {
    for at in 0..made.len() {
        for position in 0..made[at].model.fields.len() {
            let field = &made[at].model.fields[position];
            if !is_relation(field) || field.kind == "ManyToManyField" {
                continue;
            }
            let target = target_of(made, at, field).map(|target| &made[target].model);
            let end = target.and_then(|target| Some((target, end_of(target, field)?)));
            let pointed = end.map(|(target, end)| {
                let table = target.table.as_deref().unwrap_or_default();
                (format!("{table}.{}", described::column_name(end)), end.type_name.clone())
            });
            let field = &mut made[at].model.fields[position];
            (field.target, field.type_name) = pointed.map_or((None, None), |(name, ty)| (Some(name), ty));
        }
    }
}
