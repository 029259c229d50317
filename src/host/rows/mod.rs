//! Which rows a program takes in its loops, where they come from, and what it reads of them.

mod changes;
mod columns;
mod escapes;
mod givers;
mod handings;
mod keyed;
mod managers;
mod objects;
mod pages;
mod reads;
mod saves;
mod serializers;
mod sources;

use std::collections::HashMap;

use super::expressions::Expressions;
use super::grammar::{Kind, Part, Role};
use super::loops::Loops;
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use crate::extract::{Extract, RowRoot, RowSource, Rows};
use crate::text::{FileRole, Span};

/// How many rows of one file are followed.
const MOST: usize = 4_000;

pub fn read(values: &Values<'_>, loops: &Loops, role: FileRole, extract: &mut Extract) {
    if values.idioms.rows.numbered.is_empty() {
        return;
    }
    let mut reader = Reader::new(values, loops);
    reader.find_loops();
    reader.find_held();
    reader.find_keyed();
    let taken = reader.rows.len();
    // Who calls the functions of tests does not matter.
    if role.is_program() {
        reader.find_given();
        extract.handings = reader.handings();
        extract.handings.extend(reader.fillings());
        extract.handings.extend(reader.page_values());
        extract.handings.extend(reader.inclusions());
        extract.column_classes = reader.column_classes();
        extract.object_classes = reader.object_classes();
        extract.objects = reader.objects();
        extract.handings.extend(reader.serializations());
    }
    reader.follow();
    extract.givers = reader.givers();
    extract.changes = reader.changes();
    extract.saves = reader.saves_of_rows();
    extract.rows = reader.finish(taken);
    managers::read(values, extract);
}

/// Where a variable of rows is bound, and what repeats it.
struct Place {
    /// The name that is bound.
    at: NodeId,
    /// All of its uses lie in one of these.
    within: Vec<NodeId>,
    repetition: Option<usize>,
    /// The name holds rows by their keys: each turn takes one of them.
    keyed: bool,
}

struct Reader<'v, 'a> {
    values: &'v Values<'a>,
    loops: &'v Loops,
    expressions: Expressions<'v, 'a>,
    rows: Vec<Rows>,
    places: Vec<Place>,
    /// By the name that is bound.
    bound: HashMap<NodeId, usize>,
    /// The names of the file that stand for variables, by their text.
    uses: HashMap<&'a str, Vec<NodeId>>,
    /// Calls that fetch relations for rows that are there already.
    late: Vec<NodeId>,
}

impl<'v, 'a> Reader<'v, 'a> {
    fn new(values: &'v Values<'a>, loops: &'v Loops) -> Self {
        let outline = values.outline;
        let mut uses: HashMap<&str, Vec<NodeId>> = HashMap::new();
        for id in outline.ids().filter(|&id| outline.role(id) == Role::Name && !outline.nodes[id].is_label) {
            uses.entry(outline.text_of(id)).or_default().push(id);
        }
        let is_late = |&id: &NodeId| {
            let name = outline.callee(id).and_then(|callee| outline.last_name(callee));
            name.is_some_and(|name| values.idioms.rows.late_loading.iter().any(|known| known == name))
        };
        let late = outline.ids().filter(|&id| outline.role(id) == Role::Call).filter(is_late).collect();
        Self {
            values,
            loops,
            expressions: Expressions { values },
            rows: Vec::new(),
            places: Vec::new(),
            bound: HashMap::new(),
            uses,
            late,
        }
    }

    /// The variables of loops over rows. Outer loops stand before those inside them.
    fn find_loops(&mut self) {
        let loops = self.loops;
        for (index, repetition) in loops.all.iter().enumerate() {
            let (Some(variable), Some(iterable)) = (repetition.variable, repetition.iterable) else { continue };
            for (name, taken) in self.items(variable, iterable) {
                let place =
                    Place { at: name, within: repetition.bodies.clone(), repetition: Some(index), keyed: false };
                self.add(place, self.sources(taken));
            }
        }
    }

    /// Variables that hold a row which was waited for.
    fn find_held(&mut self) {
        let outline = self.values.outline;
        for id in outline.ids().filter(|&id| outline.role(id) == Role::Binding) {
            let (Some(name), Some(value)) = (outline.part(id, Part::Name), outline.part(id, Part::Value)) else {
                continue;
            };
            if outline.role(name) != Role::Name || outline.role(outline.unwrapped(value)) != Role::Call {
                continue;
            }
            let mut sources = self.sources(value);
            sources.retain(|source| source.awaited);
            let scope = self.values.names.scope_of(name);
            self.add(Place { at: name, within: scope.into_iter().collect(), repetition: None, keyed: false }, sources);
        }
    }

    /// Parameters, which may stand for a row.
    fn find_given(&mut self) {
        let outline = self.values.outline;
        let is_named = |id: &NodeId| outline.role(*id) == Role::Function && outline.nodes[*id].kind != Kind::Closure;
        for function in outline.ids().filter(is_named) {
            for parameter in outline.parts(function, Part::Parameter) {
                let name = outline.part(parameter, Part::Name).unwrap_or(parameter);
                let Some(bound) = outline.within(name).find(|&id| outline.role(id) == Role::Name) else { continue };
                let Some(bound) = self.values.names.parameter(function, bound) else { continue };
                let source = RowSource {
                    root: self.parameter(&bound),
                    steps: Vec::new(),
                    awaited: false,
                    span: outline.span(bound.at),
                };
                self.add(Place { at: bound.at, within: vec![function], repetition: None, keyed: false }, vec![source]);
            }
        }
    }

    /// The names of a loop's variable and what each takes its items from.
    fn items(&self, variable: NodeId, iterable: NodeId) -> Vec<(NodeId, NodeId)> {
        let outline = self.values.outline;
        if outline.role(variable) == Role::Name {
            return vec![(variable, iterable)];
        }
        let names: Vec<NodeId> = outline
            .within(variable)
            .filter(|&id| outline.role(id) == Role::Name && !outline.nodes[id].is_label)
            .collect();
        let call = outline.unwrapped(iterable);
        let known = &self.values.idioms.rows;
        let is = |list: &[String]| {
            outline.role(call) == Role::Call
                && outline
                    .callee(call)
                    .and_then(|callee| outline.last_name(callee))
                    .is_some_and(|name| list.iter().any(|known| known == name))
        };
        let arguments: Vec<NodeId> =
            outline.arguments(call).into_iter().filter(|&id| outline.role(id) != Role::Keyword).collect();
        match names[..] {
            [_, item] if is(&known.paired) => vec![(item, call)],
            [_, item] if is(&known.numbered) => arguments.first().map(|&from| (item, from)).into_iter().collect(),
            _ if is(&known.parallel) && names.len() == arguments.len() => names.into_iter().zip(arguments).collect(),
            _ => Vec::new(),
        }
    }

    fn add(&mut self, place: Place, sources: Vec<RowSource>) {
        let is_known = |source: &RowSource| source.root != RowRoot::Value || is_asked(source);
        if self.rows.len() >= MOST || sources.is_empty() || !sources.iter().all(is_known) {
            return;
        }
        let outline = self.values.outline;
        let scope = self.values.names.scope_of(place.at);
        self.bound.insert(place.at, self.rows.len());
        let variable = place.repetition.and_then(|at| self.loops.all[at].variable).filter(|_| place.keyed);
        self.rows.push(Rows {
            variable: outline.text_of(variable.unwrap_or(place.at)).to_owned(),
            sources,
            repetition: place.repetition,
            function: scope.map_or_else(|| self.whole(), |scope| outline.span(scope)),
            reads: Vec::new(),
            escapes: false,
        });
        self.places.push(place);
    }

    fn whole(&self) -> Span {
        Span { start: 0, end: u32::try_from(self.values.outline.text.len()).unwrap_or(u32::MAX) }
    }

    /// Whether a library's queries begin with a member of a class that is called so: `objects`.
    fn begins_queries(&self, member: &str) -> bool {
        let mut roots = self.values.libraries.iter().flat_map(|library| &library.chains.roots);
        roots.any(|root| root == member)
    }

    /// The rows that a name is one of, when it is the variable of a loop over them.
    fn row_of(&self, name: NodeId) -> Option<usize> {
        match self.values.names.reaching(name)[..] {
            [bound] if matches!(bound.how, How::Looped) => self.bound.get(&bound.at).copied(),
            _ => None,
        }
    }

    /// Of parameters, of which there are many, those are kept of which something is read.
    fn finish(self, taken: usize) -> Vec<Rows> {
        let rows = self.rows.into_iter().enumerate();
        rows.filter(|(at, rows)| *at < taken || !rows.reads.is_empty()).map(|(_, rows)| rows).collect()
    }
}

/// Whether what begins with a value names a class in a call: `session.query(Order)`.
fn is_asked(source: &RowSource) -> bool {
    matches!(source.root, RowRoot::Passed(_))
        || source.steps.iter().any(|step| step.arguments.as_ref().is_some_and(|given| !given.is_empty()))
}
