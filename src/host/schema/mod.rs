//! What a program says of the schema: ORM models, and migrations that are written in the program's language.
//! Each library reads the classes and calls it knows; what they all need stands in `classes` and `literals`.

mod alembic;
mod classes;
mod diesel;
mod django;
mod literals;
mod records;
mod seaorm;
mod sqlalchemy;
mod tokens;

use self::classes::Class;
use self::literals::Literals;
use super::recognition::Recognition;
use super::strings::Values;
use crate::extract::HostSchema;
use crate::fact::Dialect;

/// A program, as the readers of all libraries see it.
pub struct Program<'p, 'a> {
    pub values: &'p Values<'a>,
    pub literals: Literals<'p, 'a>,
    /// Classes that stand in no function, in the order of the file; those inside other classes are not among them.
    pub classes: Vec<Class<'a>>,
    /// Where it lies in the repository.
    pub path: &'p str,
    /// Of SQL inside it.
    pub dialect: Dialect,
}

type Reader = fn(&Program<'_, '_>, &mut HostSchema);

/// By the name of the library.
const READERS: &[(&str, Reader)] = &[
    ("django", django::read),
    ("sqlalchemy", sqlalchemy::read),
    ("flask_sqlalchemy", sqlalchemy::read),
    ("diesel", diesel::read),
    ("sea-orm", seaorm::read),
    ("peewee", records::read_peewee),
    ("tortoise", records::read_tortoise),
];

/// Reads models and migrations. What shows no sign of a library has none of it.
pub fn read(values: &Values<'_>, recognition: &Recognition<'_>, path: &str, dialect: Dialect) -> HostSchema {
    let mut schema = HostSchema::default();
    django::read_settings(values, path, &mut schema);
    let text = values.outline.text;
    let mut readers: Vec<Reader> = Vec::new();
    for (name, reader) in READERS {
        let library = values.libraries.iter().find(|library| library.name == *name);
        let imported = recognition.imported().any(|library| library.name == *name);
        let shown =
            imported || library.is_some_and(|library| library.other_signs.iter().any(|sign| text.contains(sign)));
        if shown && !readers.iter().any(|known| std::ptr::fn_addr_eq(*known, *reader)) {
            readers.push(*reader);
        }
    }
    if readers.is_empty() {
        return schema;
    }
    let classes = classes::classes(values.outline);
    let program = Program { values, literals: Literals { values }, classes, path, dialect };
    for reader in readers {
        reader(&program, &mut schema);
    }
    schema
}
