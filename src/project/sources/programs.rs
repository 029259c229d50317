//! Schemas that programs tell: migrations of Alembic and Django, and the models of ORMs.

use std::collections::BTreeMap;

use super::tool::Tool;
use super::{Source, Trust, dialect_of, engine};
use crate::extract::{Framework, MigrationTool};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::project::homes::program_of;

/// All sources in programs.
pub fn collect<'f>(files: &[Contribution<'f>]) -> Vec<Source<'f>> {
    let own: Vec<Contribution<'f>> = files.iter().filter(|file| !file.is_sql()).copied().collect();
    let mut sources = alembic(&own);
    sources.extend(django(&own));
    sources.extend(models(&own));
    sources
}

fn alembic<'f>(own: &[Contribution<'f>]) -> Vec<Source<'f>> {
    let mut sets: BTreeMap<&str, Vec<Contribution<'f>>> = BTreeMap::new();
    for file in own.iter().filter(|file| migrates_with(file, MigrationTool::Alembic)) {
        sets.entry(folder(file.path)).or_default().push(*file);
    }
    let source = |(root, files): (&str, Vec<Contribution<'f>>)| {
        let dialect = dialect_near(own, root, &files);
        Source { trust: Trust::Migrations, tool: Tool::Alembic, root: root.to_owned(), dialect, files }
    };
    sets.into_iter().map(source).collect()
}

/// All apps of a Django project are one; `manage.py` lies in its folder.
fn django<'f>(own: &[Contribution<'f>]) -> Vec<Source<'f>> {
    let roots: Vec<&str> = own
        .iter()
        .filter(|file| &**file.path == "manage.py" || file.path.ends_with("/manage.py"))
        .map(|file| folder(file.path))
        .collect();
    let root_of = |path: &str| {
        let around = roots.iter().filter(|root| root.is_empty() || path.starts_with(&format!("{root}/")));
        around.max_by_key(|root| root.len()).copied().unwrap_or_default()
    };
    let mut projects: BTreeMap<&str, Vec<Contribution<'f>>> = BTreeMap::new();
    for file in own {
        projects.entry(root_of(file.path)).or_default().push(*file);
    }
    let mut sources = Vec::new();
    for (root, files) in projects {
        let dialect = dialect_of(files.iter().map(|file| file.extract));
        let source = |trust| Source { trust, tool: Tool::Django, root: root.to_owned(), dialect, files: files.clone() };
        if files.iter().any(|file| migrates_with(file, MigrationTool::Django)) {
            sources.push(source(Trust::Migrations));
        }
        if files.iter().any(|file| has_models_of(file, &[Framework::Django])) {
            sources.push(source(Trust::Models));
        }
    }
    sources
}

/// The classes of a program belong together. Diesel writes one file for each database.
fn models<'f>(own: &[Contribution<'f>]) -> Vec<Source<'f>> {
    let kinds: [(Tool, &[Framework]); 5] = [
        (Tool::SqlAlchemy, &[Framework::SqlAlchemy, Framework::SqlModel]),
        (Tool::Diesel, &[Framework::Diesel]),
        (Tool::SeaOrm, &[Framework::SeaOrm]),
        (Tool::Peewee, &[Framework::Peewee]),
        (Tool::Tortoise, &[Framework::Tortoise]),
    ];
    let mut sources = Vec::new();
    for (tool, frameworks) in kinds {
        let mut sets: BTreeMap<String, Vec<Contribution<'f>>> = BTreeMap::new();
        for file in own.iter().filter(|file| has_models_of(file, frameworks)) {
            let root = if tool == Tool::Diesel { folder(file.path).to_owned() } else { program_of(file.path) };
            sets.entry(root).or_default().push(*file);
        }
        for (root, files) in sets {
            let said = files.first().and_then(|file| file.path.split(['/', '.']).rev().find_map(engine));
            let dialect = match said.filter(|_| tool == Tool::Diesel).and_then(|engine| engine.dialect) {
                Some(dialect) => dialect,
                None => dialect_near(own, &root, &files),
            };
            sources.push(Source { trust: Trust::Models, tool, root, dialect, files });
        }
    }
    sources
}

fn migrates_with(file: &Contribution<'_>, tool: MigrationTool) -> bool {
    file.extract.schema.migration.as_ref().is_some_and(|migration| migration.tool == tool)
}

fn has_models_of(file: &Contribution<'_>, frameworks: &[Framework]) -> bool {
    file.extract.schema.models.iter().any(|model| frameworks.contains(&model.framework))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What the files themselves tell, else the programs around them.
fn dialect_near(own: &[Contribution<'_>], root: &str, files: &[Contribution<'_>]) -> Dialect {
    let told = dialect_of(files.iter().map(|file| file.extract));
    let program = program_of(&format!("{root}/"));
    let around = own.iter().filter(|file| file.path.starts_with(&program));
    if told == Dialect::Generic { dialect_of(around.map(|file| file.extract)) } else { told }
}
