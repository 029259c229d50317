//! `seqscan test`: do the examples inside rules show what they say they show?

use std::collections::HashSet;

use super::options::TestOptions;
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, rulesets};
use crate::verify::{self, Outcome};
use crate::walk;

pub fn test(options: &TestOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let embedded = rulesets::load(&[])?;
    let embedded: HashSet<&str> = embedded.rules().iter().map(|rule| rule.id.as_str()).collect();
    let mut rules = rulesets::load(&options.folders)?;
    // An opt-in rule is tested like any other.
    rules.set_running(|_| true, true);
    let rules = &rules;
    let workers = walk::workers(None).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    let lint = |source: &_, example: &_| verify::lint_example(rules, source, example);
    let outcomes = workers.install(|| verify::run(rules, |rule| !embedded.contains(rule.id.as_str()), lint));
    if outcomes.is_empty() {
        return Err(Trouble::with_help(
            "there are no rules with examples in these folders",
            "a rule is a .yml file; `seqscan explain select-star` shows what one says",
        ));
    }
    terminal.print(|out| verify::report(&outcomes, out))?;
    Ok(if outcomes.iter().all(Outcome::is_right) { Verdict::Clean } else { Verdict::Findings })
}
