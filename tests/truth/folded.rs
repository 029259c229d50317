//! SQL files, folded.

use std::sync::Arc;

use seqscan::fact::Dialect;
use seqscan::lint::{Settings, extract};
use seqscan::project::catalog::{Catalog, Replay};
use seqscan::text::{Source, SourceKind};

/// Replays SQL files, named and in order.
pub fn folded(files: &[(String, String)], dialect: Dialect) -> Catalog {
    let settings = Settings { dialect: Some(dialect), ..Settings::default() };
    let mut replay = Replay::new(dialect);
    for (path, text) in files {
        let source = Source::new(path.as_str(), text.as_str(), SourceKind::Sql);
        let extract = extract(&source, &settings);
        let path: Arc<str> = Arc::from(path.as_str());
        for statement in extract.statements.iter().filter(|statement| !statement.undo) {
            statement.definitions.operations.iter().for_each(|operation| replay.apply(operation, &path));
        }
    }
    replay.finish()
}
