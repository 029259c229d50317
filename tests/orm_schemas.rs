//! Models and migrations of Alembic, and models of Diesel and SeaORM: the schema read from the programs of
//! `tests/orm/` is the one the libraries really make, as `scripts/alembic-truth` wrote it down.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seqscan::extract::{Extract, ReferentialAction};
use seqscan::fact::{Dialect, Known};
use seqscan::host::by_extension;
use seqscan::lint::{Settings, extract};
use seqscan::project::Contribution;
use seqscan::project::catalog::{Backs, Catalog, ColumnId, Index, Keyed, Replay, SqlType, Table, TypeFamily};
use seqscan::project::models::{Attribute, Class, Models, Placed, alembic, diesel, seaorm, sqlalchemy};
use seqscan::text::{Source, SourceKind};

/// All programs and SQL files of a folder of `tests/orm/`, read.
struct Files(Vec<(Arc<str>, bool, Extract)>);

impl Files {
    fn read(folder: &str, dialect: Dialect) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/orm").join(folder);
        let mut paths = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("the folder is ours") {
                let path: PathBuf = entry.expect("readable").path();
                if path.is_dir() { folders.push(path) } else { paths.push(path) }
            }
        }
        paths.sort();
        let settings = Settings { dialect: Some(dialect), ..Settings::default() };
        let read = |path: PathBuf| {
            let extension = path.extension()?.to_str()?;
            let kind = match by_extension(extension) {
                Some(language) => SourceKind::Host(language.name),
                None if extension == "sql" => SourceKind::Sql,
                None => return None,
            };
            let name = path.strip_prefix(&root).expect("below it").to_str()?.to_owned();
            let source = Source::new(name.as_str(), fs::read_to_string(&path).expect("readable"), kind);
            let extract = extract(&source, &settings);
            Some((Arc::from(name), kind == SourceKind::Sql, extract))
        };
        Self(paths.into_iter().filter_map(read).collect())
    }

    fn contributions(&self) -> Vec<Contribution<'_>> {
        self.0
            .iter()
            .map(|(path, is_sql, extract)| Contribution {
                path,
                kind: if *is_sql { SourceKind::Sql } else { SourceKind::Host("python") },
                extract,
            })
            .collect()
    }

    /// What its SQL files do, those that undo aside.
    fn sql(&self) -> Vec<Placed> {
        let up = self.0.iter().filter(|(path, is_sql, _)| *is_sql && !path.ends_with("down.sql"));
        let of_file = |(path, _, extract): &(Arc<str>, bool, Extract)| {
            let operations = extract.statements.iter().flat_map(|statement| statement.definitions.operations.clone());
            operations.map(|operation| Placed { path: path.clone(), operation }).collect::<Vec<_>>()
        };
        up.flat_map(of_file).collect()
    }
}

fn replay(operations: &[Placed], dialect: Dialect) -> Catalog {
    let mut replay = Replay::new(dialect);
    operations.iter().for_each(|placed| replay.apply(&placed.operation, &placed.path));
    replay.finish()
}

/// A schema as lines, each with its table before it.
type Lines = BTreeSet<String>;

fn lines(catalog: &Catalog) -> Lines {
    catalog.tables().iter().flat_map(table_lines).collect()
}

fn table_lines(table: &Table) -> Vec<String> {
    let named = |ids: &[ColumnId]| ids.iter().map(|&id| table.name_of(id)).collect::<Vec<_>>().join(", ");
    let columns = table.columns.iter().map(|column| {
        let required = if column.nullable == Known::Yes(false) { " not null" } else { "" };
        format!("column {} {}{required}", column.name, type_line(&column.ty))
    });
    // SQLite has no index for a key that is the row's own number.
    let primary_key = (!table.primary_key.is_empty()).then(|| format!("primary key ({})", named(&table.primary_key)));
    let others = table.indexes.iter().filter(|index| index.backs != Backs::PrimaryKey);
    let indexes = others.map(|index| index_line(table, index)).chain(primary_key);
    let keys = table.foreign_keys.iter().map(|key| {
        let action = match key.on_delete {
            Some(ReferentialAction::Cascade) => "cascade",
            Some(ReferentialAction::SetNull) => "set null",
            Some(ReferentialAction::SetDefault) => "set default",
            Some(ReferentialAction::Restrict) => "restrict",
            Some(ReferentialAction::NoAction) | None => "no action",
        };
        let targets = key.target_columns.join(", ");
        format!("foreign key ({}) -> {} ({targets}) on delete {action}", named(&key.columns), key.target)
    });
    let all = columns.chain(indexes).chain(keys);
    all.map(|line| format!("{}: {line}", table.name)).collect()
}

fn index_line(table: &Table, index: &Index) -> String {
    let kind = if index.unique { "unique index" } else { "index" };
    let keys = index.keys.iter().map(|key| {
        let subject = match &key.of {
            Keyed::Column(id) => table.name_of(*id).to_owned(),
            Keyed::Expression { text, .. } => plain(text),
        };
        format!("{subject}{}", if key.descending { " desc" } else { "" })
    });
    let keys = keys.collect::<Vec<_>>().join(", ");
    let condition = index.predicate.as_ref().map(|condition| format!(" where {}", plain(&condition.text)));
    format!("{kind} ({keys}){}", condition.unwrap_or_default())
}

/// A type of the schema itself is known by its name.
fn type_line(ty: &SqlType) -> String {
    let family = match ty.family {
        TypeFamily::Other | TypeFamily::Enum => ty.written.clone(),
        family => format!("{family:?} {:?} {:?}", ty.length, ty.scale),
    };
    format!("{family}{}", if ty.array { "[]" } else { "" })
}

/// An expression without what an engine adds when it prints it: casts, brackets, white space.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("::") {
        plain.push_str(&rest[..at]);
        rest = rest[at + 2..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    }
    plain.push_str(rest);
    plain
        .to_lowercase()
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What an engine said of its schema, in the same lines.
fn expected(file: &str, dialect: Dialect) -> Lines {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/orm").join(file);
    let text = fs::read_to_string(path).expect("the script wrote it");
    let mut table = "";
    let mut lines = Lines::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("table ") {
            table = name;
            continue;
        }
        lines.insert(format!("{table}: {}", expected_line(line.trim(), dialect)));
    }
    assert!(lines.len() > 5, "nothing is expected");
    lines
}

fn expected_line(line: &str, dialect: Dialect) -> String {
    if let Some(column) = line.strip_prefix("column ") {
        let (name, rest) = column.split_once(' ').expect("a type");
        let (written, required) = match rest.strip_suffix(" not null") {
            Some(written) => (written, " not null"),
            None => (rest, ""),
        };
        return format!("column {name} {}{required}", type_line(&SqlType::parse(written, dialect)));
    }
    let Some((kind, rest)) = line.split_once(" (").filter(|_| !line.starts_with("foreign")) else {
        return line.to_owned();
    };
    let (keys, condition) = match rest.split_once(") where ") {
        Some((keys, condition)) => (keys, format!(" where {}", plain(condition))),
        None => (rest.strip_suffix(')').expect("closed"), String::new()),
    };
    let keys = keys.split(", ").map(|key| if key.contains('(') { plain(key) } else { key.to_owned() });
    format!("{kind} ({}){condition}", keys.collect::<Vec<_>>().join(", "))
}

/// The lines that only one side has.
fn difference(ours: &Lines, theirs: &Lines) -> String {
    let only = |sign: &str, one: &Lines, other: &Lines| {
        one.difference(other).map(|line| format!("{sign} {line}\n")).collect::<String>()
    };
    only("+", ours, theirs) + &only("-", theirs, ours)
}

/// What versions of SQLModel differ in is not known.
fn without_moments_of_sqlmodel(lines: &mut Lines) {
    assert_eq!(lines.len(), {
        lines.retain(|line| !line.starts_with("staffnote: column due "));
        lines.len() + 1
    });
}

#[test]
fn models_of_sqlalchemy_make_the_tables_that_it_makes() {
    for (dialect, file) in
        [(Dialect::Postgres, "expected.models.postgres"), (Dialect::Sqlite, "expected.models.sqlite")]
    {
        let files = Files::read("alembic", dialect);
        let mut ours = lines(&replay(&sqlalchemy::operations(&files.contributions(), dialect), dialect));
        let mut theirs = expected(&format!("alembic/{file}"), dialect);
        without_moments_of_sqlmodel(&mut ours);
        without_moments_of_sqlmodel(&mut theirs);
        let difference = difference(&ours, &theirs);
        assert!(difference.is_empty(), "{dialect:?}, + ours, - the engine's:\n{difference}");
    }
}

#[test]
fn migrations_of_alembic_leave_the_schema_that_it_leaves() {
    let files = Files::read("alembic", Dialect::Postgres);
    let files = files.contributions();
    let catalog = replay(&alembic::operations(&files, Dialect::Postgres), Dialect::Postgres);
    let difference = difference(&lines(&catalog), &expected("alembic/expected.migrations.postgres", Dialect::Postgres));
    assert!(difference.is_empty(), "+ ours, - the engine's:\n{difference}");
    assert_eq!(alembic::heads(&files), ["c5e001"]);
    let order = alembic::in_order(&files);
    let names: Vec<&str> = order.iter().filter_map(|file| file.path.rsplit('/').next()?.split('_').next()).collect();
    assert_eq!(names, ["3f0c1a", "77ab20", "a01d44", "b9912e", "c5e001"]);
    let partial: Vec<&str> =
        catalog.tables().iter().filter(|table| table.partial.is_some()).map(|table| table.name.as_str()).collect();
    assert_eq!(partial, [""; 0], "all of it could be followed");
}

/// The columns and the primary key of every table.
fn columns_only(catalog: &Catalog) -> Lines {
    lines(catalog).into_iter().filter(|line| line.contains(": column ") || line.contains(": primary key ")).collect()
}

#[test]
fn tables_of_diesel_have_the_columns_that_its_migrations_leave() {
    let files = Files::read("diesel", Dialect::Postgres);
    let models = replay(&diesel::operations(&files.contributions(), Dialect::Postgres), Dialect::Postgres);
    assert!(models.tables().iter().all(|table| table.columns_only), "it says nothing of indexes");
    let migrated = replay(&files.sql(), Dialect::Postgres);
    let difference = difference(&columns_only(&models), &columns_only(&migrated));
    assert!(difference.is_empty(), "+ models, - migrations:\n{difference}");
    assert_eq!(relations(&files), ["sightings.species one species by species_id"]);
}

#[test]
fn entities_of_seaorm_are_the_tables_that_their_migrations_make() {
    let files = Files::read("seaorm", Dialect::Postgres);
    let entities = replay(&seaorm::operations(&files.contributions(), Dialect::Postgres), Dialect::Postgres);
    let migrated = replay(&files.sql(), Dialect::Postgres);
    let difference = difference(&lines(&entities), &lines(&migrated));
    assert!(difference.is_empty(), "+ entities, - migrations:\n{difference}");
}

/// Every relation of the classes: where it leads, and by which column.
fn relations(files: &Files) -> Vec<String> {
    let models = Models::of(&files.contributions());
    let of_class = |(_, class): (_, &Class)| {
        let shown = |(name, attribute): (&String, &Attribute)| {
            let Attribute::Relation(relation) = attribute else { return None };
            let count = if relation.many { "many" } else { "one" };
            let by = relation.column.as_ref().map(|column| format!(" by {column}")).unwrap_or_default();
            Some(format!("{}.{name} {count} {}{by}", class.name, models.get(relation.target).name))
        };
        class.attributes.iter().filter_map(shown).collect::<Vec<_>>()
    };
    models.all().flat_map(of_class).collect()
}

#[test]
fn relationships_of_sqlalchemy_lead_to_one_or_many() {
    let found = relations(&Files::read("alembic", Dialect::Postgres));
    insta::assert_snapshot!(found.join("\n"));
}
