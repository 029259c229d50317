//! What a program says of the schema: ORM models, and migrations that are written in the program's language.
//! Each library reads the classes and calls it knows; what they all need stands in `classes` and `literals`.

mod classes;
mod django;
mod literals;

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

/// Reads models and migrations. What imports none of the libraries has none.
pub fn read(values: &Values<'_>, recognition: &Recognition<'_>, path: &str, dialect: Dialect) -> HostSchema {
    let mut schema = HostSchema::default();
    django::read_settings(values, path, &mut schema);
    let imports = |name: &str| recognition.imported().any(|library| library.name == name);
    let readers: [(&str, fn(&Program<'_, '_>, &mut HostSchema)); 1] = [("django", django::read)];
    let readers = readers.into_iter().filter(|(library, _)| imports(library)).collect::<Vec<_>>();
    if readers.is_empty() {
        return schema;
    }
    let classes = classes::classes(values.outline);
    let program = Program { values, literals: Literals { values }, classes, path, dialect };
    for (_, reader) in readers {
        reader(&program, &mut schema);
    }
    schema
}
