//! Host-language text to extract: which calls reach a database, in which loops, with which SQL. All that is
//! known of a language or a library is data in `grammars/`; nothing here names a kind of syntax node.

mod admission;
mod bound_values;
mod connection_strings;
mod declarations;
mod directives;
mod escapes;
mod executions;
mod expressions;
mod functions;
mod grammar;
mod guards;
mod handfuls;
mod handlers;
mod idioms;
mod joined;
mod knowledge;
mod languages;
mod library;
mod loops;
mod macros;
mod names;
mod outline;
mod outside;
mod own;
mod paths;
mod pattern;
mod premises;
mod promises;
mod provenance;
mod purposes;
mod recognition;
mod resolvers;
mod results;
mod rows;
mod schema;
mod sheet;
mod strings;
mod surroundings;
mod template;
mod texts;
mod transactions;
mod types;
mod usage;
mod waiting;
mod wrappers;

#[cfg(test)]
mod tests;

pub use knowledge::{Knowledge, Understood};
pub use languages::{LANGUAGES, Language, by_extension, by_name};
pub use own::OwnLibrary;

use crate::extract::{DialectChoice, Extract};
use crate::fact::Dialect;
use crate::text::{FileRole, Source, SourceKind};

/// Reads one program. `dialect` is what the user said; the libraries it imports say it otherwise,
/// or what it connects to.
pub fn read(source: &Source, knowledge: &Knowledge, dialect: Option<Dialect>) -> Extract {
    let SourceKind::Host(name) = source.kind else { return Extract::default() };
    let language = knowledge.language(name).filter(|language| language.may_matter(&source.text));
    language.map_or_else(Extract::default, |language| read_program(source, language, Some(dialect)))
}

/// Reads a program that has no word of a database, but names a function that uses one.
pub fn read_caller(source: &Source, knowledge: &Knowledge) -> Extract {
    let SourceKind::Host(name) = source.kind else { return Extract::default() };
    knowledge.language(name).map_or_else(Extract::default, |language| read_program(source, language, None))
}

/// How many places of a program its grammar could not read.
pub fn syntax_errors(source: &Source, knowledge: &Knowledge) -> usize {
    let SourceKind::Host(name) = source.kind else { return 0 };
    knowledge.language(name).map_or(0, |language| outline::syntax_errors(&language.grammar, &source.text))
}

/// Without `dialect`, only functions, loops and what they read of rows.
fn read_program(source: &Source, language: &Understood, dialect: Option<Option<Dialect>>) -> Extract {
    let mut extract = Extract::default();
    let outline = outline::Outline::read(&language.grammar, &source.text);
    let names = names::Names::read(&outline, &language.idioms);
    let values = strings::Values::new(&outline, &names, &language.idioms, &language.libraries);
    let recognition = recognition::Recognition::read(&values);
    let loops = loops::Loops::read(&values);
    if let Some(dialect) = dialect {
        read_database(&values, &loops, &recognition, (source, dialect), &mut extract);
    }
    rows::read(&values, &loops, source.role(), &mut extract);
    extract.functions = functions::read(&values, &loops, &recognition, &extract, source.tests_from());
    let errands;
    (extract.transactions, errands) = transactions::read(&values, &loops, &recognition, &language.outside, &extract);
    extract.loops = errands.noted(loops);
    directives::read(&outline, &mut extract);
    if source.role() == FileRole::Migration {
        extract.marks.written = schema::written(&source.text);
    }
    extract
}

/// What a program does with a database.
fn read_database<'a>(
    values: &'a strings::Values<'a>,
    loops: &'a loops::Loops,
    recognition: &'a recognition::Recognition<'a>,
    (source, dialect): (&Source, Option<Dialect>),
    extract: &mut Extract,
) {
    let said = recognition.imported().find_map(|library| Some((library.dialect?, &library.title)));
    let connection = connection_strings::dialect(values.outline).filter(|_| said.is_none());
    // What lies in a folder of that name speaks to it.
    let is_for_sqlite = source.path.split('/').rev().skip(1).any(|folder| matches!(folder, "sqlite" | "sqlite3"));
    let connected = connection.as_ref().map(|choice| choice.dialect);
    let connected = connected.or_else(|| is_for_sqlite.then_some(Dialect::Sqlite));
    extract.dialect = match (dialect, said) {
        (Some(_), _) => None,
        (None, None) => connection,
        (None, Some((dialect, title))) => Some(DialectChoice { dialect, reason: format!("the import of {title}") }),
    };
    let of_schema = dialect.or(extract.dialect.as_ref().map(|choice| choice.dialect)).unwrap_or_default();
    extract.schema = schema::read(values, recognition, &source.path, of_schema);
    executions::Reader::new(values, loops, recognition, (dialect, connected), extract).read();
    extract.declarations = declarations::read(values);
    extract.resolvers = resolvers::read(values);
}
