//! The types of columns as SQLAlchemy writes them, names resolved: `String(20)`, `DateTime(timezone=True)`,
//! `postgresql.JSONB`, `Enum('a', 'b', name='kind')`. Which SQL type one is depends on the engine, and is the project's
//! to say.

use super::super::super::grammar::{Part, Role};
use super::super::super::names::How;
use super::super::super::outline::NodeId;
use super::super::Program;
use super::super::classes::Class;
use super::super::literals::Arguments;
use super::super::tokens::{Token, Tokens, tokens};

/// How deep types inside types are read.
const DEPTH: usize = 6;

/// The type that an expression names, and its class alone; `None` when it is none that SQLAlchemy has.
pub fn written(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    read(program, node, 0)
}

fn read(program: &Program<'_, '_>, node: NodeId, depth: usize) -> Option<String> {
    let outline = program.values.outline;
    if depth > DEPTH {
        return None;
    }
    let node = outline.unwrapped(node);
    match outline.role(node) {
        Role::Call => call(program, node, depth),
        Role::Name | Role::Member => named(program, node, depth),
        _ => None,
    }
}

/// A class without arguments, or a name that holds a type.
fn named(program: &Program<'_, '_>, node: NodeId, depth: usize) -> Option<String> {
    let outline = program.values.outline;
    if let Some(bound) = program.values.names.single(node).filter(|bound| bound.how == How::Assigned) {
        return read(program, bound.value, depth + 1);
    }
    let path = program.values.names.resolved(node)?;
    if let [name] = path[..]
        && let Some(base) = impl_of(program, name, depth)
    {
        return Some(base);
    }
    let name = outline.last_name(node)?;
    known_class(&path).map(|class| class.to_owned() + path.last().unwrap_or(&name))
}

/// What stands before the name of a type: nothing, or the dialect it belongs to. `None` for no type of SQLAlchemy.
fn known_class(path: &[&str]) -> Option<&'static str> {
    let (name, before) = path.split_last()?;
    if !name.starts_with(|c: char| c.is_uppercase()) {
        return None;
    }
    let own = match before {
        [] => false,
        // `db.String` of Flask, wherever `db` is made.
        [first, ..] => {
            matches!(*first, "sqlalchemy" | "sa" | "sqlmodel" | "flask_sqlalchemy") || before.last() == Some(&"db")
        }
    };
    let dialect = before.iter().rev().find_map(|part| match *part {
        "postgresql" => Some("postgresql."),
        "mysql" => Some("mysql."),
        "sqlite" => Some("sqlite."),
        _ => None,
    });
    match dialect {
        Some(dialect) if own || before.len() == 1 => Some(dialect),
        _ => (own || GENERIC.contains(name)).then_some(""),
    }
}

/// Types that are told by their names alone: a module of the program may hand them on.
const GENERIC: &[&str] = &[
    "ARRAY",
    "BigInteger",
    "Boolean",
    "Date",
    "DateTime",
    "Double",
    "Enum",
    "Float",
    "Integer",
    "Interval",
    "JSON",
    "JSONB",
    "LargeBinary",
    "Numeric",
    "PickleType",
    "SmallInteger",
    "String",
    "Text",
    "Time",
    "Unicode",
    "UnicodeText",
    "UUID",
    "Uuid",
    "AutoString",
];

/// What a `TypeDecorator` of this file stands on: its `impl`.
pub fn decorated(program: &Program<'_, '_>, class: &str) -> Option<String> {
    impl_of(program, class, 0)
}

fn impl_of(program: &Program<'_, '_>, name: &str, depth: usize) -> Option<String> {
    let attributes = class_named(program, name)?.attributes(program.values.outline);
    let stands_on = attributes.into_iter().find(|attribute| attribute.name == "impl")?;
    read(program, stands_on.value?, depth + 1)
}

pub fn class_named<'p, 'a>(program: &'p Program<'_, 'a>, name: &str) -> Option<&'p Class<'a>> {
    program.classes.iter().find(|class| class.name == name)
}

fn call(program: &Program<'_, '_>, node: NodeId, depth: usize) -> Option<String> {
    let outline = program.values.outline;
    let function = outline.callee(node)?;
    let arguments = Arguments::of(outline, node);
    let name = outline.last_name(function)?;
    if name == "with_variant" {
        return variant(program, outline.part(function, Part::Object)?, &arguments, depth);
    }
    // A mutable wrapper, `MutableDict.as_mutable(JSON)`.
    if name == "as_mutable" {
        return read(program, *arguments.positional.first()?, depth + 1);
    }
    let class = named(program, function, depth)?;
    let bare = class.rsplit('.').next().unwrap_or(&class);
    let mut said: Vec<String> = Vec::new();
    match bare {
        "Enum" | "ENUM" => said = enumeration(program, &arguments),
        "ARRAY" => said.extend(arguments.find(0, "item_type").and_then(|item| read(program, item, depth + 1))),
        _ => {
            let named =
                ["length", "precision", "scale", "display_width"].into_iter().filter_map(|size| arguments.named(size));
            let sizes = arguments.positional.iter().copied().chain(named);
            said.extend(sizes.filter_map(|size| Some(program.literals.number(size)?.to_string())));
        }
    }
    for option in ["timezone", "unsigned", "native_uuid", "native_enum"] {
        let value = arguments.named(option).and_then(|value| program.literals.flag(value));
        said.extend(value.map(|value| format!("{option}={}", if value { "True" } else { "False" })));
    }
    if bare == "DateTime" && arguments.positional.first().is_some_and(|&zone| program.literals.flag(zone) == Some(true))
    {
        said.push("timezone=True".to_owned());
    }
    Some(if said.is_empty() { class } else { format!("{class}({})", said.join(", ")) })
}

/// `JSON().with_variant(JSONB(), "postgresql")`
fn variant(program: &Program<'_, '_>, base: NodeId, arguments: &Arguments<'_>, depth: usize) -> Option<String> {
    let base = read(program, base, depth + 1)?;
    let (&other, dialects) = arguments.positional.split_first()?;
    let other = read(program, other, depth + 1)?;
    let dialects = dialects.iter().filter_map(|&dialect| program.literals.text(dialect));
    Some(dialects.fold(base, |all, dialect| format!("{all} | {dialect}: {other}")))
}

/// The values and the name of an enum. A class tells its members, which are stored by their names.
fn enumeration(program: &Program<'_, '_>, arguments: &Arguments<'_>) -> Vec<String> {
    let mut name = arguments.named("name").and_then(|name| program.literals.text(name));
    let mut found: Option<Vec<String>> =
        arguments.positional.iter().map(|&value| program.literals.text(value)).collect();
    if let (None, Some(&class)) = (&found, arguments.positional.first()) {
        let bare = program.values.outline.last_name(class).unwrap_or_default();
        name = name.or_else(|| Some(bare.to_lowercase()));
        found = arguments.named("values_callable").is_none().then(|| members(program, bare));
    }
    let found = found.filter(|_| !arguments.more).unwrap_or_default();
    let mut said: Vec<String> = found.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
    said.extend(name.map(|name| format!("name='{name}'")));
    said
}

/// The names of the members of an enum of this file.
fn members(program: &Program<'_, '_>, class: &str) -> Vec<String> {
    let attributes = class_named(program, class).map(|class| class.attributes(program.values.outline));
    let names =
        attributes.into_iter().flatten().filter(|attribute| attribute.value.is_some()).map(|attribute| attribute.name);
    names.filter(|name| !name.starts_with('_')).map(str::to_owned).collect()
}

/// What an annotation says: `Mapped[Optional[int]]` is an integer that may be NULL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    pub type_name: Option<String>,
    pub optional: bool,
    /// The class it names, when it is none of the types that have a column type.
    pub class: Option<String>,
    /// `Mapped[…]` stands around it.
    pub mapped: bool,
    /// `ClassVar`, `List[…]`, `WriteOnlyMapped[…]`: it is no column.
    pub no_column: bool,
}

pub fn annotation(program: &Program<'_, '_>, written: &str) -> Annotation {
    let found = tokens(written, 0);
    let mut annotation = Annotation::default();
    narrow(program, Tokens(&found), &mut annotation, 0);
    annotation
}

fn narrow(program: &Program<'_, '_>, mut all: Tokens<'_, '_>, annotation: &mut Annotation, depth: usize) {
    if depth > DEPTH {
        return;
    }
    if let Some(Token::Text(text)) = all.peek() {
        let inner = tokens(text, 0);
        return narrow(program, Tokens(&inner), annotation, depth + 1);
    }
    let arms: Vec<Tokens<'_, '_>> = all.split('|');
    if arms.len() > 1 {
        annotation.optional |= arms.iter().any(|arm| arm.peek() == Some(Token::Word("None")));
        if let Some(&arm) = arms.iter().find(|arm| arm.peek() != Some(Token::Word("None"))) {
            narrow(program, arm, annotation, depth + 1);
        }
        return;
    }
    let Some(path) = all.path() else { return };
    let name = path.last().map_or("", |(name, _)| *name);
    let inside = all.bracketed();
    match (name, inside) {
        ("Mapped", Some(inside)) => {
            annotation.mapped = true;
            narrow(program, inside, annotation, depth + 1);
        }
        ("Optional", Some(inside)) => {
            annotation.optional = true;
            narrow(program, inside, annotation, depth + 1);
        }
        ("Union", Some(inside)) => {
            let items = inside.items();
            annotation.optional |= items.iter().any(|item| item.peek() == Some(Token::Word("None")));
            if let Some(&item) = items.iter().find(|item| item.peek() != Some(Token::Word("None"))) {
                narrow(program, item, annotation, depth + 1);
            }
        }
        ("Annotated", Some(inside)) => {
            if let Some(&item) = inside.items().first() {
                narrow(program, item, annotation, depth + 1);
            }
        }
        ("ClassVar" | "DynamicMapped" | "WriteOnlyMapped" | "AssociationProxy" | "InitVar", _) => {
            annotation.no_column = true
        }
        ("list" | "List" | "set" | "Set" | "Sequence" | "Collection", inside) => {
            // The rows of a relationship.
            if let Some(item) = inside.and_then(|inside| inside.items().first().copied()) {
                narrow(program, item, annotation, depth + 1);
            }
            annotation.type_name = None;
            annotation.no_column = true;
        }
        ("Literal", Some(inside)) => {
            let values = inside.items().into_iter().filter_map(|item| match item.peek() {
                Some(Token::Text(text)) => Some(format!("'{text}'")),
                _ => None,
            });
            let values: Vec<String> = values.collect();
            annotation.type_name =
                (!values.is_empty()).then(|| format!("Enum({}, native_enum=False)", values.join(", ")));
        }
        (name, _) => match python_type(name) {
            Some(known) => annotation.type_name = Some(known.to_owned()),
            None => alias(program, name, annotation, depth),
        },
    }
}

/// A class or an alias of this file: an enum, or `Annotated[int, …]`.
fn alias(program: &Program<'_, '_>, name: &str, annotation: &mut Annotation, depth: usize) {
    let outline = program.values.outline;
    annotation.class = Some(name.to_owned());
    if let Some(class) = class_named(program, name) {
        let mut bases = class.bases.iter().filter_map(|&base| outline.last_name(base));
        if bases.any(|base| base.ends_with("Enum") || base == "Flag") {
            let mut said: Vec<String> = members(program, name).iter().map(|member| format!("'{member}'")).collect();
            said.push(format!("name='{}'", name.to_lowercase()));
            annotation.type_name = Some(format!("Enum({})", said.join(", ")));
        }
        return;
    }
    if let Some(value) = alias_of(program, name) {
        let written = outline.text_of(value);
        if written.contains('[') || python_type(written).is_some() {
            let found = tokens(written, 0);
            narrow(program, Tokens(&found), annotation, depth + 1);
        }
    }
}

/// What a name of the module is set to.
pub fn alias_of(program: &Program<'_, '_>, name: &str) -> Option<NodeId> {
    let outline = program.values.outline;
    let is_it = |&id: &NodeId| {
        outline.role(id) == Role::Binding
            && program.values.names.scope_of(id).is_none()
            && outline.part(id, Part::Name).is_some_and(|own| outline.text_of(own) == name)
    };
    outline.part(outline.ids().find(is_it)?, Part::Value)
}

/// The column type of a Python type.
fn python_type(name: &str) -> Option<&'static str> {
    Some(match name {
        "int" => "Integer",
        "str" => "String",
        "float" => "Float",
        "bool" => "Boolean",
        "bytes" => "LargeBinary",
        "datetime" => "DateTime",
        "date" => "Date",
        "time" => "Time",
        "timedelta" => "Interval",
        "Decimal" => "Numeric",
        "UUID" => "Uuid",
        _ => return None,
    })
}
