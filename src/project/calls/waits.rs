//! What calls in transactions wait for beside the database, when the wait stands in a function that they call. Carried
//! up one call a round, until a call stands in a transaction.

use std::collections::HashSet;

use super::Waited;
use super::program::{Edge, Program, Step};

/// How many calls lie between a transaction and a wait.
const DEPTH: usize = 3;
/// How many waits are remembered of one function.
const MOST: usize = 4;

/// A wait that a function comes to: the file, the index there, and the calls on the way, the wait last.
#[derive(Clone)]
struct Item {
    wait: (usize, usize),
    steps: Vec<Step>,
}

/// By file, what its calls in transactions come to.
pub fn all(program: &Program<'_>, edges: &[Edge]) -> Vec<(usize, Waited)> {
    let mut functions: Vec<Vec<Item>> = vec![Vec::new(); program.owners.len()];
    for (file, of) in program.files.iter().enumerate() {
        for (index, wait) in of.extract.transactions.waits.iter().enumerate() {
            let Some(function) = wait.function.filter(|_| !wait.standing.deferred) else { continue };
            // In a transaction of its own it is reported there.
            if wait.standing.transaction.is_none() && functions[of.first + function].len() < MOST {
                functions[of.first + function].push(Item { wait: (file, index), steps: vec![(file, wait.span)] });
            }
        }
    }
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for round in 1..=DEPTH {
        let mut news: Vec<(usize, Item)> = Vec::new();
        for edge in edges {
            let standings = &program.files[edge.file].extract.transactions.calls;
            let standing = standings.get(edge.call).copied().unwrap_or_default();
            if standing.deferred || program.call(edge).way.memoised || program.function(edge.to).is_cached {
                continue;
            }
            for item in functions[edge.to].iter().filter(|item| item.steps.len() == round) {
                match (standing.transaction, edge.from) {
                    (Some(transaction), _) => {
                        if seen.insert((edge.file, transaction, item.wait)) {
                            let (file, index) = item.wait;
                            let wait = program.files[file].extract.transactions.waits[index].clone();
                            let steps = program.places(&item.steps);
                            found.push((edge.file, Waited { call: edge.call, wait, steps }));
                        }
                    }
                    (None, Some(from)) => {
                        let mut item = item.clone();
                        item.steps.insert(0, (edge.file, program.call(edge).span));
                        news.push((from, item));
                    }
                    (None, None) => {}
                }
            }
        }
        for (function, item) in news {
            let own = &mut functions[function];
            if own.len() < MOST && own.iter().all(|known| known.wait != item.wait) {
                own.push(item);
            }
        }
    }
    found
}
