//! The files that make schemas, recognised by themselves: sets of migrations, whole dumps, and what else creates tables.
//! Each set is put in the order in which its tool applies it; what takes migrations back is left out.

mod engines;
mod flyway;
mod names;
mod operations;
mod programs;
mod revisions;
mod tool;

pub use engines::{engine, names_of};
pub use names::natural;
pub use revisions::ordered;
pub use tool::Tool;

use std::collections::{BTreeMap, BTreeSet};

use super::Contribution;
use crate::extract::{Action, Extract, Statement};
use crate::fact::Dialect;
use crate::text::FileRole;
use engines::EngineName;
use names::{Named, Stage, Version, named};

/// Folders of what is shown and tried out, not of what runs.
const SHOWN: &[&str] = &[
    "examples",
    "example",
    "docs",
    "doc",
    "samples",
    "sample",
    "demo",
    "playground",
    "mocks",
    "legacy",
    "archive",
    "archived",
    "old",
];
/// Folders of what brings old databases up to date; the dump beside them already is.
const UPGRADES: &[&str] = &["upgrade", "upgrades", "update", "updates", "patch", "patches", "hotfix", "downgrade"];
/// Words in the name of a file that holds a whole schema.
const SCHEMA_WORDS: &[&str] = &["schema", "structure", "ddl", "tables", "init", "dump", "create"];
/// Verbs of statements that stand in dumps beside the definitions.
const BESIDE_DEFINITIONS: &[&str] = &[
    "INSERT", "SET", "COPY", "SELECT", "LOCK", "UNLOCK", "BEGIN", "START", "COMMIT", "GRANT", "REVOKE", "COMMENT",
    "PRAGMA", "USE", "ANALYZE", "CREATE", "ALTER", "DROP",
];
/// A file that creates so many tables is a schema, whatever its name.
const MANY_TABLES: usize = 3;

/// What makes a schema, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    Dump,
    Migrations,
    Models,
    /// A file somewhere that creates a table.
    Stray,
}

/// Files that make one schema together, in the order they are applied.
#[derive(Clone, Debug)]
pub struct Source<'f> {
    pub trust: Trust,
    pub tool: Tool,
    pub root: String,
    pub dialect: Dialect,
    pub files: Vec<Contribution<'f>>,
}

impl Source<'_> {
    /// What its files are taken for.
    pub fn kind(&self) -> String {
        match self.trust {
            Trust::Dump => "schema".to_owned(),
            Trust::Migrations if self.tool == Tool::Plain => "migration".to_owned(),
            Trust::Migrations => format!("{} migration", self.tool.title()),
            Trust::Models => format!("{} models", self.tool.title()),
            Trust::Stray => "definition".to_owned(),
        }
    }
}

/// One migration among those of its folder.
struct Placed<'f> {
    file: Contribution<'f>,
    named: Named<'f>,
}

/// The sources that tell themselves.
pub fn collect<'f>(files: &[Contribution<'f>]) -> Vec<Source<'f>> {
    // Whoever has a folder of examples checked means them.
    let shared = shared_folder(files);
    let own: Vec<_> = files.iter().filter(|file| is_own_schema(&file.path[shared..])).copied().collect();
    in_all(&own)
}

/// The same for files that someone named, whatever they look like.
pub fn in_all<'f>(files: &[Contribution<'f>]) -> Vec<Source<'f>> {
    let mut sources = in_sql(files);
    sources.extend(programs::collect(files));
    sources
}

fn in_sql<'f>(files: &[Contribution<'f>]) -> Vec<Source<'f>> {
    let mut sets: BTreeMap<&str, Vec<Placed<'f>>> = BTreeMap::new();
    let mut sources = Vec::new();
    let (in_sql, in_programs): (Vec<&Contribution<'f>>, Vec<_>) = files.iter().partition(|file| file.is_sql());
    for file in in_sql.into_iter().filter(|file| defines(file.extract)) {
        match named(file.path, &file.extract.marks) {
            Some(named) => sets.entry(named.root).or_default().push(Placed { file: *file, named }),
            None => sources.extend(loose(file)),
        }
    }
    // refinery's migrations may be programs, which cannot be followed.
    for file in in_programs {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(set) = sets.get_mut(folder)
            && file.extract.schema.migration.is_none()
            && let Some(named) = named(file.path, &file.extract.marks).filter(|named| !named.version.numbers.is_empty())
        {
            set.push(Placed { file: *file, named });
        }
    }
    sources.extend(sets.into_values().flat_map(migrations));
    sources
}

/// The length of the folder that all files lie in, with its slash.
fn shared_folder(files: &[Contribution<'_>]) -> usize {
    let folder = |path: &str| path.rfind('/').map_or(0, |slash| slash + 1);
    let Some(first) = files.first() else { return 0 };
    files.iter().fold(folder(first.path), |shared, file| {
        let same = first.path.bytes().zip(file.path.bytes()).take_while(|(one, other)| one == other).count();
        folder(&first.path[..same.min(shared)])
    })
}

/// Whether a path may be that of a schema that runs.
fn is_own_schema(path: &str) -> bool {
    let in_test_data = path.split('/').any(|folder| folder.starts_with("testdata"));
    !matches!(FileRole::of(path), FileRole::Test | FileRole::Seed) && !lies_in(path, SHOWN) && !in_test_data
}

fn lies_in(path: &str, names: &[&str]) -> bool {
    let (folders, _) = path.rsplit_once('/').unwrap_or_default();
    folders.split('/').any(|folder| names.iter().any(|name| folder.eq_ignore_ascii_case(name)))
}

/// The statements of a file that make the schema.
pub fn going_forward(extract: &Extract) -> impl Iterator<Item = &Statement> {
    extract.statements.iter().filter(|statement| !statement.undo)
}

fn defines(extract: &Extract) -> bool {
    going_forward(extract).any(|statement| !statement.definitions.operations.is_empty())
}

fn tables_made(extract: &Extract) -> usize {
    let operations = going_forward(extract).flat_map(|statement| &statement.definitions.operations);
    operations.filter(|operation| matches!(&operation.action, Action::CreateTable(table) if !table.temporary)).count()
}

/// A file that is no migration, when it creates tables.
fn loose<'f>(file: &Contribution<'f>) -> Option<Source<'f>> {
    let tables = tables_made(file.extract);
    if tables == 0 || lies_in(file.path, UPGRADES) || names::undoes(file.path) {
        return None;
    }
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", file.path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: Vec<&str> = stem.split(['_', '-', '.', ' ']).collect();
    let in_name = words.iter().rev().find_map(|word| engine(word));
    let said = in_name.or_else(|| folder.rsplit('/').find_map(engine));
    let dialect = match said {
        Some(said) => said.dialect?,
        None => dialect_of(std::iter::once(file.extract)),
    };
    let named_so = words.iter().any(|word| SCHEMA_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
        || folder.rsplit('/').next().is_some_and(|folder| matches!(folder, "schema" | "schemas" | "ddl" | "tables"));
    let is_beside = |statement: &&Statement| {
        let verb = statement.verb.split(' ').next().unwrap_or_default();
        statement.definitions.operations.is_empty() && !BESIDE_DEFINITIONS.contains(&verb)
    };
    let others = going_forward(file.extract).filter(is_beside).count();
    let is_dump = named_so || tables >= MANY_TABLES && others <= tables;
    let trust = if is_dump { Trust::Dump } else { Trust::Stray };
    Some(Source { trust, tool: Tool::Plain, root: folder.to_owned(), dialect, files: vec![*file] })
}

/// The files of a folder of migrations, for each engine that has its own.
fn migrations(mut set: Vec<Placed<'_>>) -> Vec<Source<'_>> {
    let Some(tool) = set.iter().map(|placed| placed.named.tool).min() else { return Vec::new() };
    let tool = if tool == Tool::Flyway { flyway_or_refinery(&mut set) } else { tool };
    set.retain(|placed| !placed.named.undoes);
    set.sort_by(|a, b| (&a.named.version, a.file.path).cmp(&(&b.named.version, b.file.path)));
    let root = set.first().map_or_else(String::new, |first| first.named.root.to_owned());
    let source = |dialect, files| Source { trust: Trust::Migrations, tool, root: root.clone(), dialect, files };
    let engines: BTreeSet<Dialect> = set.iter().filter_map(|placed| placed.named.engine?.dialect).collect();
    if engines.is_empty() {
        let files: Vec<_> =
            set.iter().filter(|placed| placed.named.engine.is_none()).map(|placed| placed.file).collect();
        if files.is_empty() {
            return Vec::new();
        }
        return vec![source(dialect_of(files.iter().map(|file| file.extract)), files)];
    }
    engines.into_iter().map(|dialect| source(dialect, files_for(&set, dialect))).collect()
}

/// The files that an engine applies: its own, and of each version that has none those that name no engine.
fn files_for<'f>(set: &[Placed<'f>], dialect: Dialect) -> Vec<Contribution<'f>> {
    let of_dialect = |placed: &Placed<'_>| placed.named.engine.filter(|engine| engine.dialect == Some(dialect));
    let nearest = set.iter().filter_map(of_dialect).map(|engine| engine.kinship).min();
    let is_own = |placed: &Placed<'_>| of_dialect(placed).map(|EngineName { kinship, .. }| kinship) == nearest;
    let key = |version: &Version| {
        (version.stage, version.numbers.clone(), version.numbers.is_empty().then(|| version.text.clone()))
    };
    let served: BTreeSet<_> =
        set.iter().filter(|placed| is_own(placed)).map(|placed| key(&placed.named.version)).collect();
    let applies = |placed: &&Placed<'_>| match placed.named.engine {
        Some(_) => is_own(placed),
        None => !served.contains(&key(&placed.named.version)),
    };
    set.iter().filter(applies).map(|placed| placed.file).collect()
}

/// Flyway's `U2` takes `V2` back. refinery's goes forward, and no other migration has its number. A baseline of Flyway
/// stands for all up to its version.
fn flyway_or_refinery(set: &mut Vec<Placed<'_>>) -> Tool {
    let stem = |placed: &Placed<'_>| {
        let name = placed.file.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
    };
    let forward: BTreeSet<_> =
        set.iter().filter(|placed| !placed.named.undoes).map(|placed| placed.named.version.numbers.clone()).collect();
    let alone = |placed: &Placed<'_>| placed.named.undoes && !forward.contains(&placed.named.version.numbers);
    let by_program = |placed: &Placed<'_>| !placed.file.is_sql();
    let refinery = set.iter().any(|placed| alone(placed) || by_program(placed));
    if refinery {
        set.iter_mut().for_each(|placed| placed.named.undoes = false);
        return Tool::Refinery;
    }
    let baseline = set.iter().filter(|placed| flyway::starts_with(&stem(placed), 'B'));
    if let Some(baseline) = baseline.map(|placed| placed.named.version.numbers.clone()).max() {
        set.retain(|placed| {
            let Version { stage, numbers, .. } = &placed.named.version;
            *stage == Stage::Repeatable
                || *numbers > baseline
                || *numbers == baseline && flyway::starts_with(&stem(placed), 'B')
        });
    }
    Tool::Flyway
}

/// The dialect most files tell.
pub fn dialect_of<'e>(extracts: impl Iterator<Item = &'e Extract>) -> Dialect {
    let mut votes: BTreeMap<Dialect, usize> = BTreeMap::new();
    let told = extracts.filter_map(|extract| extract.dialect.as_ref()).map(|choice| choice.dialect);
    for dialect in told.filter(|&dialect| dialect != Dialect::Generic) {
        *votes.entry(dialect).or_default() += 1;
    }
    votes
        .into_iter()
        .max_by_key(|&(dialect, count)| (count, std::cmp::Reverse(dialect)))
        .map_or(Dialect::Generic, |(dialect, _)| dialect)
}
