//! What each function comes to: its own executions, and those of the functions it calls. They are carried up one
//! call a round, so that the shortest way is found first and circles end by themselves.

use super::program::{Edge, ExecutionId, File, FunctionId, Program, Step};
use crate::extract::{Uses, Way};
use crate::fact::{Effect, LoopPurpose};
use crate::project::models::Models;

/// How many calls lie between a function and an execution it is said to come to.
const DEPTH: usize = 4;
/// How many executions are remembered of one function.
const MOST: usize = 8;
/// How many steps the calls of one file may take.
const BUDGET: usize = 20_000;

/// An execution that a function comes to.
#[derive(Clone, Debug)]
pub struct Item {
    pub execution: ExecutionId,
    /// Which parameters of the function the query is made of.
    pub uses: Uses,
    pub way: Way,
    /// The calls on the way, the execution last.
    pub steps: Vec<Step>,
}

pub struct Summaries {
    functions: Vec<Vec<Item>>,
    /// How many files used up their budget.
    pub cut: usize,
}

impl Summaries {
    /// Without models, whatever a class seems to be asked for counts.
    pub fn of(program: &Program<'_>, edges: &[Edge], models: Option<&Models>) -> Self {
        let mut summaries = Self { functions: vec![Vec::new(); program.owners.len()], cut: 0 };
        for (file, of) in program.files.iter().enumerate() {
            for executes in &of.functions.executes {
                let execution = &of.extract.executions[executes.execution];
                let id = of.first + executes.function;
                let asks = matches!(execution.effect, Effect::Read | Effect::Write | Effect::Commit | Effect::Unknown);
                let repeated = execution.innermost_loop.is_some_and(|index| for_items(of, index));
                let confirmed = models.is_none_or(|models| models.confirm(execution, of.path));
                if asks && confirmed && !repeated && !program.function(id).is_cached {
                    summaries.functions[id].push(Item {
                        execution: (file, executes.execution),
                        uses: executes.uses,
                        way: executes.way,
                        steps: vec![(file, execution.span)],
                    });
                }
            }
        }
        for items in &mut summaries.functions {
            items.sort_by_key(|item| item.way.conditional || item.way.memoised);
            items.truncate(MOST);
        }
        summaries.climb(program, edges);
        summaries
    }

    fn climb(&mut self, program: &Program<'_>, edges: &[Edge]) {
        let mut left = vec![BUDGET; program.files.len()];
        for round in 1..=DEPTH {
            let mut grown = false;
            for edge in edges {
                let Some(from) = edge.from.filter(|&from| from != edge.to) else { continue };
                let turn = program.call(edge).turn;
                let repeated = turn.is_some_and(|turn| for_items(&program.files[edge.file], turn.index));
                if repeated || program.function(from).is_cached {
                    continue;
                }
                let news = self.functions[edge.to].iter().filter(|item| item.steps.len() == round);
                let news: Vec<Item> = news.cloned().collect();
                for item in news {
                    let Some(rest) = left[edge.file].checked_sub(1) else { break };
                    left[edge.file] = rest;
                    let own = &mut self.functions[from];
                    if own.len() < MOST && own.iter().all(|known| known.execution != item.execution) {
                        own.push(through(program, edge, item));
                        grown = true;
                    }
                }
            }
            if !grown {
                break;
            }
        }
        self.cut = left.iter().zip(&program.files).filter(|(left, file)| **left == 0 || file.functions.cut).count();
    }

    pub fn of_function(&self, id: FunctionId) -> &[Item] {
        &self.functions[id]
    }
}

/// Whether a loop has a turn for each item. What stands in it is reported there, not once more where its function is
/// called.
fn for_items(file: &File<'_>, index: usize) -> bool {
    file.extract.loops.get(index).is_some_and(|around| around.purpose == LoopPurpose::Items)
}

/// An execution as it looks from the function that calls.
fn through(program: &Program<'_>, edge: &Edge, mut item: Item) -> Item {
    let call = program.call(edge);
    let given = program.given(edge, item.uses);
    item.uses = given.iter().fold(Uses::default(), |uses, given| uses.with(given.uses));
    item.way = call.way.then(item.way);
    item.steps.insert(0, (edge.file, call.span));
    item
}
