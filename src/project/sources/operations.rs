//! What a source does to the schema of one engine, operation by operation, each with the file that says it.

use std::sync::Arc;

use super::revisions::ordered;
use super::tool::Tool;
use super::{Source, Trust, going_forward, names_of};
use crate::extract::{Action, Framework, Operation};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::project::models::{alembic, diesel, django, records, seaorm, sqlalchemy};
use crate::text::Span;

impl Source<'_> {
    /// Hands all its operations on, in their order.
    pub fn replay(&self, dialect: Dialect, mut apply: impl FnMut(&Operation, &Arc<str>)) {
        let told = match (self.trust, self.tool) {
            (Trust::Models, Tool::Django) => django::from_models(&self.files, dialect),
            (_, Tool::Django) => django::from_migrations(&self.files, dialect),
            (Trust::Models, Tool::SqlAlchemy) => sqlalchemy::operations(&self.files, dialect),
            (Trust::Models, Tool::SeaOrm) => seaorm::operations(&self.files, dialect),
            (Trust::Models, Tool::Peewee) => records::operations(&self.files, Framework::Peewee, dialect),
            (Trust::Models, Tool::Tortoise) => records::operations(&self.files, Framework::Tortoise, dialect),
            (Trust::Models, _) => diesel::operations(&self.files, dialect),
            (_, Tool::Alembic) => {
                if ordered(&self.files).incomplete
                    && let Some(first) = self.files.first()
                {
                    apply(&opaque(), first.path);
                }
                alembic::operations(&self.files, dialect)
            }
            _ => return self.files.iter().for_each(|file| replay_sql(file, dialect, &mut apply)),
        };
        told.iter().for_each(|made| apply(&made.operation, &made.path));
    }
}

fn replay_sql(file: &Contribution<'_>, dialect: Dialect, apply: &mut impl FnMut(&Operation, &Arc<str>)) {
    if !file.is_sql() {
        apply(&opaque(), file.path);
    }
    let (names, marks) = (names_of(dialect), &file.extract.marks);
    let is_applied = |span| names.is_empty() || marks.are_for(span, names);
    for statement in going_forward(file.extract).filter(|statement| is_applied(statement.span)) {
        statement.definitions.operations.iter().for_each(|operation| apply(operation, file.path));
    }
}

/// What a program does that nobody can follow.
fn opaque() -> Operation {
    Operation { action: Action::Opaque { tables: Vec::new() }, span: Span::default() }
}
