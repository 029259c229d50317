//! Which rules run: `--select` and `--ignore` name ids, categories, `default`, `strict` or `all`.

use super::Rule;
use super::ruleset::Ruleset;
use crate::finding::Severity;
use crate::text::nearest;

/// A selector that names nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule or category `{selector}`{}", nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownSelector {
    pub selector: String,
    pub nearest: Option<String>,
}

/// How closely a selector speaks of a rule; the closest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    All,
    Category,
    Id,
}

impl Ruleset {
    /// Runs the rules that are selected and not ignored. The most specific selector decides (an id before a
    /// category before `all`), and between equals the ignored one. `default` are the rules that run by
    /// themselves, `strict` also those that are off and no matter of taste; `default` is what an empty `select` stands for.
    pub fn select(&mut self, select: &[String], ignore: &[String]) -> Result<(), Vec<UnknownSelector>> {
        let unknown: Vec<_> = select.iter().chain(ignore).filter_map(|selector| self.unknown(selector)).collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let default = ["default".to_owned()];
        let select = if select.is_empty() { &default } else { select };
        self.activate(|rule| closest(select, rule) > closest(ignore, rule));
        Ok(())
    }

    /// Says so when a selector names nothing.
    pub fn unknown(&self, selector: &str) -> Option<UnknownSelector> {
        let ids = self.rules().iter().map(|rule| rule.id.as_str());
        let mut names = ids.chain(self.categories()).chain(["all", "default", "strict"]);
        if names.clone().any(|name| name == selector) {
            return None;
        }
        Some(UnknownSelector {
            selector: selector.to_owned(),
            nearest: nearest(selector, &mut names).map(str::to_owned),
        })
    }
}

fn closest(selectors: &[String], rule: &Rule) -> Option<Closeness> {
    selectors.iter().filter_map(|selector| closeness(selector, rule)).max()
}

pub fn closeness(selector: &str, rule: &Rule) -> Option<Closeness> {
    match selector {
        "all" => Some(Closeness::All),
        "default" => rule.enabled.then_some(Closeness::All),
        "strict" => (rule.enabled || rule.severity > Severity::Info).then_some(Closeness::All),
        id if id == rule.id => Some(Closeness::Id),
        category if category == rule.category => Some(Closeness::Category),
        _ => None,
    }
}
