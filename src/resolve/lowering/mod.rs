//! The queries that ORMs build, as the statements they send: one relational model for SQL and ORM. What cannot be told
//! leaves a statement whose missing clauses are not known, or none at all.

mod condition;
mod diesel;
mod django;
mod draft;
mod joins;
mod peewee;
mod seaorm;
mod select;
mod sqlalchemy;
mod written;

pub use django::part_of_time;
pub use written::text_of;

use std::borrow::Cow;

use crate::extract::{Chain, Execution, Expression, Extract, Statement, Step};
use crate::fact::Dialect;
use crate::project::models::Models;
use crate::project::{Catalog, Project};
use crate::text::{Source, Span};

/// What chains are read with.
#[derive(Clone, Copy)]
pub struct Ground<'p> {
    pub models: &'p Models,
    pub catalog: Option<&'p Catalog>,
    pub dialect: Dialect,
    pub file: &'p str,
    /// The call that sends the query.
    pub sent: Span,
}

/// The extract of a file, with a statement for each query that an ORM builds.
pub fn with_chains<'e>(source: &Source, extract: &'e Extract, project: &Project) -> Cow<'e, Extract> {
    let is_built = |execution: &Execution| execution.chain.is_some() && execution.statements.is_empty();
    let is_claimed = |execution: &Execution| execution.by_class.is_some();
    let matters = !project.models.is_empty() && extract.executions.iter().any(is_built);
    if !matters && !extract.executions.iter().any(is_claimed) {
        return Cow::Borrowed(extract);
    }
    let database = project.database(&source.path, Dialect::Generic);
    let ground = Ground {
        models: &project.models,
        catalog: database.map(|database| &database.catalog),
        dialect: database.map(|database| database.catalog.dialect).unwrap_or_default(),
        file: &source.path,
        sent: Span::default(),
    };
    let mut whole = extract.clone();
    for execution in &mut whole.executions {
        if !project.models.confirm(execution, &source.path) {
            execution.disown();
        }
    }
    for execution in whole.executions.iter_mut().filter(|execution| is_built(execution)) {
        let Some(chain) = &execution.chain else { continue };
        // What `cls` stands for is told by the class around.
        let own = match (&chain.root, &execution.by_class) {
            (Expression::Value, Some(class)) => Some(Chain { root: Expression::Path(class.clone()), ..chain.clone() }),
            _ => None,
        };
        if let Some(statement) = lower(own.as_ref().unwrap_or(chain), Ground { sent: execution.span, ..ground }) {
            execution.statements.push(whole.statements.len());
            whole.statements.push(statement);
        }
    }
    Cow::Owned(whole)
}

/// The statement that a chain sends.
pub fn lower(chain: &Chain, ground: Ground<'_>) -> Option<Statement> {
    let (root, steps) = begin(chain);
    match chain.library.as_str() {
        "django" => django::lower(&root, steps, ground),
        "sqlalchemy" | "flask_sqlalchemy" => sqlalchemy::statement(&root, steps, ground),
        "diesel" => diesel::lower(&root, steps, ground),
        "tortoise" => django::tortoise::lower(&root, steps, ground),
        "sea-orm" => seaorm::lower(&root, steps, ground),
        "peewee" => peewee::lower(&root, steps, ground),
        _ => None,
    }
}

/// The path that a chain begins with, and the calls after it.
fn begin(chain: &Chain) -> (Vec<String>, &[Step]) {
    let members = chain.steps.iter().take_while(|step| step.arguments.is_none()).count();
    match &chain.root {
        Expression::Path(path) => {
            let members_of = chain.steps[..members].iter().map(|step| step.name.clone());
            (path.iter().cloned().chain(members_of).collect(), &chain.steps[members..])
        }
        _ => (Vec::new(), &chain.steps[members..]),
    }
}
