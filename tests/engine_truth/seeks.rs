//! Shapes of queries: whether an index can serve them.

use crate::cases::{self, Column};
use crate::{Exception, served};

const PATTERN: &str = "a custom plan knows the pattern, the generic one that was measured does not";
const COST: &str = "the engine finds another way cheaper; the index could be looked up";
const FULL: &str = "recorded as a look-up, but it reads the index from end to end";
const END: &str = "the lowest and highest stand at the ends of the index: that is its order, no look-up";
const INSIDE: &str = "tests are not followed into the subquery they narrow; nothing is said of its tables";

const SHAPES: &[Exception] = &[
    ("N12", "pg", PATTERN),
    ("N12b", "pg", PATTERN),
    ("N19", "pg17", "NOT NULL makes the test needless there"),
    ("N19", "pg18", "NOT NULL makes the test needless there"),
    ("N19", "sqlite", COST),
    ("N19c", "sqlite", COST),
    ("N19d", "sqlite", COST),
    ("N24c", "pg", "EXISTS becomes a join that the inner table begins; nothing is said of the outer one"),
    ("N24c", "m", "EXISTS becomes a join that the inner table begins; nothing is said of the outer one"),
    ("N25b", "pg", COST),
    ("N25b", "mysql", COST),
    ("N25c", "pg", COST),
    ("N26d", "pg", COST),
    ("N33b", "m", "a random value inside a subquery is computed for each row"),
    ("N34", "", INSIDE),
    ("N34c", "m", INSIDE),
    ("N34c", "sqlite", INSIDE),
    ("N34d", "", INSIDE),
    ("N34e", "", INSIDE),
    ("N34f", "", INSIDE),
    ("N34h", "", INSIDE),
    ("N34j", "", INSIDE),
    ("N34k", "", INSIDE),
    ("N35", "pg18", "it skips through the first column, when that has few values"),
    ("N35", "pg", FULL),
    ("N35", "sqlite", "it skips through the first column, once ANALYZE has counted its values"),
    ("N35d", "pg18", "it skips through the first column, when that has few values"),
    ("N35d", "pg", FULL),
    ("N35d", "mysql", "it skips through the first column, when the index covers"),
    ("N35d", "sqlite", "it skips through the first column, once ANALYZE has counted its values"),
    ("N36", "pg12", END),
    ("N36", "pg13", END),
    ("N36", "pg14", END),
    ("N36", "pg15", END),
    ("N36", "pg16", END),
    ("N36", "m", END),
    ("N36", "sqlite", END),
    ("N36b", "pg12", END),
    ("N36b", "pg13", END),
    ("N36b", "pg14", END),
    ("N36b", "pg15", END),
    ("N36b", "pg16", END),
    ("N36b", "m", END),
    ("N36g", "m", "it looks up each distinct value after the last"),
    ("N41", "pg", "BETWEEN SYMMETRIC is not read"),
];
const INDEXES: &[Exception] = &[
    ("E2p", "pg", "only B-trees are followed; the table is then left alone"),
    ("E2q", "pg", "only B-trees are followed; the table is then left alone"),
    ("E2s", "pg", "only B-trees are followed; the table is then left alone"),
    ("E3n", "pg", "all of the partial index lies within the bounds"),
];

fn agree(set: &str, exceptions: &[Exception]) {
    let mut wrong = Vec::new();
    let mut used = vec![false; exceptions.len()];
    for column in Column::ALL {
        let (mut judged, mut right) = (0, 0);
        for case in cases::read(set) {
            let (Some(sql), Some(measured)) = (case.sql(column), case.seeks(column)) else { continue };
            let claimed = served::on(column, &sql, &case.target);
            let excepted = |at: &usize| exceptions[*at].0 == case.id && column.name.starts_with(exceptions[*at].1);
            let exception = (0..exceptions.len()).find(excepted);
            judged += 1;
            match (claimed == Some(measured), exception) {
                (true, None) => right += 1,
                (true, Some(_)) => wrong.push(format!("{} on {}: no exception any more", case.id, column.name)),
                (false, Some(at)) => used[at] = true,
                (false, None) => wrong.push(format!(
                    "{} on {}: claimed {claimed:?}, measured {measured}: {}: {sql}",
                    case.id, column.name, case.description
                )),
            }
        }
        println!("{set} on {}: {right} of {judged} as measured", column.name);
        assert!(right * 100 >= judged * 80, "{set} on {}: only {right} of {judged}", column.name);
    }
    let idle = exceptions.iter().zip(used).filter(|(_, used)| !used);
    wrong.extend(idle.map(|((id, on, _), _)| format!("{id} on {on}: met nothing")));
    assert!(wrong.is_empty(), "{} claims are not as listed:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn shapes_are_served_as_was_measured() {
    agree("cases_sarg", SHAPES);
}

#[test]
fn expression_and_partial_indexes_serve_as_was_measured() {
    agree("cases_e1", INDEXES);
}
