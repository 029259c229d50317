//! From sources to databases: what lies in one part of the project and speaks one dialect is one database. The most
//! trusted source makes its catalog; what the others say differently is drift.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{Catalog, CatalogSource, replay::Replay};
use super::homes::{home, is_one_of_several};
use super::sources::{self, Source, Trust, going_forward, names_of, natural};
use super::{Contribution, Database, Engine, drift};
use crate::extract::{Action, Operation};
use crate::fact::{AlterationKind, Dialect, StatementKind};
use crate::text::{FileRole, Span};

/// The sources of one database.
struct Draft<'f> {
    home: String,
    dialect: Dialect,
    sources: Vec<Source<'f>>,
}

/// The databases that tell themselves.
pub fn found(files: &[Contribution<'_>]) -> Vec<Database> {
    let drafts = drafts(sources::collect(files));
    let deleted_from = deleted_from(files);
    let alone = |draft: &Draft<'_>| {
        let same = |other: &&Draft<'_>| draft.dialect == Dialect::Generic || other.dialect == draft.dialect;
        drafts.iter().filter(same).count() == 1 && !is_one_of_several(&draft.home)
    };
    let mut databases = Vec::new();
    for draft in &drafts {
        let folder = if alone(draft) { String::new() } else { draft.home.clone() };
        for catalog in catalogs(&draft.sources, draft.dialect) {
            let own = draft.home.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let name = if own.is_empty() { draft.dialect.word() } else { own };
            databases.push(Database {
                name: name.to_owned(),
                engines: Engine::of(draft.dialect).to_vec(),
                catalog,
                folder: folder.clone(),
                deleted_from: deleted_from.clone(),
            });
        }
    }
    databases
}

/// Sources of one home and dialect belong together; those of no dialect go with the only one beside them.
fn drafts(sources: Vec<Source<'_>>) -> Vec<Draft<'_>> {
    let mut by_home: BTreeMap<String, BTreeMap<Dialect, Vec<Source<'_>>>> = BTreeMap::new();
    for source in sources {
        by_home.entry(home(&source.root)).or_default().entry(source.dialect).or_default().push(source);
    }
    let mut drafts = Vec::new();
    for (home, mut by_dialect) in by_home {
        let mut told = by_dialect.keys().copied().filter(|&dialect| dialect != Dialect::Generic);
        if let (Some(only), None) = (told.next(), told.next())
            && let Some(untold) = by_dialect.remove(&Dialect::Generic)
        {
            by_dialect.entry(only).or_default().extend(untold);
        }
        let draft = |(dialect, sources)| Draft { home: home.clone(), dialect, sources };
        drafts.extend(by_dialect.into_iter().map(draft));
    }
    // A stray table makes no database where something better is known.
    let better: Vec<String> =
        drafts.iter().filter(|draft| has_more_than_strays(draft)).map(|draft| draft.home.clone()).collect();
    drafts.retain(|draft| {
        has_more_than_strays(draft) || !better.iter().any(|known| draft.home.starts_with(known.as_str()))
    });
    drafts
}

fn has_more_than_strays(draft: &Draft<'_>) -> bool {
    draft.sources.iter().any(|source| source.trust < Trust::Stray)
}

/// The catalogs that may be meant: several, when sources of the same trust tell different things.
fn catalogs(sources: &[Source<'_>], dialect: Dialect) -> Vec<Catalog> {
    let of = |trust| sources.iter().filter(move |source| source.trust == trust);
    let migrated: Vec<Catalog> =
        of(Trust::Migrations).map(|source| replay(&[source], dialect)).filter(|catalog| !catalog.is_empty()).collect();
    let dumps: Vec<&Source<'_>> = of(Trust::Dump).collect();
    let dumped = join(dumps, dialect);
    match (dumped.as_slice(), migrated.as_slice()) {
        ([], []) => join(of(Trust::Stray).collect(), dialect),
        ([], _) => migrated,
        (_, []) => dumped,
        ([dump], [migrated]) if drift::is_of_same_database(dump, migrated) => {
            let mut catalog = dump.clone();
            drift::note(&mut catalog, migrated);
            catalog.sources.extend(migrated.sources.iter().cloned());
            vec![catalog]
        }
        // A file that knows little of what the migrations make is no dump of theirs.
        ([_], [_]) => migrated,
        _ => dumped.into_iter().chain(migrated).collect(),
    }
}

/// Files that make different tables make one schema; files that make the same ones are several schemas.
fn join<'s, 'f>(mut files: Vec<&'s Source<'f>>, dialect: Dialect) -> Vec<Catalog> {
    files.sort_by_key(|source| source.files.first().map(|file| natural(file.path)));
    let mut seen = BTreeSet::new();
    let apart = files.iter().all(|source| {
        let own: BTreeSet<String> = tables(source).collect();
        own.into_iter().all(|table| seen.insert(table))
    });
    let together = if apart && !files.is_empty() {
        vec![replay(&files, dialect)]
    } else {
        files.into_iter().map(|source| replay(&[source], dialect)).collect()
    };
    together.into_iter().filter(|catalog| !catalog.is_empty()).collect()
}

/// The tables that a source creates, in lower case.
fn tables<'s>(source: &'s Source<'_>) -> impl Iterator<Item = String> + 's {
    let statements = source.files.iter().flat_map(|file| going_forward(file.extract));
    statements.flat_map(|statement| &statement.definitions.operations).filter_map(|operation| match &operation.action {
        Action::CreateTable(table) => Some(table.name.to_string().to_lowercase()),
        _ => None,
    })
}

/// What files leave behind when they are applied one after the other.
fn replay(sources: &[&Source<'_>], dialect: Dialect) -> Catalog {
    let names = names_of(dialect);
    let mut replay = Replay::new(dialect);
    let mut applied = Vec::new();
    for source in sources {
        for file in &source.files {
            applied.push(CatalogSource { path: file.path.clone(), kind: source.kind() });
            if !file.is_sql {
                let unseen = Operation { action: Action::Opaque { tables: Vec::new() }, span: Span::default() };
                replay.apply(&unseen, file.path);
            }
            let marks = &file.extract.marks;
            let is_applied = |span| names.is_empty() || marks.are_for(span, names);
            for statement in going_forward(file.extract).filter(|statement| is_applied(statement.span)) {
                statement.definitions.operations.iter().for_each(|operation| replay.apply(operation, file.path));
            }
        }
    }
    let mut catalog = replay.finish();
    catalog.sources = applied;
    catalog
}

/// The tables that something outside of tests deletes rows of.
fn deleted_from(files: &[Contribution<'_>]) -> BTreeSet<String> {
    let bare = |name: &str| {
        let name = name.rsplit('.').next().unwrap_or(name);
        name.trim_matches(['"', '`', '[', ']']).to_lowercase()
    };
    let mut tables = BTreeSet::new();
    let own = files.iter().filter(|file| FileRole::of(file.path) != FileRole::Test);
    for statement in own.flat_map(|file| &file.extract.statements) {
        if statement.kind == StatementKind::Delete {
            tables.extend(statement.table.as_deref().map(bare));
        }
        let truncations =
            statement.definitions.alterations.iter().filter(|change| change.kind == AlterationKind::Truncate);
        tables.extend(truncations.map(|change| bare(&change.table)));
    }
    tables
}
