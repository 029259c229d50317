//! SQLAlchemy's and SQLModel's classes to tables: what they take over from mixins and abstract bases, whose table they
//! share, and how it is called when they do not say so.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Attribute, Class, ClassId, Hop, Loading, Models, Placed, Relation, described};
use crate::extract::{Action, Framework, Model, ModelField};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::text::Place;

/// A class and the file it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'m> {
    pub path: &'m Arc<str>,
    /// What its file imports, as `HostSchema::imports` has it.
    pub imports: &'m [(String, String)],
    pub model: &'m Model,
}

/// The classes of some frameworks.
pub(super) fn declared<'m>(files: &[Contribution<'m>], frameworks: &[Framework]) -> Vec<Declared<'m>> {
    let of_file = |file: &Contribution<'m>| {
        let (path, schema) = (file.path, &file.extract.schema);
        let own = |model: &&Model| frameworks.contains(&model.framework);
        let models = schema.models.iter().filter(own);
        models.map(|model| Declared { path, imports: &schema.imports, model }).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

const OWN: &[Framework] = &[Framework::SqlAlchemy, Framework::SqlModel];

/// How many bases above one another are followed.
const DEPTH: usize = 16;

/// Bases that other libraries have, and that bring no columns.
const WITHOUT_COLUMNS: &[&str] = &[
    "ABC",
    "AsyncAttrs",
    "Base",
    "BaseModel",
    "DeclarativeBase",
    "DeclarativeBaseNoMeta",
    "Generic",
    "MappedAsDataclass",
    "Model",
    "Protocol",
    "RoleMixin",
    "SQLModel",
    "UserMixin",
    "object",
];

/// What makes the tables of all models.
pub fn operations(files: &[Contribution<'_>], dialect: Dialect) -> Vec<Placed> {
    let declared = declared(files, OWN);
    let classes = Classes::new(&declared);
    let mut tables: Vec<(Arc<str>, Model)> = Vec::new();
    let mut by_class: HashMap<usize, usize> = HashMap::new();
    for (id, class) in declared.iter().enumerate() {
        if classes.table(id).is_some() {
            by_class.insert(id, tables.len());
            tables.push((class.path.clone(), classes.whole(id)));
        }
    }
    // The columns of classes that share the table of their base.
    for id in (0..declared.len()).filter(|id| !by_class.contains_key(id)) {
        if let Some(table) = classes.shared(id).and_then(|base| by_class.get(&base)) {
            let own = classes.whole(id);
            let known = &mut tables[*table].1;
            known.partial |= own.partial;
            let more = own.fields.into_iter().filter(|field| !known.fields.iter().any(|one| one.name == field.name));
            known.fields.extend(more.collect::<Vec<_>>());
        }
    }
    let named: HashMap<String, Model> =
        by_class.iter().map(|(&id, &table)| (declared[id].model.name.clone(), tables[table].1.clone())).collect();
    for (_, model) in &mut tables {
        for field in &mut model.fields {
            take_named_type(field, &declared);
            point_at_table(field, &named);
        }
    }
    take_types_of_targets(&mut tables);
    let mut made = Vec::new();
    let mut operations = Vec::new();
    for (path, model) in &tables {
        for operation in described::operations(model, dialect) {
            // A type that several tables use is made once.
            if let Action::CreateEnum { name, .. } = &operation.action {
                if made.contains(name) {
                    continue;
                }
                made.push(name.clone());
            }
            operations.push(Placed { path: path.clone(), operation });
        }
    }
    operations
}

/// A type that another module has a name for.
fn take_named_type(field: &mut ModelField, declared: &[Declared<'_>]) {
    if field.type_name.is_some() || field.kind.is_empty() {
        return;
    }
    let is_it =
        |model: &&Model| matches!(&model.fields[..], [only] if only.name == model.name && model.name == field.kind);
    let mut known = declared.iter().map(|declared| declared.model).filter(is_it);
    if let (Some(model), None) = (known.next(), known.next()) {
        let alias = model.fields[0].clone();
        field.kind = alias.kind;
        field.type_name = alias.type_name;
        field.primary_key |= alias.primary_key;
        field.unique |= alias.unique;
        field.index = field.index.or(alias.index);
        field.null = alias.null.or(field.null);
        field.server_default = field.server_default.take().or(alias.server_default);
        field.target = field.target.take().or(alias.target);
    }
}

/// Adds the classes that have a table, or share one.
pub fn classes(files: &[Contribution<'_>], models: &mut Models) {
    let declared = declared(files, OWN);
    let known = Classes::new(&declared);
    let mut made: Vec<(ClassId, Model)> = Vec::new();
    for (id, class) in declared.iter().enumerate() {
        let Some(table) = known.table(id).or_else(|| known.table(known.shared(id)?)) else { continue };
        let mut whole = known.whole(id);
        if let Some(base) = known.shared(id).filter(|_| known.table(id).is_none()) {
            let own: Vec<String> = whole.fields.iter().map(|field| field.name.clone()).collect();
            let more = known.whole(base).fields.into_iter().filter(|field| !own.contains(&field.name));
            whole.fields.extend(more.collect::<Vec<_>>());
        }
        whole.table = Some(table);
        let (relations, columns): (Vec<ModelField>, Vec<ModelField>) =
            whole.fields.drain(..).partition(|field| !described::is_column(field));
        whole.fields = columns;
        let added = models.add(Class::of_columns(&whole, class.path));
        whole.fields.extend(relations);
        made.push((added, whole));
    }
    for (id, model) in &made {
        for field in model.fields.iter().filter(|field| !described::is_column(field)) {
            add_relation(*id, model, field, &made, models);
        }
    }
}

/// A relationship, and the way back that its `backref` makes.
fn add_relation(id: ClassId, model: &Model, field: &ModelField, made: &[(ClassId, Model)], models: &mut Models) {
    let name = field.target.as_deref().and_then(|target| target.rsplit('.').next());
    let Some((target, other)) = made.iter().find(|(_, other)| Some(other.name.as_str()) == name) else {
        models.get_mut(id).partial = true;
        return;
    };
    let loading = match field.loading.as_deref() {
        Some("joined" | "selectin" | "subquery" | "immediate") => Loading::Eager,
        Some("raise" | "raise_on_sql" | "noload" | "write_only") => Loading::Never,
        Some("dynamic") => Loading::Query,
        _ => Loading::Lazy,
    };
    // The side that holds the key leads to one row.
    let key = keys_to(model, other).next();
    let defined = Place { path: models.get(id).defined.path.clone(), span: field.span };
    let relation = |target: ClassId, key: Option<&ModelField>, reverse: Option<String>, loading: Loading| Relation {
        target,
        way: Vec::new(),
        many: key.is_none(),
        is_way_back: false,
        column: key.map(described::column_name),
        nullable: key.is_none_or(|key| key.null != Some(false)),
        reverse,
        loading,
        defined: defined.clone(),
    };
    let mut own = relation(*target, key.filter(|_| field.through.is_none()), field.related_name.clone(), loading);
    if field.through.is_none() {
        own.way = way(model, other).into_iter().collect();
    }
    models.get_mut(id).attributes.insert(field.name.clone(), Attribute::Relation(own));
    if let Some(back) = &field.related_name {
        let key = keys_to(other, model).next().filter(|_| field.through.is_none());
        let mut way_back = relation(id, key, Some(field.name.clone()), Loading::Lazy);
        if field.through.is_none() {
            way_back.way = way(other, model).into_iter().collect();
        }
        models.get_mut(*target).attributes.entry(back.clone()).or_insert(Attribute::Relation(way_back));
    }
}

/// The join from one table to another, when one key alone ties them.
fn way(model: &Model, other: &Model) -> Option<Hop> {
    let keys: Vec<&ModelField> = keys_to(model, other).collect();
    let backwards: Vec<&ModelField> = keys_to(other, model).collect();
    let target = |field: &ModelField| Some(field.target.as_deref()?.rsplit_once('.')?.1.to_owned());
    let table = other.table.clone()?;
    match (keys.as_slice(), backwards.as_slice()) {
        ([key], []) => Some(Hop { table, from: described::column_name(key), to: target(key)?, direct: true }),
        ([], [key]) => Some(Hop { table, from: target(key)?, to: described::column_name(key), direct: false }),
        _ => None,
    }
}

/// The columns of a class that point at the table of another.
fn keys_to<'m>(model: &'m Model, other: &'m Model) -> impl Iterator<Item = &'m ModelField> {
    model.fields.iter().filter(|field| described::is_column(field)).filter(|field| {
        let table = field.target.as_deref().and_then(|target| target.rsplit_once('.')).map(|(table, _)| table);
        let bare = table.map(|table| table.rsplit('.').next().unwrap_or(table));
        bare.is_some_and(|bare| Some(bare) == other.table.as_deref() || bare == other.name)
    })
}

/// `ForeignKey(User.id)`: the class for which the table stands.
fn point_at_table(field: &mut ModelField, named: &HashMap<String, Model>) {
    let Some((class, attribute)) = field.target.as_deref().and_then(|target| target.rsplit_once('.')) else { return };
    let class = class.strip_suffix(".c").unwrap_or(class);
    let Some(model) = named.get(class) else { return };
    let Some(table) = &model.table else { return };
    if !described::is_column(field) || table == class && attribute_is_column(model, attribute) {
        return;
    }
    let column = model.fields.iter().find(|field| field.name == attribute).map(described::column_name);
    let schema = model.schema.as_deref().map(|schema| format!("{schema}.")).unwrap_or_default();
    field.target = Some(format!("{schema}{table}.{}", column.unwrap_or_else(|| attribute.to_owned())));
}

fn attribute_is_column(model: &Model, name: &str) -> bool {
    model.fields.iter().any(|field| described::column_name(field) == name)
}

/// A foreign key without a type has that of the column it points at.
fn take_types_of_targets(tables: &mut [(Arc<str>, Model)]) {
    // A key may point at a key that points elsewhere.
    for _ in 0..4 {
        let types: HashMap<String, (String, Option<String>)> = tables
            .iter()
            .flat_map(|(_, model)| {
                let schema = model.schema.as_deref().map(|schema| format!("{schema}.")).unwrap_or_default();
                let table = format!("{schema}{}", model.table.as_deref().unwrap_or_default());
                model.fields.iter().filter(|field| field.type_name.is_some()).map(move |field| {
                    (
                        format!("{table}.{}", described::column_name(field)),
                        (field.kind.clone(), field.type_name.clone()),
                    )
                })
            })
            .collect();
        for field in tables.iter_mut().flat_map(|(_, model)| &mut model.fields) {
            let target = field.target.as_ref().filter(|_| field.type_name.is_none() && field.kind.is_empty());
            if let Some((kind, type_name)) = target.and_then(|target| types.get(target)) {
                (field.kind, field.type_name) = (kind.clone(), type_name.clone());
            }
        }
    }
}

pub(super) struct Classes<'m> {
    all: &'m [Declared<'m>],
    by_name: HashMap<&'m str, Vec<usize>>,
}

impl<'m> Classes<'m> {
    pub(super) fn new(all: &'m [Declared<'m>]) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (id, declared) in all.iter().enumerate() {
            by_name.entry(&declared.model.name).or_default().push(id);
        }
        Self { all, by_name }
    }

    /// The class that a base is, as written in another: of the same file, of the file it is imported from, or the only
    /// one of its name.
    fn base(&self, of: usize, written: &str) -> Option<usize> {
        let from = &self.all[of];
        let name = written.rsplit('.').next().unwrap_or(written);
        let head = written.split('.').next().unwrap_or(written);
        let imported = from.imports.iter().find(|(known, _)| known == head).map(|(_, path)| path.as_str());
        // An import may have given it another name.
        let name = match imported.and_then(|path| path.rsplit('.').next()) {
            Some(own) if head == name => own,
            _ => name,
        };
        let known = self.by_name.get(name)?;
        let local = known.iter().copied().find(|&id| id != of && self.all[id].path == from.path);
        if let (Some(local), None) = (local, imported) {
            return Some(local);
        }
        let module = imported
            .and_then(|path| path.rsplit_once('.'))
            .map(|(module, _)| module.trim_start_matches('.').replace('.', "/"));
        let in_module = |&id: &usize| {
            let path = self.all[id].path.trim_end_matches(".py").trim_end_matches("/__init__");
            module.as_deref().is_some_and(|module| !module.is_empty() && path.ends_with(module))
        };
        let mut others = known.iter().copied().filter(|&id| id != of);
        others.clone().find(in_module).or_else(|| others.next().filter(|_| others.next().is_none()))
    }

    fn bases(&self, id: usize) -> Vec<usize> {
        self.all[id].model.bases.iter().filter_map(|base| self.base(id, base)).collect()
    }

    /// The class and its bases, nearest first, each once.
    pub(super) fn line(&self, id: usize) -> Vec<usize> {
        let mut line = vec![id];
        let mut next = 0;
        while next < line.len() && line.len() < DEPTH * 4 {
            for base in self.bases(line[next]) {
                if !line.contains(&base) {
                    line.push(base);
                }
            }
            next += 1;
        }
        line
    }

    /// The name of the table that a class has for itself.
    fn table(&self, id: usize) -> Option<String> {
        let model = self.all[id].model;
        if model.is_abstract || model.is_proxy {
            return None;
        }
        let line = self.line(id);
        let has_key = || line.iter().any(|&id| self.all[id].model.fields.iter().any(|field| field.primary_key));
        match &model.table {
            Some(pattern) if pattern.contains("%(class)s") => {}
            // A mixin may name a table that is none without a column.
            Some(table) => return Some(table.clone()),
            None if model.partial && model.fields.is_empty() => return None,
            None => {}
        }
        if model.framework == Framework::SqlModel {
            return Some(model.name.to_lowercase());
        }
        let named = line
            .iter()
            .skip(1)
            .filter(|&&base| !self.is_mapped(base))
            .find_map(|&base| self.all[base].model.table.as_deref());
        match (&model.table, named) {
            (Some(_), _) | (None, Some("%(class)s")) if has_key() => return Some(model.name.to_lowercase()),
            (None, Some(table)) if has_key() && !table.contains('%') => return Some(table.to_owned()),
            _ => {}
        }
        let of_flask = line.iter().any(|&id| self.all[id].model.bases.iter().any(|base| base.ends_with(".Model")));
        let own_key = line.iter().filter(|&&base| base == id || !self.is_mapped(base));
        let own_key = own_key.flat_map(|&id| &self.all[id].model.fields).any(|field| field.primary_key);
        (of_flask && own_key).then(|| snake_case(&model.name))
    }

    /// Whether a base has a table, so that its columns are not taken over.
    fn is_mapped(&self, id: usize) -> bool {
        let model = self.all[id].model;
        let named = model.table.as_deref().is_some_and(|table| !table.contains('%'));
        let has_key = model.fields.iter().any(|field| field.primary_key);
        let of_flask = model.bases.iter().any(|base| base.ends_with(".Model"));
        !model.is_abstract && (named || of_flask && has_key || model.framework == Framework::SqlModel)
    }

    /// The nearest base whose table a class without one shares.
    fn shared(&self, id: usize) -> Option<usize> {
        if self.all[id].model.is_abstract {
            return None;
        }
        self.line(id).into_iter().skip(1).find(|&base| self.table(base).is_some())
    }

    /// A class with what it takes over from bases that have no table.
    fn whole(&self, id: usize) -> Model {
        let mut model = self.all[id].model.clone();
        model.table = self.table(id);
        for base in self.line(id).into_iter().skip(1).filter(|&base| !self.is_mapped(base)) {
            let base = self.all[base].model;
            model.partial |= base.partial;
            model.schema = model.schema.take().or_else(|| base.schema.clone());
            if model.indexes.is_empty() && model.constraints.is_empty() {
                model.indexes.clone_from(&base.indexes);
                model.constraints.clone_from(&base.constraints);
            }
            let more: Vec<ModelField> = base
                .fields
                .iter()
                .filter(|field| !model.fields.iter().any(|own| own.name == field.name))
                .cloned()
                .collect();
            model.fields.extend(more);
        }
        model.partial |= self.line(id).into_iter().any(|id| self.has_foreign_base(id));
        model
    }

    /// Whether a base is imported from where nobody looked, and may bring columns.
    fn has_foreign_base(&self, id: usize) -> bool {
        let Declared { imports, model, .. } = self.all[id];
        model.bases.iter().any(|base| {
            let name = base.rsplit('.').next().unwrap_or(base);
            let head = base.split('.').next().unwrap_or(base);
            imports.iter().any(|(known, _)| known == head)
                && !WITHOUT_COLUMNS.contains(&name)
                && self.base(id, base).is_none()
        })
    }
}

/// The name Flask-SQLAlchemy gives a table: `HTTPLog` is `http_log`.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || letters.get(at + 1).is_some_and(|next| next.is_lowercase())
            });
        if begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
