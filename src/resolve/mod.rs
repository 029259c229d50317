//! Extract and project to facts.

mod definitions;

use crate::extract::Extract;
use crate::fact::Facts;
use crate::project::Project;
use crate::text::Source;

/// The facts of one file, given what is known of the whole project.
pub fn facts(source: &Source, extract: &Extract, project: &Project) -> Facts {
    let _ = (source, extract, project);
    Facts::default()
}
