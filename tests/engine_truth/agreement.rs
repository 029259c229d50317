//! How many claims are as measured. Cases that only a server can decide are not counted.

use crate::cases::{self, Column, Outcome};
use crate::claims::Subject;
use crate::exceptions::{CASTS, Exception, INDEXES, Reason, SHAPES};

/// Of a hundred countable cases of each engine, in all sets together.
const LEAST: usize = 98;

/// Sets, with what must hold for each by itself. One miss in the last is more than two in a hundred.
const SETS: [(&str, &[Exception], usize); 3] =
    [("cases_cast", CASTS, 98), ("cases_sarg", SHAPES, 98), ("cases_e1", INDEXES, 97)];

#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    countable: usize,
    server: usize,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.right += other.right;
        self.countable += other.countable;
        self.server += other.server;
    }

    fn is_at_least(self, hundredths: usize) -> bool {
        self.right * 100 >= self.countable * hundredths
    }

    fn shown(self) -> String {
        let Count { right, countable, server } = self;
        let share = if countable == 0 { 100.0 } else { right as f64 * 100.0 / countable as f64 };
        format!("{right} of {countable} as measured ({share:.1} %), {server} for a server only")
    }
}

/// Compares the claims on a set with what was measured on one engine. What is not as listed goes to `wrong`.
fn compare(subject: &Subject, set: usize, used: &mut [bool], wrong: &mut Vec<String>) -> Count {
    let (name, exceptions, _) = SETS[set];
    let column = subject.column;
    let mut count = Count::default();
    for case in cases::read(name) {
        let (Some(sql), Some(measured)) = (case.sql(column), case.measured(column)) else { continue };
        let claimed = subject.claim(&sql, &case.target);
        let exception = exceptions.iter().position(|exception| exception.is_about(&case.id, column.name));
        let agrees = claimed == measured;
        if let Some(at) = exception {
            used[at] |= !agrees;
        }
        match exception.map(|at| exceptions[at].reason) {
            Some(Reason::Server(_)) if !agrees => {
                count.server += 1;
                continue;
            }
            Some(reason) if agrees => {
                wrong.push(format!("{} on {}: no exception any more: {}", case.id, column.name, reason.text()));
            }
            None if !agrees => wrong.push(format!(
                "{} on {}: claimed {claimed:?}, measured {measured:?}: {}: {sql}",
                case.id, column.name, case.description
            )),
            _ => {}
        }
        count.countable += 1;
        count.right += usize::from(agrees);
    }
    count
}

#[test]
fn claims_are_as_measured() {
    let mut wrong = Vec::new();
    let mut low = Vec::new();
    let mut used = SETS.map(|(_, exceptions, _)| vec![false; exceptions.len()]);
    for column in Column::ALL {
        let subject = Subject::new(column);
        let mut all = Count::default();
        for (at, (name, _, least)) in SETS.into_iter().enumerate() {
            let count = compare(&subject, at, &mut used[at], &mut wrong);
            if !count.is_at_least(least) {
                low.push(format!("{name} on {}: {}", column.name, count.shown()));
            }
            all.add(count);
        }
        println!("{:<8} {}", column.name, all.shown());
        if !all.is_at_least(LEAST) {
            low.push(format!("all on {}: {}", column.name, all.shown()));
        }
        assert!(all.countable > 150, "{} has only {} cases", column.name, all.countable);
    }
    for ((_, exceptions, _), used) in SETS.into_iter().zip(used) {
        let idle = exceptions.iter().zip(used).filter(|(_, used)| !used);
        wrong.extend(idle.map(|(exception, _)| format!("{} on {}: met nothing", exception.id, exception.on)));
    }
    assert!(wrong.is_empty(), "{} claims are not as listed:\n{}\n{}", wrong.len(), wrong.join("\n"), low.join("\n"));
    assert!(low.is_empty(), "too few are as measured:\n{}", low.join("\n"));
}

#[test]
fn outcomes_are_read_as_they_were_recorded() {
    assert_eq!(Outcome::parse("SEEK:ref"), Some(Outcome::Seek));
    assert_eq!(Outcome::parse("SEQ(SEEK if forced)"), Some(Outcome::Seek));
    assert_eq!(Outcome::parse("SEQ(possible)"), Some(Outcome::NoSeek));
    assert_eq!(Outcome::parse("FULLIDX"), Some(Outcome::NoSeek));
    assert_eq!(Outcome::parse("ERR: operator does not exist: uuid = text"), Some(Outcome::Error));
    assert_eq!(Outcome::parse("IMPOSSIBLE WHERE"), None);
}
