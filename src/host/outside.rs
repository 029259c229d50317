//! Calls that wait for something other than the database, as `grammars/<language>/outside.yml` names them, and
//! where a program makes them.

use serde::Deserialize;

use super::grammar::{Part, Role};
use super::idioms::{begins_with, ends_with, ends_with_any, segments};
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use crate::fact::Errand;

/// How far a client is followed to where it was made.
const HOPS: usize = 8;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Outside {
    clients: Vec<Client>,
}

/// One package's calls.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Where its imports begin.
    imports: Vec<String>,
    pub errand: Errand,
    /// Completes `waits for …`.
    pub waits_for: String,
    #[serde(default)]
    functions: Vec<String>,
    /// The calls that make its objects.
    #[serde(default)]
    made_by: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
    /// Methods of its objects that wait.
    #[serde(default)]
    methods: Vec<String>,
    /// All methods of its objects wait, but the quiet ones.
    #[serde(default)]
    any_method: bool,
    #[serde(default)]
    quiet: Vec<String>,
    /// The methods wait when one of these calls stands before them in the chain.
    #[serde(default)]
    after: Vec<String>,
}

impl Outside {
    pub fn read(yaml: &str) -> Result<Self, String> {
        let outside: Self = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
        for (position, client) in outside.clients.iter().enumerate() {
            let place = format!("number {}", position + 1);
            let has_methods = client.any_method || !client.methods.is_empty();
            let has_objects = !(client.made_by.is_empty() && client.types.is_empty() && client.after.is_empty());
            if client.imports.is_empty() {
                return Err(format!("{place}: needs `imports`"));
            }
            if has_methods != has_objects {
                return Err(format!("{place}: `methods` go with what they are called on"));
            }
            if client.functions.is_empty() && !has_methods {
                return Err(format!("{place}: names no functions or methods"));
            }
        }
        Ok(outside)
    }

    /// Whether a call looks like a request to another server, though the file does not name the package: a chain that
    /// begins one and is sent, `client.get(url).send()`.
    pub fn resembles(&self, values: &Values<'_>, call: NodeId) -> bool {
        let outline = values.outline;
        let Some(callee) = outline.callee(call).filter(|_| outline.arguments(call).is_empty()) else { return false };
        let (Some(name), Some(object)) = (outline.last_name(callee), outline.part(callee, Part::Object)) else {
            return false;
        };
        let mut sent = self.clients.iter().filter(|client| client.methods.iter().any(|method| method == name));
        sent.any(|client| !client.after.is_empty() && client.is_after(values, object))
    }

    /// What of it a file names.
    pub fn in_sight<'v, 'a>(&'v self, values: &'v Values<'a>) -> InSight<'v, 'a> {
        let is_named = |client: &&Client| client.roots().any(|root| values.outline.text.contains(root));
        InSight { values, clients: self.clients.iter().filter(is_named).collect() }
    }
}

/// The packages that a file names.
pub struct InSight<'v, 'a> {
    values: &'v Values<'a>,
    clients: Vec<&'v Client>,
}

impl InSight<'_, '_> {
    /// The client whose waiting call this is.
    pub fn recognise(&self, call: NodeId) -> Option<&Client> {
        let Self { values, clients } = self;
        let outline = values.outline;
        let callee = outline.callee(call).filter(|_| !clients.is_empty())?;
        let name = outline.last_name(callee)?;
        let path = values.names.resolved(callee);
        let found = clients.iter().copied().find(|client| {
            let by_path = path.as_ref().is_some_and(|path| {
                client.is_imported_by(path) && client.functions.iter().any(|function| ends_with(path, function))
            });
            by_path || client.is_method(values, callee, name)
        });
        found.filter(|client| client.errand != Errand::Sleep || !is_yield(values, call))
    }
}

impl Client {
    fn roots(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().filter_map(|import| segments(import).next())
    }

    fn is_imported_by(&self, path: &[&str]) -> bool {
        self.imports.iter().any(|import| begins_with(path, import))
    }

    fn is_method(&self, values: &Values<'_>, callee: NodeId, name: &str) -> bool {
        let is_quiet = self.quiet.iter().any(|method| method == name);
        let known = self.any_method && !is_quiet || self.methods.iter().any(|method| method == name);
        let Some(object) = values.outline.part(callee, Part::Object).filter(|_| known) else {
            return false;
        };
        if self.after.is_empty() {
            self.makes(values, object, 0)
        } else {
            self.is_after(values, object) && self.is_seen(values)
        }
    }

    /// Whether an object is one of its clients.
    fn makes(&self, values: &Values<'_>, object: NodeId, hops: usize) -> bool {
        let outline = values.outline;
        let object = outline.unwrapped(object);
        if hops > HOPS {
            return false;
        }
        match outline.role(object) {
            Role::Call => {
                let Some(callee) = outline.callee(object) else { return false };
                let path = values.names.resolved(callee).unwrap_or_default();
                let made = ends_with_any(&path, &self.made_by) && self.is_imported_by(&path);
                made || outline.part(callee, Part::Object).is_some_and(|object| self.makes(values, object, hops + 1))
            }
            Role::Name | Role::Member => {
                let Some(bound) = values.names.origin(object) else { return false };
                let annotation = bound.annotation.map(|id| outline.text_of(id)).unwrap_or_default();
                let is_part = |c: char| c.is_alphanumeric() || c == '_';
                let mut words = annotation.split(|c: char| !is_part(c));
                if words.any(|word| self.types.iter().any(|known| known == word)) {
                    return self.is_seen(values);
                }
                bound.how == How::Assigned && self.makes(values, bound.value, hops + 1)
            }
            _ => false,
        }
    }

    /// Whether a chain goes through one of the calls that begin a request.
    fn is_after(&self, values: &Values<'_>, object: NodeId) -> bool {
        let outline = values.outline;
        let mut at = outline.unwrapped(object);
        for _ in 0..32 {
            match outline.role(at) {
                Role::Call => {
                    let Some(callee) = outline.callee(at) else { return false };
                    let name = outline.last_name(callee).unwrap_or_default();
                    if self.after.iter().any(|known| known == name) {
                        return true;
                    }
                    let Some(object) = outline.part(callee, Part::Object) else { return false };
                    at = outline.unwrapped(object);
                }
                Role::Name => match values.names.origin(at) {
                    Some(bound) if bound.how == How::Assigned => at = outline.unwrapped(bound.value),
                    _ => return false,
                },
                _ => return false,
            }
        }
        false
    }

    /// Whether the file names the package at all.
    fn is_seen(&self, values: &Values<'_>) -> bool {
        let outline = values.outline;
        values.names.imports().any(|path| self.is_imported_by(path))
            || outline.names().any(|name| self.roots().any(|root| root == name))
    }
}

/// `asyncio.sleep(0)` only lets others go first.
fn is_yield(values: &Values<'_>, call: NodeId) -> bool {
    matches!(values.outline.arguments(call)[..], [only] if values.outline.text_of(only) == "0")
}
