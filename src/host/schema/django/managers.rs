//! Managers: which of them decide by themselves what rows there are.

use super::super::Program;
use crate::extract::{HostSchema, Manager};
use crate::host::grammar::{Part, Role};
use crate::host::outline::NodeId;

/// What makes a manager of a class of methods, and leaves out nothing.
const MAKERS: &[&str] = &["from_queryset", "as_manager"];

pub fn read(program: &Program<'_, '_>, schema: &mut HostSchema) {
    let outline = program.values.outline;
    for class in &program.classes {
        let bases: Vec<String> = class.bases.iter().filter_map(|&base| named(program, base)).collect();
        if !bases.iter().any(|base| base.ends_with("Manager")) {
            continue;
        }
        let mut functions = class.functions(outline);
        let chooses = functions.any(|id| {
            let name = outline.part(id, Part::Name).map(|name| outline.text_of(name));
            matches!(name, Some("get_queryset" | "get_query_set"))
        });
        schema.managers.push(Manager { name: class.name.to_owned(), bases, chooses });
    }
    // `PageManager = BaseManager.from_queryset(PageQuerySet)`
    for id in outline.ids().filter(|&id| outline.role(id) == Role::Binding) {
        let (Some(name), Some(value)) = (outline.part(id, Part::Name), outline.part(id, Part::Value)) else { continue };
        if outline.role(name) == Role::Name && outline.role(outline.unwrapped(value)) == Role::Call {
            let made = outline.callee(outline.unwrapped(value)).and_then(|callee| outline.last_name(callee));
            if made == Some("from_queryset")
                && let Some(base) = named(program, value)
            {
                schema.managers.push(Manager {
                    name: outline.text_of(name).to_owned(),
                    bases: vec![base],
                    chooses: false,
                });
            }
        }
    }
}

/// The class of what `objects` is given; None for Django's own. Empty when it cannot be told.
pub fn class_of(program: &Program<'_, '_>, value: NodeId) -> Option<String> {
    match named(program, value) {
        Some(name) if name == "Manager" || name == "as_manager" => None,
        found => Some(found.unwrap_or_default()),
    }
}

/// The last name of a class, of a call of it, or of what `from_queryset` begins with.
fn named(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let outline = program.values.outline;
    let mut node = outline.unwrapped(node);
    for _ in 0..4 {
        if outline.role(node) != Role::Call {
            break;
        }
        let callee = outline.callee(node)?;
        node = match outline.last_name(callee) {
            Some("as_manager") => return Some("as_manager".to_owned()),
            Some(name) if MAKERS.contains(&name) => outline.unwrapped(outline.part(callee, Part::Object)?),
            _ => callee,
        };
    }
    outline.last_name(node).map(str::to_owned)
}
