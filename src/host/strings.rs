//! What text an expression makes: literals, concatenation, formatting, names and what they hold. A text that
//! can be one of several becomes several templates; what cannot be known becomes a hole.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::admission::{leaves, rejections};
use super::escapes;
use super::grammar::{Kind, Part, Role};
use super::idioms::{Idioms, ends_with_any};
use super::library::Library;
use super::names::{Bound, How, Names};
use super::outline::{NodeId, Outline};
use super::results::Frame;
use super::template::{ALTERNATIVES, Directive, Scanned, Template, product, scan_braces, scan_for, scan_percent};
use crate::fact::{Provenance, Slot};
use crate::text::Span;

/// How deep expressions and names are followed.
const DEPTH: usize = 48;
/// How many steps one look at a text may take, and how many all looks at one file.
const FUEL: usize = 5_000;
const RESERVE: usize = 2_000_000;
/// A text of more holes is as good as unknown.
const MOST_HOLES: usize = 1_000;
/// How long a text may grow.
const LENGTH: usize = 400_000;

/// One file seen as values: what its expressions hold.
pub struct Values<'a> {
    pub outline: &'a Outline<'a>,
    pub names: &'a Names<'a>,
    pub idioms: &'a Idioms,
    pub libraries: &'a [Library],
    /// Tests that let nothing on but what is one of a known set, with the value as written.
    pub(super) rejections: HashMap<&'a str, Vec<NodeId>>,
    /// How many tests are being looked at for the sake of one another.
    pub(super) asking: Cell<usize>,
    /// The functions that are read, each for a call of it.
    pub(super) frames: RefCell<Vec<Frame>>,
    /// The slot whose filling is asked for: what quotes for one slot does not for another.
    pub(super) slot: Cell<Option<Slot>>,
    fuel: Cell<usize>,
    reserve: Cell<usize>,
}

type Texts = Option<Vec<Template>>;

impl<'a> Values<'a> {
    pub fn new(outline: &'a Outline<'a>, names: &'a Names<'a>, idioms: &'a Idioms, libraries: &'a [Library]) -> Self {
        let mut values = Self {
            outline,
            names,
            idioms,
            libraries,
            rejections: HashMap::new(),
            asking: Cell::new(0),
            frames: RefCell::default(),
            slot: Cell::new(None),
            fuel: Cell::new(0),
            reserve: Cell::new(RESERVE),
        };
        values.rejections = rejections(&values);
        values
    }

    /// The texts an expression can be; `None` when it is not known to be text at all.
    pub fn texts(&self, node: NodeId) -> Texts {
        self.refuel();
        let readable = |text: &Template| text.fillers().nth(MOST_HOLES).is_none();
        self.evaluate(node, 0).filter(|texts| texts.iter().all(readable))
    }

    /// Where the text that an expression makes comes from, at worst.
    pub fn provenance(&self, node: NodeId) -> Provenance {
        self.refuel();
        self.provenance_of(node, 0)
    }

    /// The same, for what fills a slot.
    pub fn provenance_in(&self, slot: Slot, look: impl FnOnce(&Self) -> Provenance) -> Provenance {
        self.refuel();
        self.slot.set(Some(slot));
        let found = look(self);
        self.slot.set(None);
        found
    }

    pub(super) fn refuelled(&self) -> &Self {
        self.refuel();
        self
    }

    /// A new look begins. When the file has had its share, each look still gets a little.
    fn refuel(&self) {
        let used = FUEL.saturating_sub(self.fuel.get());
        let left = self.reserve.get().saturating_sub(used);
        self.reserve.set(left);
        self.fuel.set(if left > 0 { FUEL } else { FUEL / 100 });
    }

    /// Takes a step; `false` when it is one too many or too deep.
    pub(super) fn spend(&self, depth: usize) -> bool {
        self.charge(1);
        self.fuel.get() > 0 && depth < DEPTH
    }

    fn charge(&self, steps: usize) {
        self.fuel.set(self.fuel.get().saturating_sub(steps));
    }

    pub(super) fn evaluate(&self, node: NodeId, depth: usize) -> Texts {
        if !self.spend(depth) {
            return None;
        }
        let outline = self.outline;
        match outline.role(node) {
            Role::String => Some(self.literal(node, depth)),
            Role::Wrapper | Role::Binding | Role::Cast => self.evaluate(outline.part(node, Part::Value)?, depth + 1),
            Role::Concatenation => self.concatenation(node, depth),
            Role::Format => self.percent(node, depth),
            Role::Branch => {
                let arms: Vec<NodeId> =
                    outline.parts(node, Part::Then).chain(outline.parts(node, Part::Else)).collect();
                self.one_of(&arms, depth)
            }
            Role::Choice => self.one_of(&outline.parts(node, Part::Item).collect::<Vec<_>>(), depth),
            Role::Block => self.evaluate(outline.parts(node, Part::Item).next_back()?, depth + 1),
            Role::Name => self.named(&self.names.reaching(node), (node, outline.text_of(node)), depth),
            Role::Member => {
                let held = self.names.of_member(node);
                match self.property(node).filter(|_| held.is_empty()) {
                    Some(function) => self.returned(function, node, depth),
                    None => self.named(&held, (node, outline.text_of(node)), depth),
                }
            }
            Role::Constant => self.character(node),
            Role::Call => self.call(node, depth),
            Role::Repeat => self.repeated(node, depth),
            _ => None,
        }
    }

    /// `'x'` of a language that tells characters from texts.
    fn character(&self, node: NodeId) -> Texts {
        let written = self.outline.text_of(node);
        let inside = written.strip_prefix('\'')?.strip_suffix('\'')?;
        let mut text = Template::default();
        match inside.starts_with('\\') {
            true => text.push_text(&escapes::decode(inside, false), self.outline.span(node), false),
            false => text.push_text(inside, self.outline.span(node), false),
        }
        Some(vec![text])
    }

    fn literal(&self, node: NodeId, depth: usize) -> Vec<Template> {
        let outline = self.outline;
        let prefix = outline.text_of(node).split(['"', '\'']).next().unwrap_or_default();
        let is_template = self.idioms.strings.template_prefixes.iter().any(|known| prefix.contains(known.as_str()));
        let mut runs: Vec<(Span, Option<(Part, NodeId)>)> = Vec::new();
        let mut cuts = outline.all_parts(node).iter().filter(|(part, _)| *part != Part::Text).peekable();
        let texts = outline.parts(node, Part::Text).map(|id| outline.span(id));
        // Escapes lie in runs of text or between them, holes always between them.
        for text in texts {
            let mut at = text.start;
            while let Some((part, id)) = cuts.next_if(|(_, id)| outline.span(*id).start < text.end) {
                let cut = outline.span(*id);
                if cut.start > at {
                    runs.push((Span { start: at, end: cut.start }, None));
                }
                runs.push((cut, Some((*part, *id))));
                at = at.max(cut.end);
            }
            if at < text.end {
                runs.push((Span { start: at, end: text.end }, None));
            }
        }
        runs.extend(cuts.map(|(part, id)| (outline.span(*id), Some((*part, *id)))));
        runs.sort_by_key(|(span, _)| span.start);

        let mut results = vec![Template::default()];
        let mut drop_indent = false;
        for (span, cut) in runs {
            let written = outline.slice(span);
            match cut {
                None => {
                    let kept = if drop_indent { written.trim_start() } else { written };
                    let host = Span { start: span.end - Span::new(0, kept.len()).end, end: span.end };
                    results.iter_mut().for_each(|result| result.push_text(kept, host, true));
                    drop_indent &= kept.is_empty();
                }
                Some((Part::Hole, hole)) => {
                    drop_indent = false;
                    let value = outline.part(hole, Part::Value);
                    results = match (is_template, value) {
                        // What fills it is sent apart from the text.
                        (true, _) => product(results, &[Template::hole(value, span, Provenance::Placeholders)]),
                        (_, Some(value)) if is_numeric_form(outline.slice(span), outline.text_of(value)) => {
                            product(results, &[Template::hole(Some(value), span, Provenance::Typed)])
                        }
                        _ => product(results, &self.fill(value, span, depth)),
                    };
                }
                Some((Part::Brace, _)) => {
                    let single = &written[..written.len().min(1)];
                    results.iter_mut().for_each(|result| result.push_text(single, span, false));
                }
                Some(_) => {
                    let drops = self.idioms.strings.continuation_drops_indent;
                    drop_indent = drops && written.starts_with("\\\n") || written.starts_with("\\\r");
                    let meant = escapes::decode(written, drops);
                    results.iter_mut().for_each(|result| result.push_text(&meant, span, false));
                }
            }
        }
        results
    }

    /// What stands in place of a value: its texts when they are known, a hole otherwise.
    fn fill(&self, value: Option<NodeId>, host: Span, depth: usize) -> Vec<Template> {
        let Some(value) = value else { return vec![Template::hole(None, host, Provenance::Unknown)] };
        if let Some(number) = self.number(value) {
            let mut template = Template::default();
            template.push_text(self.outline.text_of(number), host, false);
            return vec![template];
        }
        let texts = self.evaluate(value, depth + 1);
        self.charge(texts.iter().flatten().map(|text| text.pieces.len()).sum());
        match texts {
            Some(texts) if !texts.is_empty() && texts.iter().all(|text| text.len() < LENGTH) => texts,
            _ => vec![Template::hole(Some(value), host, self.provenance_of(value, depth + 1))],
        }
    }

    /// A number that is written out, or the only one a name can hold.
    fn number(&self, value: NodeId) -> Option<NodeId> {
        let value = self.outline.unwrapped(value);
        let value = match self.names.single(value) {
            Some(bound) if bound.how == How::Assigned => self.outline.unwrapped(bound.value),
            _ => value,
        };
        (self.outline.role(value) == Role::Number).then_some(value)
    }

    pub(super) fn fill_in_place(&self, value: NodeId, depth: usize) -> Vec<Template> {
        self.fill(Some(value), self.outline.span(value), depth)
    }

    pub(super) fn one_of(&self, choices: &[NodeId], depth: usize) -> Texts {
        // An arm that leaves gives nothing.
        let gives = |&choice: &NodeId| self.outline.role(choice) != Role::Exit && !leaves(self.outline, choice);
        let choices: Vec<NodeId> = choices.iter().copied().filter(gives).collect();
        let known: Vec<Texts> = choices.iter().map(|&choice| self.evaluate(choice, depth + 1)).collect();
        if known.iter().all(Option::is_none) {
            return None;
        }
        let mut all = Vec::new();
        for (texts, &choice) in known.into_iter().zip(&choices) {
            all.extend(texts.unwrap_or_else(|| self.fill_in_place(choice, depth)));
        }
        Some(capped(all))
    }

    fn concatenation(&self, node: NodeId, depth: usize) -> Texts {
        let items = self.outline.concatenated(node);
        let known: Vec<Texts> = items.iter().map(|&item| self.evaluate(item, depth + 1)).collect();
        if known.iter().all(Option::is_none) {
            return None;
        }
        let mut results = vec![Template::default()];
        for (texts, &item) in known.into_iter().zip(&items) {
            results = product(results, &texts.unwrap_or_else(|| self.fill_in_place(item, depth)));
        }
        Some(results)
    }

    fn percent(&self, node: NodeId, depth: usize) -> Texts {
        let outline = self.outline;
        let templates = self.evaluate(outline.part(node, Part::Template)?, depth + 1)?;
        let value = outline.unwrapped(outline.part(node, Part::Value)?);
        let values: Vec<NodeId> = match outline.role(value) {
            Role::List => outline.parts(value, Part::Item).collect(),
            Role::Dictionary => Vec::new(),
            _ => vec![value],
        };
        let written_out = matches!(outline.role(value), Role::List | Role::Dictionary);
        let named = |name: &str| self.pair_value(value, name).or((!written_out).then_some(value));
        Some(self.format(&templates, &values, &named, scan_percent, (None, depth)))
    }

    /// Fills each template with the values of a call. A format macro also sees the names `around` it.
    fn format(
        &self,
        templates: &[Template],
        values: &[NodeId],
        named: &dyn Fn(&str) -> Option<NodeId>,
        scan: impl Fn(&str) -> Scanned<'_> + Copy,
        (around, depth): (Option<NodeId>, usize),
    ) -> Vec<Template> {
        let mut results = Vec::new();
        for template in templates {
            let mut next = 0;
            let filled = template.filled(scan, |directive, host| {
                let is_number = matches!(directive, Directive::Number(_));
                let (value, name) = match directive {
                    Directive::Next | Directive::Number(None) => {
                        next += 1;
                        (values.get(next - 1).copied(), None)
                    }
                    Directive::Position(position) => (values.get(position).copied(), None),
                    Directive::Named(name) | Directive::Number(Some(name)) => {
                        let name = name.split(['.', '[']).next().unwrap_or(name);
                        (named(name), Some(name))
                    }
                };
                let place = value.map_or(host, |value| self.outline.span(value));
                let texts = match (value, name, around) {
                    (Some(value), ..) if template.composed => match self.evaluate(value, depth + 1) {
                        Some(texts) if texts.iter().all(|text| text.composed) => texts,
                        _ => return vec![Template::composed_hole(Some(value), place)],
                    },
                    (None, Some(name), Some(call)) => self.captured(call, name, host, depth),
                    _ => self.fill(value, place, depth),
                };
                if is_number && !texts.iter().all(Template::is_constant) {
                    return vec![Template::hole(value, place, Provenance::Typed)];
                }
                texts
            });
            results.extend(filled);
        }
        capped(results)
    }

    /// What a name written inside a format text stands for.
    fn captured(&self, call: NodeId, name: &str, host: Span, depth: usize) -> Vec<Template> {
        let bindings = self.names.reaching_text(name, call);
        match self.named(&bindings, (call, name), depth) {
            Some(texts) if !texts.is_empty() => texts,
            _ => {
                let provenance = self.provenance_of_bindings(&bindings, (call, name), depth + 1);
                vec![Template::hole_inside(call, host, provenance)]
            }
        }
    }

    /// The value of a key of a dictionary that is written out.
    fn pair_value(&self, dictionary: NodeId, name: &str) -> Option<NodeId> {
        let outline = self.outline;
        outline.parts(dictionary, Part::Item).find_map(|pair| {
            let key = outline.part(pair, Part::Key)?;
            (outline.text_of(key).trim_matches(['"', '\'']) == name).then(|| outline.part(pair, Part::Value))?
        })
    }

    /// What a name holds by the bindings that reach the node that uses it.
    fn named(&self, bindings: &[Bound], (usage, name): (NodeId, &str), depth: usize) -> Texts {
        let mut results: Option<Vec<Template>> = None;
        for bound in bindings {
            match bound.how {
                How::Assigned => {
                    let texts = match (self.evaluate(bound.value, depth + 1), &results) {
                        (Some(texts), _) => texts,
                        (None, None) if bindings.len() == 1 => return None,
                        (None, _) if self.is_admitted(usage, name, Some(bound.at)) => {
                            let place = self.outline.span(bound.value);
                            vec![Template::hole(Some(bound.value), place, Provenance::Constant)]
                        }
                        (None, _) => self.fill_in_place(bound.value, depth),
                    };
                    results = Some(capped(results.unwrap_or_default().into_iter().chain(texts).collect()));
                }
                // A character or text that is pushed onto a text.
                How::Appended | How::Item => {
                    let mut more = self.fill_in_place(bound.value, depth);
                    let region = self.names.region_of(bound.at);
                    let is_sure = region.is_none_or(|region| self.outline.holds(region, usage));
                    more.iter_mut().for_each(|text| text.may_repeat |= !is_sure);
                    results = Some(product(results?, &more));
                }
                How::Looped => {
                    let iterable = self.outline.unwrapped(bound.value);
                    let held = self.names.single(iterable).filter(|bound| bound.how == How::Assigned);
                    let iterable = held.map_or(iterable, |held| self.outline.unwrapped(held.value));
                    if self.outline.role(iterable) != Role::List {
                        return None;
                    }
                    let items: Vec<NodeId> = self.outline.parts(iterable, Part::Item).collect();
                    return if items.len() <= ALTERNATIVES { self.one_of(&items, depth) } else { None };
                }
                How::Parameter => return self.handed(bound, |argument| self.evaluate(argument, depth + 1))?,
                _ => return None,
            }
        }
        results
    }

    fn call(&self, call: NodeId, depth: usize) -> Texts {
        let outline = self.outline;
        let strings = &self.idioms.strings;
        let callee = outline.callee(call)?;
        let path = self.names.resolved(callee);
        let method = outline.last_name(callee)?;
        let is = |names: &[String]| match &path {
            Some(path) => ends_with_any(path, names),
            None => names.iter().any(|name| name == method),
        };
        let arguments = outline.arguments(call);
        let object = outline.part(callee, Part::Object);
        let named = |name: &str| self.keyword(&arguments, name);
        if outline.nodes[call].kind == Kind::Macro {
            if is(&strings.format_macros) {
                let (&template, values) = arguments.split_first()?;
                let templates = self.evaluate(template, depth + 1)?;
                return Some(self.format(
                    &templates,
                    &self.positional(values),
                    &named,
                    scan_braces,
                    (Some(call), depth),
                ));
            }
            if is(&strings.write_macros) {
                let (&template, values) = arguments.get(1..)?.split_first()?;
                let templates = self.evaluate(template, depth + 1)?;
                let values = self.positional(values);
                return Some(self.format(&templates, &values, &named, scan_braces, (Some(call), depth)));
            }
            if is(&strings.concat_macros) {
                return arguments.iter().try_fold(vec![Template::default()], |results, &item| {
                    Some(product(results, &self.fill_in_place(item, depth)))
                });
            }
            return if is(&strings.list_macros) { self.evaluate(*arguments.first()?, depth + 1) } else { None };
        }
        if is(&strings.fill_braces) {
            let templates = self.evaluate(object?, depth + 1)?;
            return Some(self.format(&templates, &self.positional(&arguments), &named, scan_braces, (None, depth)));
        }
        if is(&strings.join_on_separator) {
            return self.join(object?, *arguments.first()?, depth);
        }
        if is(&strings.join_on_list)
            && let Some(list) = object
        {
            return match arguments.first() {
                Some(&separator) => self.join(separator, list, depth),
                None => self.joined(&Template::default(), list, depth),
            };
        }
        if is(&strings.new_texts) {
            return match arguments.first() {
                Some(&first) if outline.role(first) == Role::String => self.evaluate(first, depth + 1),
                _ => Some(vec![Template::default()]),
            };
        }
        if is(&strings.keep_second)
            && let [_, value] = arguments[..]
        {
            return self.evaluate(value, depth + 1);
        }
        if is(&strings.replace)
            && let [from, to, ..] = arguments[..]
        {
            return self.replace(self.evaluate(object?, depth + 1)?, from, to, depth);
        }
        if self.libraries.iter().any(|library| ends_with_any(path.as_deref().unwrap_or(&[method]), &library.quotes)) {
            return Some(vec![Template::composed_hole(Some(call), outline.span(call))]);
        }
        if self.libraries.iter().any(|library| library.composes(path.as_deref().unwrap_or(&[method]))) {
            let mut texts = self.fill_in_place(*arguments.first()?, depth);
            texts.iter_mut().for_each(|text| text.composed = true);
            return Some(texts);
        }
        if self.libraries.iter().any(|library| library.wraps(path.as_deref().unwrap_or(&[method]))) {
            return self.evaluate(*arguments.first()?, depth + 1);
        }
        if is(&strings.keep) {
            let of_argument = || self.evaluate(*arguments.first()?, depth + 1);
            return object.and_then(|object| self.evaluate(object, depth + 1)).or_else(of_argument);
        }
        self.returned(self.own_function(call)?, call, depth)
    }

    fn positional(&self, arguments: &[NodeId]) -> Vec<NodeId> {
        arguments.iter().copied().filter(|&argument| self.outline.role(argument) != Role::Keyword).collect()
    }

    pub fn keyword(&self, arguments: &[NodeId], name: &str) -> Option<NodeId> {
        let outline = self.outline;
        arguments.iter().find_map(|&argument| {
            let matches =
                outline.role(argument) == Role::Keyword && outline.text_of(outline.part(argument, Part::Name)?) == name;
            matches.then(|| outline.part(argument, Part::Value))?
        })
    }

    fn replace(&self, texts: Vec<Template>, from: NodeId, to: NodeId, depth: usize) -> Texts {
        let mut needle = self.evaluate(from, depth + 1)?;
        let needle = needle.pop().filter(|needle| needle.is_constant())?.plain();
        if needle.is_empty() {
            return Some(texts);
        }
        let filling = self.fill_in_place(to, depth);
        let scan = scan_for(&needle);
        Some(capped(texts.iter().flat_map(|text| text.filled(&scan, |_, _| filling.clone())).collect()))
    }
}

pub(super) fn capped(mut texts: Vec<Template>) -> Vec<Template> {
    texts.truncate(ALTERNATIVES);
    texts
}

/// Whether a hole is written with a form that only numbers have: `{price:.2f}`.
fn is_numeric_form(hole: &str, value: &str) -> bool {
    let form = hole.trim_start_matches('{').trim_start().strip_prefix(value).and_then(|rest| rest.strip_prefix(':'));
    form.is_some_and(|form| form.trim_end_matches('}').ends_with(['d', 'f', 'x', 'X', 'e', 'n']))
}
