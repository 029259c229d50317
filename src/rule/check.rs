//! A rule as written to a rule that can be matched: names, types and sentences are checked against the
//! vocabulary, and the rules of a set against one another.

use std::collections::{HashMap, HashSet};

use super::compile::{Compiler, certain};
use super::condition::Condition;
use super::fix::{Action, EditTemplate, FixTemplate};
use super::message::{Certain, Template};
use super::mistake::Proofreader;
use super::read::{Text, Written, WrittenEdit, WrittenFix, WrittenLabel};
use super::setting::RuleOption;
use super::vocabulary;
use super::{LabelTemplate, Rule};
use crate::fact::{Base, Kind};

/// Notes the mistakes of one rule; a rule comes back when its kind of fact exists.
pub fn check(written: Written, proof: &mut Proofreader) -> Option<Rule> {
    check_names(&written, proof);
    if written.find.value.is_empty() {
        return None;
    }
    let find = vocabulary::kind(&written.find.value, written.find.span, proof)?;
    let mut compiler = Compiler { options: &written.options, proof };
    let wanted = written.wanted.as_ref().map(|node| compiler.group(find, node));
    let unless = written.unless.as_ref().map(|node| compiler.group(find, node));
    let wanted = wanted.unwrap_or(Condition::All(Vec::new()));
    let certain = certain(&wanted);
    let mut template = |text: &Text| Template::parse(&text.value, text.span, find, &certain, proof);
    let message = template(&written.message);
    let help = template(&written.help);
    let mut all =
        |written: &[WrittenLabel]| written.iter().filter_map(|written| label(written, find, &certain, proof)).collect();
    let labels = all(&written.labels);
    let evidence = all(&written.evidence);
    let fixes: Vec<FixTemplate> = written
        .fixes
        .iter()
        .filter_map(|written_fix| fix(written_fix, find, (&certain, &written.options), proof))
        .collect();
    check_fixed(&written, proof);
    Some(Rule {
        id: written.id.value,
        path: proof.path().to_owned(),
        title: written.title,
        severity: written.severity,
        confidence: written.confidence,
        category: written.category.value,
        enabled: written.enabled,
        files: written.files,
        find,
        why: written.why,
        covers: written.covers.into_iter().map(|cover| cover.value).collect(),
        options: written.options,
        bad: written.bad,
        good: written.good,
        references: written.references,
        wanted,
        unless,
        message,
        help,
        labels,
        evidence,
        fixes,
    })
}

fn label(written: &WrittenLabel, find: Kind, certain: &Certain, proof: &mut Proofreader) -> Option<LabelTemplate> {
    let &WrittenLabel { ref field, ref text, step } = written;
    if field.value.is_empty() {
        return None;
    }
    let path = vocabulary::resolve(find, &field.value, field.span, proof)?;
    if path.shape.base != Base::Place {
        proof.mark(field.span, format!("`{}` is no place, so it cannot be underlined", field.value));
        return None;
    }
    Some(LabelTemplate { field: path, text: Template::parse(&text.value, text.span, find, certain, proof), step })
}

fn fix(
    written: &WrittenFix,
    find: Kind,
    (certain_of_rule, options): (&Certain, &[RuleOption]),
    proof: &mut Proofreader,
) -> Option<FixTemplate> {
    let wanted = written.wanted.as_ref().map(|node| Compiler { options, proof }.group(find, node));
    let mut settled = certain_of_rule.clone();
    if let Some(wanted) = &wanted {
        let more = certain(wanted);
        settled.present.extend(more.present);
        settled.known.extend(more.known);
    }
    let edits = written.edits.iter().filter_map(|written| edit(written, find, proof)).collect();
    let title = Template::parse(&written.title.value, written.title.span, find, &settled, proof);
    Some(FixTemplate { title, safe: written.safe?, wanted, edits })
}

fn edit(written: &WrittenEdit, find: Kind, proof: &mut Proofreader) -> Option<EditTemplate> {
    let [(action, field)] = &written.actions[..] else {
        let names: Vec<_> = Action::WORDS.iter().map(|(word, _)| format!("`{word}`")).collect();
        proof.mark(written.span, format!("an edit is one of {}", names.join(", ")));
        return None;
    };
    let path = vocabulary::resolve(find, &field.value, field.span, proof)?;
    if path.shape.base != Base::Place {
        proof.mark(field.span, format!("`{}` is no place, so nothing can be changed there", field.value));
        return None;
    }
    match (&written.with, action) {
        (Some(with), Action::Delete) => proof.mark(with.span, "what is deleted is replaced with nothing"),
        (None, Action::Replace | Action::InsertBefore | Action::InsertAfter) => {
            proof.mark(written.span, "this edit does not say what to write: `with`");
        }
        _ => {}
    }
    let text = written.with.as_ref().map(|with| Template::parse_exact(&with.value, with.span, find, proof));
    let word = written.word.as_ref().map(|word| word.value.clone());
    Some(EditTemplate { action: *action, field: path, word, text: text.unwrap_or_default() })
}

/// A fix is shown, and so tested; and only what has a fix has a fixed text.
fn check_fixed(written: &Written, proof: &mut Proofreader) {
    let fixed = |example: &&super::Example| example.fixed.is_some();
    match written.fixes.first() {
        Some(fix) if !written.bad.iter().any(|example| fixed(&example)) => {
            proof.mark(fix.span, "no bad example shows this fix: give one the text after it, as `fixed:`");
        }
        _ => {}
    }
    let wrong = written.good.iter().chain(written.bad.iter().filter(|_| written.fixes.is_empty())).find(fixed);
    if let Some(example) = wrong {
        proof.mark(example.span, "`fixed:` is for bad examples of rules with a `fix:`");
    }
}

fn check_names(written: &Written, proof: &mut Proofreader) {
    let id = &written.id;
    for (name, what) in [(id, "an id"), (&written.category, "a category")] {
        if !name.value.is_empty() && !is_kebab_case(&name.value) {
            proof.mark(name.span, format!("{what} is made of lower-case words with hyphens, like `select-star`"));
        }
    }
    let file = proof.path().rsplit('/').next().unwrap_or_default();
    let stem = file.strip_suffix(".yml").or(file.strip_suffix(".yaml")).unwrap_or(file).to_owned();
    if !id.value.is_empty() && id.value != stem {
        proof.mark(id.span, format!("the id is the name of the file, `{stem}`"));
    }
    if let Some(text) = written.covers.iter().find(|cover| cover.value == id.value) {
        proof.mark(text.span, "a rule cannot cover itself");
    }
}

fn is_kebab_case(name: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.split('-').all(word)
}

/// What only the whole set can tell: ids used twice, and covers that do not exist or go round in circles.
/// `known` are the rules that were there before; each new rule comes with its id and covers as written.
pub fn check_together(known: &[Rule], new: &mut [(Text, Vec<Text>, Proofreader)]) {
    let mut ids: HashSet<String> = known.iter().map(|rule| rule.id.clone()).collect();
    for (id, _, proof) in new.iter_mut() {
        if !id.value.is_empty() && !ids.insert(id.value.clone()) {
            proof.mark(id.span, format!("there is another rule `{}`", id.value));
        }
    }
    let mut covers: HashMap<String, Vec<String>> =
        known.iter().map(|rule| (rule.id.clone(), rule.covers.clone())).collect();
    for (id, list, _) in new.iter() {
        covers.entry(id.value.clone()).or_insert_with(|| list.iter().map(|cover| cover.value.clone()).collect());
    }
    for (id, list, proof) in new.iter_mut() {
        for cover in list.iter().filter(|cover| !cover.value.is_empty() && cover.value != id.value) {
            if !ids.contains(&cover.value) {
                let names = ids.iter().map(String::as_str);
                proof.mark_near(cover.span, format!("there is no rule `{}`", cover.value), &cover.value, names);
            } else if reaches(&covers, &cover.value, &id.value) {
                proof.mark(cover.span, format!("`{}` and `{}` cover each other", id.value, cover.value));
            }
        }
    }
}

fn reaches(covers: &HashMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(covers.get(id).into_iter().flatten().map(String::as_str));
        }
    }
    false
}
