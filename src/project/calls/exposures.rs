//! Which holes of SQL texts are filled, through functions, by what a client sent. A value is followed only where it is
//! handed on as it came.

use std::collections::{BTreeMap, BTreeSet};

use super::program::{Edge, FunctionId, Program};
use crate::extract::Uses;
use crate::text::FileRole;

/// How many calls lie between a request and a hole.
const DEPTH: usize = 4;

/// A file, and the index of a gap of it.
type GapId = (usize, usize);

/// By gap: the file and the index of the call that hands in what a client sent.
pub fn all(program: &Program<'_>, edges: &[Edge]) -> BTreeMap<GapId, (usize, usize)> {
    let mut exposed: BTreeSet<(FunctionId, usize, GapId)> = BTreeSet::new();
    for (file, of) in program.files.iter().enumerate() {
        let own = of.functions.exposes.iter();
        exposed.extend(own.map(|it| (of.first + it.function, it.parameter, (file, it.gap))));
    }
    let mut found = BTreeMap::new();
    let mut news = exposed.clone();
    for _ in 0..DEPTH {
        let mut next = BTreeSet::new();
        for edge in edges {
            if !FileRole::of(program.files[edge.file].path).is_program() {
                continue;
            }
            let of_callee = news.range((edge.to, 0, (0, 0))..(edge.to + 1, 0, (0, 0)));
            for &(_, parameter, gap) in of_callee {
                for given in program.given(edge, Uses::parameter(parameter)).into_iter().filter(|given| !given.spread) {
                    if given.from_request {
                        found.entry(gap).or_insert((edge.file, edge.call));
                    } else if let (Some(from), Some(passed)) = (edge.from, given.passed) {
                        next.insert((from, passed, gap));
                    }
                }
            }
        }
        news = next.into_iter().filter(|it| exposed.insert(*it)).collect();
        if news.is_empty() {
            break;
        }
    }
    found
}
