//! Types that meet: whether an index survives the cast.

use crate::cases::{self, Case, Column, Outcome};
use crate::{Exception, claims};

/// A bare boolean, NOT, IS TRUE, `<>` of two values.
const SHAPE: &str = "the shape decides, not the types";
const COLLATE: &str = "collations of expressions are not followed";
const OTHER_SIDE: &str = "the fact speaks of the side that is wrapped, not of the bare column it meets";

const CASTS: &[Exception] = &[
    ("C24b", "pg", SHAPE),
    ("C24b", "m", SHAPE),
    ("C24c", "pg", SHAPE),
    ("C24c", "maria118", SHAPE),
    ("C24d", "pg", SHAPE),
    ("C24d", "mysql", SHAPE),
    ("C24f", "pg", SHAPE),
    ("C24f", "m", SHAPE),
    ("C35", "pg", COLLATE),
    ("C35", "sqlite", COLLATE),
    ("C35b", "", COLLATE),
    ("C35c", "m", "the operator BINARY is not followed"),
    ("C37", "pg", OTHER_SIDE),
    ("C37d", "m", OTHER_SIDE),
    ("C37d", "sqlite", OTHER_SIDE),
    ("C16f", "sqlite", "whether LIKE heeds case is a setting of the connection"),
    ("C27c", "sqlite", "whether LIKE heeds case is a setting of the connection"),
];

/// Compares the claims on all cases of a set with what was measured.
fn agree(set: &str, exceptions: &[Exception]) {
    let mut wrong = Vec::new();
    let mut used = vec![false; exceptions.len()];
    for column in Column::ALL {
        let (mut judged, mut right) = (0, 0);
        for case in cases::read(set) {
            let (Some(sql), Some(measured)) = (case.sql(column), case.measured(column)) else { continue };
            let claimed = claims::on(column, &sql, &case.target);
            let excepted = |at: &usize| exceptions[*at].0 == case.id && column.name.starts_with(exceptions[*at].1);
            let exception = (0..exceptions.len()).find(excepted);
            judged += 1;
            match (claimed == measured, exception) {
                (true, None) => right += 1,
                (true, Some(_)) => wrong.push(format!("{} on {}: no exception any more", case.id, column.name)),
                (false, Some(at)) => used[at] = true,
                (false, None) => {
                    let Case { id, description, .. } = &case;
                    wrong.push(format!(
                        "{id} on {}: {claimed:?}, measured {measured:?}: {description}: {sql}",
                        column.name
                    ));
                }
            }
        }
        println!("{set} on {}: {right} of {judged} as measured", column.name);
        assert!(
            right * 100 >= judged * 90 && judged > 0,
            "{set} on {}: {right} of {judged}: {}",
            column.name,
            wrong.join("\n")
        );
    }
    wrong.extend(
        exceptions
            .iter()
            .zip(used)
            .filter(|(_, used)| !used)
            .map(|((id, on, _), _)| format!("{id} on {on}: met nothing")),
    );
    assert!(wrong.is_empty(), "{} claims are not as listed:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn casts_cost_what_was_measured() {
    agree("cases_cast", CASTS);
}

#[test]
fn outcomes_are_read_as_they_were_recorded() {
    assert_eq!(Outcome::parse("SEEK:ref"), Some(Outcome::Seek));
    assert_eq!(Outcome::parse("SEQ(SEEK if forced)"), Some(Outcome::Seek));
    assert_eq!(Outcome::parse("SEQ(possible)"), Some(Outcome::NoSeek));
    assert_eq!(Outcome::parse("ERR: operator does not exist: uuid = text"), Some(Outcome::Error));
    assert_eq!(Outcome::parse("IMPOSSIBLE WHERE"), None);
}
