//! From sources to databases: what lies in one part of the project and speaks one dialect is one database. The most
//! trusted source makes its catalog; what the others say differently is drift.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::replay::Replay;
use super::catalog::{Catalog, CatalogSource, Conflict};
use super::homes::{home, is_one_of_several};
use super::sources::{self, Source, Tool, Trust, going_forward, natural};
use super::{Contribution, Database, Described, Engine, Rows, described_sources, drift};
use crate::extract::Action;
use crate::fact::Dialect;
use crate::text::{Place, Span};

/// The sources of one database.
struct Draft<'f> {
    home: String,
    dialect: Dialect,
    sources: Vec<Source<'f>>,
}

/// The databases that are described, else those that tell themselves.
pub fn of(files: &[Contribution<'_>], described: &[Described]) -> Vec<Database> {
    let mut files = files.to_vec();
    files.sort_by_key(|file| file.path);
    if described.is_empty() {
        return found(&files);
    }
    described.iter().flat_map(|one| as_described(&files, one)).collect()
}

/// A database from the files that its description names: several when they tell different things.
fn as_described(files: &[Contribution<'_>], described: &Described) -> Vec<Database> {
    let sources = described_sources::of(files, described);
    let told = sources.iter().map(|source| source.dialect).find(|&dialect| dialect != Dialect::Generic);
    let dialect = described.dialect.or(told).unwrap_or_default();
    let engines = described.engine.map_or_else(|| Engine::of(dialect).to_vec(), |engine| vec![engine]);
    let rows = Rows::of(files);
    let mut databases = Vec::new();
    for catalog in catalogs(&sources, dialect) {
        for folder in described.served() {
            databases.push(Database {
                home: None,
                name: described.name.clone().unwrap_or_else(|| dialect.word().to_owned()),
                engines: engines.clone(),
                catalog: catalog.clone(),
                folder,
                rows: rows.clone(),
                claims: described.claims.clone(),
            });
        }
    }
    databases
}

/// The databases that tell themselves.
fn found(files: &[Contribution<'_>]) -> Vec<Database> {
    let (models, others): (Vec<_>, Vec<_>) =
        sources::collect(files).into_iter().partition(|source| source.trust == Trust::Models);
    let mut drafts = drafts(others);
    models.into_iter().for_each(|source| give_to_its_database(source, &mut drafts));
    let rows = Rows::of(files);
    let mut databases = Vec::new();
    for draft in &drafts {
        for catalog in catalogs(&draft.sources, draft.dialect) {
            let own = draft.home.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let name = if own.is_empty() { draft.dialect.word() } else { own };
            databases.push(Database {
                name: name.to_owned(),
                home: Some(draft.home.clone()),
                engines: Engine::of(draft.dialect).to_vec(),
                catalog,
                folder: folder(draft, &drafts),
                rows: rows.clone(),
                claims: Vec::new(),
            });
        }
    }
    databases
}

/// What a database serves: all files, when no other can be meant and it is not that of one program among several.
fn folder(draft: &Draft<'_>, all: &[Draft<'_>]) -> String {
    let may_be_meant = |other: &&Draft<'_>| draft.dialect == Dialect::Generic || other.dialect == draft.dialect;
    let alone = all.iter().filter(may_be_meant).count() <= 1;
    if alone && !is_one_of_several(&draft.home) { String::new() } else { draft.home.clone() }
}

/// Models belong to the database of the program they are part of; where there is none, they make one.
fn give_to_its_database<'f>(models: Source<'f>, drafts: &mut Vec<Draft<'f>>) {
    let root = if models.root.is_empty() { String::new() } else { format!("{}/", models.root.trim_end_matches('/')) };
    let mut around: Vec<usize> =
        (0..drafts.len()).filter(|&at| root.starts_with(&folder(&drafts[at], drafts))).collect();
    let nearest = around.iter().map(|&at| folder(&drafts[at], drafts).len()).max();
    around.retain(|&at| Some(folder(&drafts[at], drafts).len()) == nearest);
    let migrated_with_it =
        |draft: &Draft<'_>| draft.sources.iter().any(|source| source.tool == models.tool && source.root == models.root);
    let same_tool: Vec<usize> = around.iter().copied().filter(|&at| migrated_with_it(&drafts[at])).collect();
    let same_dialect: Vec<usize> = around.iter().copied().filter(|&at| drafts[at].dialect == models.dialect).collect();
    match (same_tool.as_slice(), same_dialect.as_slice(), around.as_slice()) {
        ([only], ..) | ([], [only], _) | ([], [], [only]) => drafts[*only].sources.push(models),
        (_, _, []) => drafts.push(Draft { home: root, dialect: models.dialect, sources: vec![models] }),
        // Any of several: what they lack cannot be told.
        _ => {}
    }
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
    let of = |trust| sources.iter().filter(move |source| source.trust == trust).collect::<Vec<_>>();
    let mut catalogs = best(sources, dialect);
    let models = replay(&of(Trust::Models), dialect);
    // Migrations of tables that the program makes from its models when it is set up.
    if !models.is_empty() && catalogs.iter().all(begins_later) {
        catalogs.clear();
    }
    match catalogs.as_mut_slice() {
        [] if models.is_empty() => join(of(Trust::Stray), dialect),
        [] => vec![models],
        [only] => {
            drift::note_models(only, &models);
            catalogs
        }
        _ => catalogs,
    }
}

/// Whether at least half of the tables were there before the first migration.
fn begins_later(catalog: &Catalog) -> bool {
    let unseen = catalog.tables().iter().filter(|table| table.partial.is_some()).count();
    unseen * 2 >= catalog.tables().len()
}

/// The same from what is no model.
fn best(sources: &[Source<'_>], dialect: Dialect) -> Vec<Catalog> {
    let of = |trust| sources.iter().filter(move |source| source.trust == trust);
    let migrated = of(Trust::Migrations).map(|source| replay(&[source], dialect));
    let migrated: Vec<Catalog> = migrated.filter(|catalog| !catalog.is_empty()).collect();
    let dumped = join(of(Trust::Dump).collect(), dialect);
    match (dumped.as_slice(), migrated.as_slice()) {
        ([], _) => migrated,
        (_, []) => dumped,
        ([dump], [migrated]) if drift::is_of_same_database(dump, migrated) => {
            let mut catalog = dump.clone();
            drift::note_migrations(&mut catalog, migrated);
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

/// What sources leave behind when they are applied one after the other.
fn replay(sources: &[&Source<'_>], dialect: Dialect) -> Catalog {
    let mut replay = Replay::new(dialect);
    let mut applied: Vec<CatalogSource> = Vec::new();
    let mut conflicts = Vec::new();
    for source in sources {
        let kind = source.kind();
        source.replay(dialect, |operation, path| {
            if applied.last().is_none_or(|last| last.path != *path) {
                applied.push(CatalogSource { path: path.clone(), kind: kind.clone() });
            }
            replay.apply(operation, path);
        });
        conflicts.extend(heads(source));
    }
    let mut catalog = replay.finish();
    catalog.sources = applied;
    catalog.conflicts.extend(conflicts);
    catalog
}

/// Alembic refuses to go on where several migrations are the last.
fn heads(source: &Source<'_>) -> Option<Conflict> {
    let heads = if source.tool == Tool::Alembic { sources::ordered(&source.files).heads } else { Vec::new() };
    let [one, other, ..] = heads.as_slice() else { return None };
    let place = |file: &Contribution<'_>| Place { path: file.path.clone(), span: Span::default() };
    let text = "this migration and another one are both the last: the history has several heads".to_owned();
    Some(Conflict { place: place(other), text, remedy: None, other: Some(place(one)), drift: false })
}
