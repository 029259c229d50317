//! One file, mended round after round until nothing is left to mend.

use std::collections::HashSet;

use super::{Reach, apply, choose, moved, worse};
use crate::extract::Extract;
use crate::finding::Finding;
use crate::lint::{self, Settings};
use crate::project::Project;
use crate::rule::Ruleset;
use crate::text::Source;

/// A fix can make room for another, but not for ever.
const ROUNDS: usize = 20;

/// What a file is linted with.
#[derive(Clone, Copy)]
pub struct Mender<'m> {
    pub project: &'m Project,
    pub rules: &'m Ruleset,
    pub settings: &'m Settings,
    pub reach: Reach,
    /// Whether a finding is of those that are reported.
    pub reported: &'m (dyn Fn(&Finding) -> bool + Sync),
}

/// What became of a file.
#[derive(Debug)]
pub struct Mended {
    pub path: String,
    pub before: String,
    pub after: String,
    /// In the order in which they were made.
    pub made: Vec<Made>,
    pub refused: Vec<Refused>,
    /// How many findings are left whose fixes are beyond reach: they change what the program means.
    pub beyond: usize,
}

/// A fix that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub rule: String,
    pub title: String,
}

/// A fix that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub rule: String,
    pub line: usize,
    pub reason: String,
}

impl Mended {
    fn unchanged(source: &Source) -> Self {
        let text = source.text.to_string();
        Self {
            path: source.path.to_string(),
            before: text.clone(),
            after: text,
            made: Vec::new(),
            refused: Vec::new(),
            beyond: 0,
        }
    }
}

/// A file as it is now, and what is said of it.
struct State {
    source: Source,
    extract: Extract,
    findings: Vec<Finding>,
    faults: usize,
}

impl Mender<'_> {
    /// Makes the fixes of a file. None: no finding has one.
    pub fn mend(&self, source: &Source, extract: &Extract) -> Option<Mended> {
        let findings = lint::lint(source, extract, self.project, self.rules, self.settings);
        if !findings.iter().any(|finding| self.wants(finding)) {
            let beyond = self.beyond(&findings);
            return (beyond > 0).then(|| Mended { beyond, ..Mended::unchanged(source) });
        }
        // What could not be read is not kept with the extract.
        let extract = lint::extract_again(source, extract, self.settings);
        let faults = lint::faults(source, &extract, self.settings);
        let mut state = State { source: source.clone(), extract, findings, faults };
        let mut made = Vec::new();
        let mut refused: Vec<Refused> = Vec::new();
        let mut hopeless: HashSet<String> = HashSet::new();
        for _ in 0..ROUNDS {
            let open = state.findings.iter().filter(|it| self.wants(it) && !hopeless.contains(&it.fingerprint));
            let chosen: Vec<Finding> = choose(open).into_iter().cloned().collect();
            if chosen.is_empty() {
                break;
            }
            let note = |made: &mut Vec<Made>, findings: &[Finding]| {
                made.extend(findings.iter().filter_map(|finding| {
                    let title = finding.fix.as_ref()?.title.clone();
                    Some(Made { rule: finding.rule.clone(), title })
                }));
            };
            match self.attempt(&state, &chosen) {
                Ok(next) => {
                    note(&mut made, &chosen);
                    state = next;
                }
                // One of them spoils it: each is tried by itself. Of those after one that was made the places have moved.
                Err(_) if chosen.len() > 1 => {
                    for finding in chosen {
                        match self.attempt(&state, std::slice::from_ref(&finding)) {
                            Ok(next) => {
                                note(&mut made, &[finding]);
                                state = next;
                                break;
                            }
                            Err(reason) => self.give_up(&state, &finding, reason, &mut hopeless, &mut refused),
                        }
                    }
                }
                Err(reason) => self.give_up(&state, &chosen[0], reason, &mut hopeless, &mut refused),
            }
        }
        let (after, beyond) = (state.source.text.to_string(), self.beyond(&state.findings));
        Some(Mended { after, made, refused, beyond, ..Mended::unchanged(source) })
    }

    fn beyond(&self, findings: &[Finding]) -> usize {
        let is_beyond = |finding: &&Finding| {
            finding.fix.as_ref().is_some_and(|fix| !self.reach.takes(fix)) && (self.reported)(finding)
        };
        findings.iter().filter(is_beyond).count()
    }

    fn wants(&self, finding: &Finding) -> bool {
        finding.fix.as_ref().is_some_and(|fix| self.reach.takes(fix)) && (self.reported)(finding)
    }

    fn give_up(
        &self,
        state: &State,
        finding: &Finding,
        reason: String,
        hopeless: &mut HashSet<String>,
        refused: &mut Vec<Refused>,
    ) {
        hopeless.insert(finding.fingerprint.clone());
        let line = state.source.position(finding.primary.place.span.start).line;
        refused.push(Refused { rule: finding.rule.clone(), line, reason });
    }

    /// The file with fixes made, when it is better for it; else why not.
    fn attempt(&self, state: &State, chosen: &[Finding]) -> Result<State, String> {
        let fixes: Vec<&Finding> = chosen.iter().collect();
        let text = apply(&state.source.text, &fixes);
        let source = Source::new(state.source.path.clone(), text, state.source.kind);
        let extract = lint::extract_again(&source, &state.extract, self.settings);
        let faults = lint::faults(&source, &extract, self.settings);
        if faults > state.faults {
            return Err("the file could not be read any more".to_owned());
        }
        let findings = lint::lint(&source, &extract, self.project, self.rules, self.settings);
        if let Some(rule) = worse(&state.findings, &findings).first() {
            return Err(format!("`{rule}` would be found instead"));
        }
        // What is found of the same rule elsewhere, or with other advice, had stood behind it.
        let stays = chosen.iter().find(|finding| {
            let start = moved(finding.primary.place.span.start, &fixes);
            let is_it = |left: &&Finding| left.rule == finding.rule && left.help == finding.help;
            findings.iter().filter(is_it).any(|left| left.primary.place.span.start == start)
        });
        match stays {
            Some(finding) => Err(format!("`{}` would still be found", finding.rule)),
            None => Ok(State { source, extract, findings, faults }),
        }
    }
}
