//! Which queries a call comes to, through the functions of the project: names are resolved by imports and classes,
//! then what each function executes is carried up to its callers, a few calls far and within a budget.

mod alone;
mod errands;
mod exposures;
mod modules;
mod once;
mod program;
mod recursion;
mod requests;
mod resolution;
mod summaries;
mod waits;
mod wanted;
mod writers;

pub use wanted::{Wanted, words};

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Contribution;
use crate::extract::{Expression, Given, Loop, Recipient, Stated, Turn, Wait, Way};
use crate::fact::{Effect, LoopPurpose};
use crate::project::models::Models;
use crate::text::{Place, Span};
use alone::Alone;
use program::{Edge, ExecutionId, FunctionId, Program, Step};
use summaries::{Item, Summaries};
use writers::Writers;

/// What calls come to, file by file.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    files: BTreeMap<Arc<str>, OfFile>,
    /// Files that have more calls than are followed.
    pub cut: usize,
}

#[derive(Clone, Debug, Default)]
pub struct OfFile {
    /// What the calls in loops come to.
    pub reached: Vec<Reached>,
    /// Functions that query and call themselves.
    pub recursions: Vec<Recursion>,
    /// Calls in loops that are handed a connection and lead to no function of the project; indexes into
    /// `Functions::calls`.
    pub elsewhere: Vec<usize>,
    /// The functions that are given rows, and those that are given along with them: by the span of the callee or of their
    /// name, the file and the index there.
    pub recipients: HashMap<Span, (Arc<str>, usize)>,
    /// What the calls among them say of other parameters, by the span of the callee.
    pub stated: HashMap<Span, Vec<(String, Stated)>>,
    /// Holes of SQL texts that a parameter fills, and where it is handed what a client sent. By index of the gap.
    pub exposed: BTreeMap<usize, Place>,
    /// What calls in transactions wait for, through functions.
    pub waited: Vec<Waited>,
    /// Connections that are opened for each request. By index of the execution.
    pub requested: BTreeMap<usize, Requested>,
    /// Functions that run when no transaction is open; indexes into `Functions::defined`.
    pub alone: HashSet<usize>,
    /// Where turns of loops wait for something beside the database, by index into `Extract::loops`: in which arm of a test;
    /// `None`: every turn does.
    pub errands: HashMap<usize, Vec<Option<Span>>>,
    /// Functions that run once in a while, as a command or a migration; indexes into `Functions::defined`.
    pub run_once: HashSet<usize>,
}

/// A function that answers requests, and comes to an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct Requested {
    /// The function, with its class.
    pub function: String,
    /// Its name, where it is defined.
    pub handler: Place,
    /// The calls on the way.
    pub way: Vec<Place>,
}

/// A call in a transaction that comes to a wait for something other than the database.
#[derive(Clone, Debug, PartialEq)]
pub struct Waited {
    /// Index into `Functions::calls`.
    pub call: usize,
    pub wait: Wait,
    /// The calls on the way, the wait last.
    pub steps: Vec<Place>,
}

/// An execution that a call in a loop comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// Index into `Functions::calls`.
    pub call: usize,
    /// The function called, with its class: `Order.total`.
    pub function: String,
    pub execution: Executed,
    /// Whether the query depends on the loop's variable.
    pub uses_variable: Option<bool>,
    pub way: Way,
    /// The function asks and writes, several times: it is a piece of work by itself.
    pub is_operation: bool,
    /// What the function calls beside, as written, to write something else.
    pub besides: Vec<String>,
    /// The calls on the way, the execution last.
    pub steps: Vec<Place>,
}

/// A function that calls itself and executes.
#[derive(Clone, Debug, PartialEq)]
pub struct Recursion {
    /// Index into `Functions::calls`: the call that closes the circle.
    pub call: usize,
    pub function: String,
    pub execution: Executed,
    pub way: Way,
    /// It writes as well, at each node.
    pub writes: bool,
    pub steps: Vec<Place>,
}

/// What is said of an execution where it is not in sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed {
    pub effect: Effect,
    pub batched: bool,
    pub in_process: bool,
    /// The library was imported, or the text is SQL; or a class is named, and the project imports the library.
    pub certain: bool,
    pub batch_form: Option<String>,
    pub does: Option<String>,
    /// Its SQL reads tables and locks no row; `None` when it is not known.
    pub repeatable: Option<bool>,
}

impl Executed {
    fn of(program: &Program<'_>, id: ExecutionId) -> Self {
        let execution = program.execution(id);
        let statement = execution.statements.first().and_then(|&at| program.files[id.0].extract.statements.get(at));
        let query = statement.and_then(|statement| statement.queries.first());
        Self {
            effect: execution.effect,
            batched: execution.batched,
            in_process: execution.in_process,
            certain: execution.certain
                || !execution.statements.is_empty()
                || execution.model.is_some() && program.libraries.contains(execution.library.as_str()),
            batch_form: execution.batch_form.clone(),
            does: execution.does.clone(),
            repeatable: query.map(|query| !query.tables.is_empty() && query.lock.is_none()),
        }
    }
}

impl Calls {
    pub fn of(files: &[Contribution<'_>], models: &Models) -> Self {
        let program = Program::of(files);
        let all = program.edges();
        // What runs later and elsewhere costs its caller nothing.
        let edges: Vec<Edge> = all.iter().copied().filter(|edge| !program.call(edge).deferred).collect();
        let summaries = Summaries::of(&program, &edges, Some(models));
        let mut calls = Self { files: BTreeMap::new(), cut: summaries.cut };
        let mut circles = HashSet::new();
        for recursion in recursion::all(&program, &edges, &summaries) {
            circles.insert((recursion.file, recursion.found.call));
            calls.file(&program, recursion.file).recursions.push(recursion.found);
        }
        for ((file, gap), (of, call)) in exposures::all(&program, &all) {
            let at = Place { path: program.files[of].path.clone(), span: program.files[of].functions.calls[call].span };
            calls.file(&program, file).exposed.insert(gap, at);
        }
        for (file, found) in waits::all(&program, &edges) {
            calls.file(&program, file).waited.push(found);
        }
        for ((file, execution), requested) in requests::all(&program, &edges) {
            calls.file(&program, file).requested.insert(execution, requested);
        }
        let alone = Alone::of(&program, &edges);
        for file in 0..program.files.len() {
            let of = &program.files[file];
            // Only where it matters.
            let shared = of.functions.executes.iter().filter(|executes| {
                of.extract.transactions.executions.get(executes.execution).is_some_and(|ground| ground.shared)
            });
            let found: HashSet<usize> =
                shared.map(|executes| executes.function).filter(|&it| alone.is_alone(of.first + it)).collect();
            if !found.is_empty() {
                calls.file(&program, file).alone = found;
            }
        }
        for (file, index, arm) in errands::all(&program, &edges) {
            calls.file(&program, file).errands.entry(index).or_default().push(arm);
        }
        for (file, found) in once::all(&program, &all) {
            calls.file(&program, file).run_once = found;
        }
        let resolved: HashSet<(usize, usize)> = edges.iter().map(|edge| (edge.file, edge.call)).collect();
        for (file, of) in program.files.iter().enumerate() {
            let found = of.functions.calls.iter().enumerate().filter(|(index, call)| {
                call.hands_connection && call.turn.is_some() && !resolved.contains(&(file, *index))
            });
            let found: Vec<usize> = found.map(|(index, _)| index).collect();
            if !found.is_empty() {
                calls.file(&program, file).elsewhere = found;
            }
        }
        calls.find_recipients(&program, &edges);
        let writers = Writers::of(&program, &edges);
        let mut seen = HashSet::new();
        for edge in edges.iter().filter(|edge| !circles.contains(&(edge.file, edge.call))) {
            let call = &program.files[edge.file].functions.calls[edge.call];
            let Some(turn) = call.turn else { continue };
            let items = summaries.of_function(edge.to).iter();
            let items: Vec<&Item> = items.filter(|item| program.carried(edge, &item.premises).is_some()).collect();
            let does = Does::of(&program, edge.to, &items, writers.writes(edge.to));
            for item in items {
                // One report for each loop and execution.
                if seen.insert((edge.file, turn.index, item.execution)) {
                    let mut found = reached(&program, edge, item, turn, does);
                    found.besides = writers.besides(edge.to, item);
                    calls.file(&program, edge.file).reached.push(found);
                }
            }
        }
        calls
    }

    fn find_recipients(&mut self, program: &Program<'_>, edges: &[Edge]) {
        for (file, of) in program.files.iter().enumerate() {
            let (mut callees, mut handed) = (HashSet::new(), HashSet::new());
            for handing in &of.extract.handings {
                if let Recipient::Call { callee, functions, .. } = &handing.to {
                    callees.insert(*callee);
                    handed.extend(functions.iter().map(|(_, span)| *span));
                }
            }
            let own = edges.iter().skip_while(|edge| edge.file < file).take_while(|edge| edge.file == file);
            let called: Vec<&Edge> = own.filter(|edge| callees.contains(&program.call(edge).span)).collect();
            let all_stated = called.iter().map(|edge| (program.call(edge).span, program.all_stated(edge)));
            let all_stated: HashMap<Span, _> = all_stated.filter(|(_, stated)| !stated.is_empty()).collect();
            if !all_stated.is_empty() {
                self.file(program, file).stated = all_stated;
            }
            let called = called.into_iter().map(|edge| (program.call(edge).span, edge.to));
            let named = of.functions.handed.iter().filter(|(span, _)| handed.contains(span));
            let named = named.filter_map(|(span, path)| Some((*span, program.by_path(file, path)?)));
            let found: HashMap<Span, (Arc<str>, usize)> = called
                .chain(named)
                .map(|(span, id)| {
                    let owner = program.owners[id];
                    (span, (program.files[owner].path.clone(), id - program.files[owner].first))
                })
                .collect();
            if !found.is_empty() {
                self.file(program, file).recipients = found;
            }
        }
    }

    fn file(&mut self, program: &Program<'_>, file: usize) -> &mut OfFile {
        self.files.entry(program.files[file].path.clone()).or_default()
    }

    /// What a loop of a file is there for, when what its turns wait for is seen as well: those of them that come to a
    /// place, if it is given.
    pub fn purpose(&self, path: &str, index: usize, around: &Loop, at: Option<Span>) -> LoopPurpose {
        let errands = self.of_file(path).and_then(|of| of.errands.get(&index)).into_iter().flatten();
        let holds = |arm: &Option<Span>| arm.is_none_or(|arm| at.is_some_and(|at| arm.contains(at)));
        let runs_errands = errands.chain(&around.errands).any(holds);
        match around.purpose {
            LoopPurpose::Items if runs_errands => LoopPurpose::Errands,
            purpose => purpose,
        }
    }

    /// What is known of the calls of a file.
    pub fn of_file(&self, path: &str) -> Option<&OfFile> {
        self.files.get(path)
    }
}

/// From how many statements on a function that asks and writes is a piece of work by itself.
const OPERATION: usize = 4;

/// What a function does to the database, all in all.
#[derive(Clone, Copy)]
struct Does {
    writes: bool,
    is_operation: bool,
}

impl Does {
    /// Of the items of a function only the first are remembered: `may_write` counts all.
    fn of(program: &Program<'_>, id: FunctionId, items: &[&Item], may_write: bool) -> Self {
        let asks = items.iter().any(|item| program.execution(item.execution).effect == Effect::Read);
        let several = statements(program, items) >= OPERATION && asks && may_write;
        let is_operation = several || program.function(id).is_operation;
        let writes = items.iter().any(|item| program.execution(item.execution).effect != Effect::Read);
        Self { writes, is_operation }
    }
}

/// How many statements a call sends. What one function writes to one table in several ways, it writes in one of them: an
/// engine wants it so, another one so.
fn statements(program: &Program<'_>, items: &[&Item]) -> usize {
    let written: Vec<_> = items.iter().filter_map(|item| written_by(program, item)).collect();
    let again = written.iter().enumerate().filter(|(at, one)| written[..*at].contains(one)).count();
    items.len() - again
}

/// The calls that lead to what an ORM writes, and its table.
fn written_by<'i>(program: &'i Program<'_>, item: &'i Item) -> Option<(&'i [Step], &'i Expression)> {
    let execution = program.execution(item.execution);
    let chain = execution.chain.as_ref().filter(|_| execution.effect == Effect::Write)?;
    let table = chain.steps.iter().find_map(|step| step.arguments.as_ref())?.first()?;
    let (_, calls) = item.steps.split_last()?;
    Some((calls, &table.value))
}

fn reached(program: &Program<'_>, edge: &Edge, item: &Item, turn: Turn, does: Does) -> Reached {
    let call = &program.files[edge.file].functions.calls[edge.call];
    let given = program.given(edge, item.uses);
    let uses_variable = match turn.uses_variable {
        _ if given.iter().any(|given| given.changes == Some(true)) => Some(true),
        // What is called for more than its answer cannot be moved out of the loop.
        Some(false) if !call.discarded && !does.writes && given.iter().all(|given| given.changes == Some(false)) => {
            Some(false)
        }
        _ => None,
    };
    Reached {
        call: edge.call,
        function: program.title(edge.to),
        execution: Executed::of(program, item.execution),
        uses_variable,
        way: item.way,
        is_operation: does.is_operation,
        besides: Vec::new(),
        steps: program.places(&item.steps),
    }
}

/// Whether a value that is given changes from call to call: it is more than a parameter handed on.
fn is_new(given: &Given) -> bool {
    given.passed.is_none()
}
