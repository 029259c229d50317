//! What a source does to the schema of one engine, operation by operation, each with the file that says it.

use std::sync::Arc;

use super::revisions::ordered;
use super::tool::Tool;
use super::{Source, Trust, going_forward, names_of};
use crate::extract::{Action, Framework, Model, Operation};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::project::models::sqlalchemy::Declared;
use crate::project::models::{alembic, diesel, django, seaorm, sqlalchemy};
use crate::text::Span;

impl<'f> Source<'f> {
    /// Hands all its operations on, in their order.
    pub fn replay(&self, dialect: Dialect, mut apply: impl FnMut(&Operation, &Arc<str>)) {
        match (self.trust, self.tool) {
            (Trust::Models, Tool::Django) => {
                django::from_models(&self.files, dialect).iter().for_each(|made| apply(&made.operation, &made.path));
            }
            (_, Tool::Django) => {
                let made = django::from_migrations(&self.files, dialect);
                made.iter().for_each(|made| apply(&made.operation, &made.path));
            }
            (Trust::Models, Tool::SqlAlchemy) => {
                let made = sqlalchemy::operations(&self.declared(), dialect);
                made.iter().for_each(|(path, operation)| apply(operation, path));
            }
            (Trust::Models, Tool::SeaOrm) => {
                let declared = self.declared();
                let entities: Vec<(&str, &Model)> = declared.iter().map(|one| (&**one.path, one.model)).collect();
                let made = seaorm::operations(&entities, dialect);
                made.iter().for_each(|(at, operation)| apply(operation, declared[*at].path));
            }
            (Trust::Models, _) => {
                self.declared().iter().for_each(|one| apply(&diesel::operation(one.model, dialect), one.path));
            }
            (_, Tool::Alembic) => {
                let order = ordered(&self.files);
                if order.incomplete
                    && let Some(first) = order.files.first().or(self.files.first())
                {
                    apply(&opaque(), first.path);
                }
                for file in order.files {
                    let migration = file.extract.schema.migration.iter();
                    let operations = migration.flat_map(|migration| alembic::operations(migration, dialect));
                    operations.for_each(|operation| apply(&operation, file.path));
                }
            }
            _ => self.files.iter().for_each(|file| replay_sql(file, dialect, &mut apply)),
        }
    }

    fn declared(&self) -> Vec<Declared<'f>> {
        let frameworks: &[Framework] = match self.tool {
            Tool::SqlAlchemy => &[Framework::SqlAlchemy, Framework::SqlModel],
            Tool::SeaOrm => &[Framework::SeaOrm],
            _ => &[Framework::Diesel],
        };
        let of_file = |file: &Contribution<'f>| {
            let (path, schema) = (file.path, &file.extract.schema);
            let models = schema.models.iter().filter(|model| frameworks.contains(&model.framework));
            models.map(move |model| Declared { path, imports: &schema.imports, model })
        };
        self.files.iter().flat_map(of_file).collect()
    }
}

fn replay_sql(file: &Contribution<'_>, dialect: Dialect, apply: &mut impl FnMut(&Operation, &Arc<str>)) {
    if !file.is_sql {
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
