//! SQLAlchemy's and SQLModel's models, of the styles of 1.4 and of 2.0, and tables without a class. What a class takes
//! over from its bases, and the table it has when it does not say so, is the project's to find out.

pub mod columns;
pub mod constraints;
pub mod sql;
pub mod types;

use self::columns::Says;
use super::super::grammar::{Kind, Part, Role};
use super::super::names::How;
use super::super::outline::NodeId;
use super::Program;
use super::classes::{Attribute, Class};
use super::literals::Arguments;
use crate::extract::{Framework, HostSchema, Model, ModelField};

/// What an attribute may hold that is no column, whatever its arguments.
const NO_COLUMN: &[&str] = &[
    "association_proxy",
    "synonym",
    "column_property",
    "backref",
    "hybrid_property",
    "query_expression",
    "ConfigDict",
    "validates",
    "PrivateAttr",
    "frozenset",
    "set",
    "dict",
    "list",
    "tuple",
    "getLogger",
    "compile",
    "namedtuple",
    "text",
];

/// Bases that have no fields of their own.
const ROOTS: &[&str] = &["DeclarativeBase", "DeclarativeBaseNoMeta", "SQLModel", "Model", "Base", "MappedAsDataclass"];

pub fn read(program: &Program<'_, '_>, schema: &mut HostSchema) {
    super::alembic::read(program, schema);
    if schema.migration.is_some() {
        return;
    }
    let first = schema.models.len();
    schema.models.extend(program.classes.iter().filter_map(|class| model(program, class)));
    schema.models.extend(tables(program));
    schema.models.extend(named_types(program));
    module_indexes(program, &mut schema.models[first..]);
    let outline = program.values.outline;
    let bases = schema.models[first..].iter().flat_map(|model| &model.bases);
    let heads = bases.filter_map(|base| base.split('.').next());
    let imported = heads.filter_map(|head| {
        let import = outline.ids().find(|&id| {
            let known = outline.part(id, Part::Alias).or_else(|| outline.part(id, Part::Name));
            outline.role(id) == Role::Import && known.is_some_and(|known| outline.text_of(known) == head)
        })?;
        let from = outline.part(import, Part::Path).map(|path| outline.text_of(path))?;
        let name = outline.part(import, Part::Name).map_or(head, |name| outline.text_of(name));
        Some((head.to_owned(), format!("{from}.{name}")))
    });
    let mut imported: Vec<_> = imported.collect();
    imported.sort();
    imported.dedup();
    schema.imports.extend(imported);
}

fn model(program: &Program<'_, '_>, class: &Class<'_>) -> Option<Model> {
    let outline = program.values.outline;
    let mut model = Model::new(Framework::SqlAlchemy, class.name_span);
    model.name = class.name.to_owned();
    model.bases = class.base_names(outline);
    let keywords = Arguments {
        named: class
            .bases
            .iter()
            .filter_map(|&base| {
                (outline.role(base) == Role::Keyword).then(|| {
                    Some((outline.text_of(outline.part(base, Part::Name)?), outline.part(base, Part::Value)?))
                })?
            })
            .collect(),
        ..Arguments::default()
    };
    let is_table = keywords.named("table").and_then(|value| program.literals.flag(value)) == Some(true);
    let last = |base: &String| base.rsplit('.').next().unwrap_or_default().to_owned();
    // Django's models are another's to read.
    if model.bases.iter().any(|base| base.ends_with("models.Model")) {
        return None;
    }
    let is_sqlmodel = is_table || model.bases.iter().any(|base| last(base) == "SQLModel");
    if is_sqlmodel {
        model.framework = Framework::SqlModel;
        // What has no table gives its fields to those that have.
        model.is_abstract = !is_table;
    }
    for attribute in class.attributes(outline) {
        read_attribute(program, &attribute, &mut model);
    }
    for function in class.functions(outline) {
        declared(program, function, &mut model);
    }
    let says_nothing = model.fields.is_empty() && model.table.is_none() && !model.is_abstract;
    let plain = outline.parts(class.node, Part::Base).next().is_none();
    let rooted = model.bases.iter().any(|base| ROOTS.contains(&last(base).as_str()));
    (!says_nothing || rooted || !plain && model.constraints.is_empty() && is_sqlmodel).then_some(model)
}

fn read_attribute(program: &Program<'_, '_>, attribute: &Attribute<'_>, model: &mut Model) {
    let outline = program.values.outline;
    let value = attribute.value.map(|value| outline.unwrapped(value));
    match attribute.name {
        "__tablename__" => {
            model.table = value.and_then(|value| program.literals.text(value));
            model.partial |= model.table.is_none();
            return;
        }
        "__abstract__" => {
            model.is_abstract = value.and_then(|value| program.literals.flag(value)) == Some(true);
            return;
        }
        "__table_args__" => {
            value.into_iter().for_each(|value| table_args(program, value, model));
            return;
        }
        "__table__" => {
            // The table is made elsewhere, and so read there.
            model.is_proxy = true;
            return;
        }
        _ => {}
    }
    let annotation = attribute.annotation.map(|annotation| types::annotation(program, outline.text_of(annotation)));
    // `id = Column(…)`, `id = deferred(Column(…))`
    let wrapped = value.and_then(|value| {
        let (_, arguments) = program.literals.call(value)?;
        arguments.positional.first().copied().filter(|&inner| columns::says(program, inner) == Some(Says::Column))
    });
    let wrapper = value.and_then(|value| program.literals.call(value)).and_then(|(path, _)| path.last().copied());
    let is_deferred = wrapped.is_some() && wrapper == Some(columns::DEFERRED);
    let own = value.filter(|&value| columns::says(program, value).is_some()).or(wrapped);
    let head = (attribute.name, attribute.span);
    let class = annotation.as_ref().and_then(|annotation| annotation.class.clone());
    let mut field = match own.and_then(|own| Some((own, columns::says(program, own)?))) {
        Some((own, Says::Relationship)) => Some(columns::relationship(program, own, head, class)),
        Some((own, Says::Column)) => annotated(program, own, head, annotation),
        Some((own, Says::Field)) if model.framework == Framework::SqlModel => {
            let mut field = bare(program, head, annotation).map(without_zone);
            field.iter_mut().for_each(|field| columns::field(program, own, field));
            field
        }
        _ => {
            // What another function gives may be a column.
            let call = value.and_then(|value| program.literals.call(value)).and_then(|(path, _)| path.last().copied());
            let annotated = annotation.as_ref().is_some_and(|annotation| !annotation.mapped);
            model.partial |= !annotated
                && !attribute.name.starts_with("__")
                && call.is_some_and(|name| !NO_COLUMN.contains(&name) && name.starts_with(|c: char| c.is_lowercase()));
            let is_column = |mapped: bool| mapped || model.framework == Framework::SqlModel;
            let annotation =
                annotation.filter(|annotation| is_column(annotation.mapped) && !attribute.name.starts_with('_'));
            let field = annotation.and_then(|annotation| bare(program, head, Some(annotation)));
            if model.framework == Framework::SqlModel { field.map(without_zone) } else { field }
        }
    };
    if let Some(field) = field.as_mut().filter(|_| is_deferred) {
        field.loading = Some(columns::DEFERRED.to_owned());
    }
    model.partial |= attribute.conditional && field.is_some();
    model.fields.extend(field);
}

/// Versions of SQLModel differ in whether a `datetime` has a time zone, so that its type is not known.
fn without_zone(mut field: ModelField) -> ModelField {
    if field.type_name.as_deref() == Some("DateTime") {
        field.type_name = None;
    }
    field
}

/// A column that a call describes, beside its annotation.
fn annotated(
    program: &Program<'_, '_>,
    call: NodeId,
    head: (&str, crate::text::Span),
    annotation: Option<types::Annotation>,
) -> Option<ModelField> {
    let Some(annotation) = annotation.filter(|annotation| annotation.mapped) else {
        let mut field = columns::column(program, call, Some(head))?;
        field.null = Some(field.null.unwrap_or(!field.primary_key));
        return Some(field);
    };
    let mut field = bare(program, head, Some(annotation))?;
    let optional = field.null;
    let arguments = Arguments::of(program.values.outline, call);
    let name = arguments.find(0, "name").and_then(|name| program.literals.text(name));
    field.column = name.filter(|name| *name != field.name);
    field.null = None;
    let told = (std::mem::take(&mut field.kind), field.type_name.take());
    columns::options(program, &arguments, &mut field);
    // A foreign key has the type of what it points at, whatever the annotation says.
    if field.kind.is_empty() && field.target.is_none() {
        (field.kind, field.type_name) = told;
    }
    field.null = field.null.or(optional);
    Some(field)
}

/// A column that an annotation alone describes.
fn bare(
    program: &Program<'_, '_>,
    (name, span): (&str, crate::text::Span),
    annotation: Option<types::Annotation>,
) -> Option<ModelField> {
    let annotation = annotation?;
    if annotation.no_column {
        return None;
    }
    let mut field =
        ModelField { name: name.to_owned(), span, null: Some(annotation.optional), ..ModelField::default() };
    if let Some(written) = annotation.type_name {
        columns::note_type(&mut field, written);
    }
    // `Annotated[int, mapped_column(primary_key=True)]` behind a name.
    let outline = program.values.outline;
    if let Some(class) = annotation.class.as_ref().filter(|_| field.type_name.is_none()) {
        field.kind.clone_from(class);
    }
    let alias = annotation.class.and_then(|class| types::alias_of(program, &class));
    let inside = alias.into_iter().flat_map(|alias| outline.within(alias));
    let call = inside.into_iter().find(|&id| columns::says(program, id) == Some(Says::Column));
    if let Some(call) = call {
        columns::options(program, &Arguments::of(outline, call), &mut field);
    }
    Some(field)
}

/// `@declared_attr`: a function that gives the table's name, its arguments, or a column.
fn declared(program: &Program<'_, '_>, function: NodeId, model: &mut Model) {
    let outline = program.values.outline;
    let Some(name) = outline.part(function, Part::Name) else { return };
    let is_return = |&id: &NodeId| outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Return;
    let returns: Vec<NodeId> = outline.within(function).filter(is_return).collect();
    let [only] = returns[..] else {
        model.partial |= matches!(outline.text_of(name), "__tablename__" | "__table_args__");
        return;
    };
    let Some(value) = outline.part(only, Part::Value).map(|value| outline.unwrapped(value)) else { return };
    match outline.text_of(name) {
        "__tablename__" => {
            let written = outline.text_of(value);
            let constant = program.literals.text(value);
            model.table = constant.or_else(|| {
                (written == "cls.__name__.lower()" || written == "self.__name__.lower()")
                    .then(|| "%(class)s".to_owned())
            });
            model.partial |= model.table.is_none();
        }
        "__table_args__" => table_args(program, value, model),
        attribute => match columns::says(program, value) {
            Some(Says::Column) => {
                let annotation = outline.part(function, Part::Type);
                let annotation = annotation.map(|annotation| types::annotation(program, outline.text_of(annotation)));
                model.fields.extend(annotated(program, value, (attribute, outline.span(name)), annotation));
            }
            Some(Says::Relationship) => {
                model.fields.push(columns::relationship(program, value, (attribute, outline.span(name)), None));
            }
            _ => {}
        },
    }
}

/// A tuple of constraints and indexes, perhaps with options at its end, or the options alone.
fn table_args(program: &Program<'_, '_>, value: NodeId, model: &mut Model) {
    let outline = program.values.outline;
    let value = program.literals.resolved(value);
    if outline.role(value) == Role::Dictionary {
        for (key, option) in program.literals.pairs(value).unwrap_or_default() {
            if program.literals.text(key).as_deref() == Some("schema") {
                model.schema = program.literals.text(option);
            }
        }
        return;
    }
    let Some(items) = program.literals.items(value) else {
        model.partial = true;
        return;
    };
    for item in items {
        if outline.role(program.literals.resolved(item)) == Role::Dictionary {
            table_args(program, item, model);
        } else if !constraints::add(program, program.literals.resolved(item), model) {
            model.partial = true;
        }
    }
}

/// `posts = Table("posts", metadata, Column(…), …)`
fn tables(program: &Program<'_, '_>) -> Vec<Model> {
    let outline = program.values.outline;
    let calls =
        outline.ids().filter(|&id| outline.role(id) == Role::Call && program.values.names.scope_of(id).is_none());
    calls
        .filter_map(|id| {
            let (path, arguments) = program.literals.call(id).filter(|(path, _)| path.last() == Some(&"Table"))?;
            let known = path.iter().any(|part| matches!(*part, "sqlalchemy" | "sa" | "db" | "flask_sqlalchemy"));
            let (&name, rest) = arguments.positional.split_first()?;
            if !known || rest.len() < 2 && arguments.named("schema").is_none() {
                return None;
            }
            let mut model = described(program, name, &rest[1..], &arguments)?;
            let binding = outline.nodes[id].parent.filter(|&parent| outline.role(parent) == Role::Binding);
            if let Some(variable) = binding.and_then(|binding| outline.part(binding, Part::Name)) {
                model.name = outline.last_name(variable).unwrap_or_default().to_owned();
            }
            Some(model)
        })
        .collect()
}

/// A table whose columns and constraints are the arguments of a call: `Table(…)`, `op.create_table(…)`.
pub fn described(program: &Program<'_, '_>, name: NodeId, rest: &[NodeId], arguments: &Arguments<'_>) -> Option<Model> {
    let outline = program.values.outline;
    let mut model = Model::new(Framework::SqlAlchemy, outline.span(name));
    model.name = sql::name(program, name)?;
    model.table = Some(model.name.clone());
    model.schema = arguments.named("schema").and_then(|schema| program.literals.text(schema));
    model.partial = arguments.more;
    for &argument in rest {
        let argument = program.literals.resolved(argument);
        match columns::says(program, argument) {
            Some(Says::Column) => match columns::column(program, argument, None) {
                Some(field) => {
                    model.fields.push(ModelField { null: Some(field.null.unwrap_or(!field.primary_key)), ..field });
                }
                None => model.partial = true,
            },
            _ => model.partial |= !constraints::add(program, argument, &mut model),
        }
    }
    Some(model)
}

/// `Index("by_mail", User.mail)` beside a class, or of a table's columns.
fn module_indexes(program: &Program<'_, '_>, models: &mut [Model]) {
    let outline = program.values.outline;
    for id in outline.ids() {
        let of_module = program.values.names.scope_of(id).is_none() && program.values.names.class_around(id).is_none();
        if outline.role(id) != Role::Call || !of_module {
            continue;
        }
        let Some((path, arguments)) = program.literals.call(id) else { continue };
        let Some(first) = arguments.positional.get(1).filter(|_| path.last() == Some(&"Index")) else { continue };
        if models.iter().any(|model| model.span.contains(outline.span(id))) {
            continue;
        }
        // The first name that a key mentions is that of the class or table.
        let owner = outline.within(*first).find_map(|at| {
            let path = outline.path(at).filter(|path| path.len() > 1)?;
            models.iter().position(|model| model.name == path[0])
        });
        if let Some(owner) = owner {
            constraints::add(program, id, &mut models[owner]);
        }
    }
}

/// Types that the module has names for, which other modules use: `key = Annotated[int, mapped_column(…)]`, and classes
/// that stand on a type of SQLAlchemy. Each is a model of one field that is called as it is.
fn named_types(program: &Program<'_, '_>) -> Vec<Model> {
    let outline = program.values.outline;
    let alias = |id: NodeId| {
        let (name, value) = (outline.part(id, Part::Name)?, outline.part(id, Part::Value)?);
        let of_module = outline.role(id) == Role::Binding
            && outline.nodes[id].parent.is_none_or(|parent| {
                outline
                    .ancestors(parent)
                    .chain([parent])
                    .all(|around| !matches!(outline.role(around), Role::Class | Role::Function))
            });
        let written = outline.text_of(value);
        if !of_module || !written.starts_with("Annotated[") && !written.starts_with("typing.Annotated[") {
            return None;
        }
        let annotation = types::annotation(program, outline.text_of(name));
        let field = bare(program, (outline.text_of(name), outline.span(name)), Some(annotation))?;
        Some((field.name.clone(), ModelField { null: field.null.filter(|&null| null), ..field }))
    };
    let decorator = |class: &Class<'_>| {
        let written = types::decorated(program, class.name)?;
        let mut field = ModelField { name: class.name.to_owned(), span: class.name_span, ..ModelField::default() };
        columns::note_type(&mut field, written);
        Some((field.name.clone(), field))
    };
    let aliases = outline.ids().filter(|&id| outline.role(id) == Role::Binding).filter_map(alias);
    let all = aliases.chain(program.classes.iter().filter_map(decorator));
    all.map(|(name, field)| {
        let mut model = Model::new(Framework::SqlAlchemy, field.span);
        (model.name, model.fields, model.is_abstract) = (name, vec![field], true);
        model
    })
    .collect()
}

/// What a name was assigned as, when it was so but once.
pub fn assigned(program: &Program<'_, '_>, name: NodeId) -> Option<NodeId> {
    let bound = program.values.names.single(name).filter(|bound| bound.how == How::Assigned)?;
    Some(program.values.outline.unwrapped(bound.value))
}
