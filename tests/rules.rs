//! The examples inside the rules are their tests: one named test for each (`cargo test select-star`), the
//! number of examples, and a reviewed list of the rules that fire on examples of others.

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use seqscan::rule::{Rule, Ruleset};
use seqscan::verify;

const BAD_AT_LEAST: usize = 2;
const GOOD_AT_LEAST: usize = 3;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let trials = match all_rules() {
        Ok(rules) => trials(&rules),
        Err(mistakes) => {
            // No filter may hide that there is nothing to test.
            arguments.filter = None;
            vec![Trial::test("rules::read", move || Err(Failed::from(mistakes)))]
        }
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn all_rules() -> Result<Ruleset, String> {
    let mut rules = Ruleset::embedded().map_err(|mistakes| format!("\n{mistakes}"))?;
    rules.select(&["all".to_owned()], &[]).map_err(|unknown| format!("{unknown:?}"))?;
    Ok(rules)
}

fn trials(rules: &Ruleset) -> Vec<Trial> {
    let outcomes = verify::run(rules, |_| true, |source, example| verify::lint_example(rules, source, example));
    let cross_hits = Arc::new(verify::cross_hits(&outcomes));
    let mut trials: Vec<Trial> = rules.rules().iter().map(well_kept).collect();
    for outcome in outcomes {
        let complaint = (!outcome.is_right()).then(|| outcome.to_string());
        trials.push(Trial::test(outcome.name(), || complaint.map_or(Ok(()), |complaint| Err(Failed::from(complaint)))));
    }
    trials.push(Trial::test("cross-hits", move || {
        insta::assert_snapshot!("cross-hits", cross_hits);
        Ok(())
    }));
    trials
}

/// A rule lies in the folder of its category and has examples enough.
fn well_kept(rule: &Rule) -> Trial {
    let mut complaints = Vec::new();
    let path = format!("rules/{}/{}.yml", rule.category, rule.id);
    if rule.path != path {
        complaints.push(format!("it lies in {}, not in {path}", rule.path));
    }
    let (bad, good) = (rule.bad.len(), rule.good.len());
    if bad < BAD_AT_LEAST {
        complaints.push(format!("it has {bad} bad examples; {BAD_AT_LEAST} are the least"));
    }
    if good < GOOD_AT_LEAST {
        complaints.push(format!("it has {good} good examples; {GOOD_AT_LEAST} are the least"));
    }
    Trial::test(format!("{}::kept", rule.id), move || {
        if complaints.is_empty() { Ok(()) } else { Err(Failed::from(complaints.join("\n"))) }
    })
}
