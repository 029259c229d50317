//! What an index can serve, against what engines did: the shapes of `truth/engine-truth.json`, measured on PostgreSQL 12
//! to 18, MariaDB, MySQL and SQLite. Where we are wrong, or cannot know, the case stands in a list of exceptions with
//! its reason; one that comes to agree fails the test as well.

#[path = "truth/cases.rs"]
#[allow(dead_code)]
mod cases;
#[path = "truth/served.rs"]
mod served;

use cases::Column;

/// The case, the engine columns it is about (a prefix of their names), and why.
type Exception = (&'static str, &'static str, &'static str);

const SHAPES: &[Exception] = &[];
const INDEXES: &[Exception] = &[];

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
