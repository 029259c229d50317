//! What declarations promise of a value: its type, the field of a class it is, an enum, an option of the command line, the
//! decorator of the function it is handed to.

use super::grammar::{Part, Role};
use super::idioms::ends_with_any;
use super::names::{Bound, How};
use super::outline::NodeId;
use super::provenance::words;
use super::strings::Values;
use crate::fact::Provenance;

impl Values<'_> {
    /// What the name of a type promises: that its values cannot carry SQL, or stand in the program.
    pub(super) fn of_type(&self, written: &str) -> Option<Provenance> {
        let constant = || self.idioms.values.constant_types.iter().any(|known| written.contains(known.as_str()));
        match () {
            () if self.is_typed(written) => Some(Provenance::Typed),
            () if constant() => Some(Provenance::Constant),
            () => None,
        }
    }

    pub(super) fn is_typed(&self, written: &str) -> bool {
        let values = &self.idioms.values;
        let is = |word: &str, names: &[String]| names.iter().any(|known| known == word);
        let text = || words(written).any(|word| is(word, &values.text_types));
        words(written).any(|word| is(word, &values.typed_types) || self.is_enum(word)) && !text()
    }

    /// Whether a name is that of an enum of this file.
    fn is_enum(&self, name: &str) -> bool {
        let outline = self.outline;
        let bases = self.names.class_named(name).into_iter().flat_map(|class| outline.parts(class, Part::Base));
        bases
            .filter_map(|base| outline.last_name(base))
            .any(|base| self.idioms.values.enum_types.iter().any(|known| known == base))
    }

    /// `status.value` of a member of an enum, `listing.page` of a field that is declared as a number.
    pub(super) fn of_declared_member(&self, member: NodeId) -> Option<Provenance> {
        let outline = self.outline;
        let name = outline.last_name(member)?;
        let object = outline.unwrapped(outline.part(member, Part::Object)?);
        let takes_member = self.idioms.values.enum_members.iter().any(|known| known == name);
        let class_of = |id: NodeId| outline.last_name(id).filter(|name| name.starts_with(char::is_uppercase));
        let bound = match outline.role(object) {
            // `Status("open").value`
            Role::Call => {
                let class = outline.callee(object).and_then(class_of)?;
                return (takes_member && self.is_enum(class)).then_some(Provenance::Constant);
            }
            // `Status.PAID.value`
            Role::Member => {
                let class = outline.part(object, Part::Object).and_then(class_of);
                if takes_member && class.is_some_and(|class| self.is_enum(class)) {
                    return Some(Provenance::Constant);
                }
                self.names.single(object)?
            }
            Role::Name => self.names.single(object)?,
            _ => return None,
        };
        let annotation = bound.annotation.map(|id| outline.text_of(id)).unwrap_or_default();
        let of_field = words(annotation).find_map(|class| self.names.field_type(class, name));
        if let Some(known) = of_field.and_then(|of| self.of_type(outline.text_of(of))) {
            return Some(known);
        }
        let value = outline.unwrapped(bound.value);
        let made_by = || match (bound.how, outline.role(value)) {
            (How::Assigned, Role::Call) => outline.callee(value).and_then(class_of),
            (How::Looped, Role::Name) => class_of(value),
            _ => None,
        };
        let of_enum =
            words(annotation).any(|word| self.is_enum(word)) || made_by().is_some_and(|class| self.is_enum(class));
        (takes_member && of_enum).then_some(Provenance::Constant)
    }

    /// What an option of the command line can be, as the program declares it.
    pub(super) fn of_option(&self, name: &str) -> Option<Provenance> {
        let outline = self.outline;
        let values = &self.idioms.values;
        let declarations = values.declares_option.iter().flat_map(|call| self.names.all_calls_of(call));
        let declares = |call: &NodeId| {
            outline.arguments(*call).into_iter().any(|argument| {
                let written = outline.text_of(argument).trim_matches(['"', '\'']);
                outline.role(argument) == Role::String && written.trim_start_matches('-').replace('-', "_") == name
            })
        };
        let call = declarations.copied().find(declares)?;
        let arguments = outline.arguments(call);
        let named = |name: &str| self.keyword(&arguments, name);
        let is_number = || named("type").is_some_and(|of| self.is_typed(outline.text_of(of)));
        let is_switch = || named("action").is_some_and(|action| !outline.text_of(action).contains("append"));
        if is_number() || is_switch() {
            return Some(Provenance::Typed);
        }
        Some(match named("choices") {
            Some(choices) => match self.of_items(choices, 30) {
                Provenance::Unknown => Provenance::Constant,
                known => known,
            },
            None => Provenance::Request,
        })
    }

    /// The option that `arguments.size` or `options["size"]` reads, if that is what it does.
    pub(super) fn option_read(&self, node: NodeId) -> Option<Provenance> {
        let outline = self.outline;
        let object = outline.unwrapped(outline.part(node, Part::Object)?);
        let bound = self.names.single(object)?;
        let parsed = match bound.how {
            How::Assigned => {
                let call = outline.unwrapped(bound.value);
                let callee = outline.callee(call).filter(|_| outline.role(call) == Role::Call)?;
                let name = outline.last_name(callee)?;
                self.idioms.values.parses_options.iter().any(|known| known == name)
            }
            How::Parameter => self.function_of(&bound).is_some_and(|function| self.is_entry_point(function)),
            _ => false,
        };
        let key = match outline.role(node) {
            Role::Member => outline.last_name(node)?,
            _ => outline.text_of(outline.part(node, Part::Key)?).trim_matches(['"', '\'']),
        };
        if parsed { self.of_option(key) } else { None }
    }

    /// Whether a parameter holds what a client sent, by the decorator of its function: `@app.get("/orders/{number}")`.
    pub(super) fn is_sent(&self, function: NodeId, bound: &Bound, annotation: &str) -> bool {
        let outline = self.outline;
        let values = &self.idioms.values;
        let is_route = outline.parts(function, Part::Decorator).any(|decorator| {
            let call = outline.within(decorator).find(|&id| outline.role(id) == Role::Call);
            let path = call.and_then(|call| self.names.resolved(outline.callee(call)?));
            path.is_some_and(|path| ends_with_any(&path, &values.entry_decorators))
        });
        let default = outline.part(bound.value, Part::Value).map(|id| outline.text_of(id)).unwrap_or_default();
        let is_injected =
            words(default).chain(words(annotation)).any(|word| values.injected.iter().any(|it| it == word));
        let is_text =
            annotation.is_empty() || words(annotation).any(|word| values.text_types.iter().any(|it| it == word));
        is_route && is_text && !is_injected
    }
}
