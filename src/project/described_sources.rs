//! The sources of a database that the configuration describes.

use globset::GlobSet;

use super::sources::{self, Source, Tool, Trust, natural};
use super::{Contribution, Described};
use crate::fact::Dialect;

pub fn of<'f>(files: &[Contribution<'f>], described: &Described) -> Vec<Source<'f>> {
    if !described.names_files() {
        return by_themselves(files, described);
    }
    let mut all = Vec::new();
    let schema = named(files, &described.schema, described);
    if !schema.is_empty() {
        all.push(plain(Trust::Dump, schema));
    }
    let mut migrations = named(files, &described.migrations, described);
    if !migrations.is_empty() {
        let known = sources::in_all(&migrations).into_iter().filter(|source| source.trust == Trust::Migrations);
        let known: Vec<_> = known.filter(|source| may_be(source.dialect, described)).collect();
        // What no tool is told by is applied as it is named.
        migrations.retain(|file| file.is_sql());
        if known.is_empty() { all.push(plain(Trust::Migrations, migrations)) } else { all.extend(known) }
    }
    let models = sources::in_all(&named(files, &described.models, described));
    all.extend(models.into_iter().filter(|source| source.trust == Trust::Models));
    all
}

/// What lies in its folders and speaks its dialect.
fn by_themselves<'f>(files: &[Contribution<'f>], described: &Described) -> Vec<Source<'f>> {
    let served = described.served();
    let own: Vec<_> = files
        .iter()
        .filter(|file| served.iter().any(|folder| file.path.starts_with(folder.as_str())))
        .copied()
        .collect();
    sources::collect(&own).into_iter().filter(|source| may_be(source.dialect, described)).collect()
}

fn may_be(dialect: Dialect, described: &Described) -> bool {
    dialect == Dialect::Generic || described.dialect.is_none_or(|said| said == dialect)
}

/// The files that patterns name, in the order of the patterns, and those of one pattern as people count.
fn named<'f>(files: &[Contribution<'f>], globs: &[GlobSet], described: &Described) -> Vec<Contribution<'f>> {
    let position = |file: &Contribution<'f>| {
        let path = described.base.within(file.path)?;
        Some((globs.iter().position(|glob| glob.is_match(&path))?, *file))
    };
    let mut found: Vec<_> = files.iter().filter_map(position).collect();
    found.sort_by_key(|(glob, file)| (*glob, natural(file.path)));
    found.into_iter().map(|(_, file)| file).collect()
}

fn plain(trust: Trust, files: Vec<Contribution<'_>>) -> Source<'_> {
    let dialect = sources::dialect_of(files.iter().map(|file| file.extract));
    Source { trust, tool: Tool::Plain, root: String::new(), dialect, files }
}
