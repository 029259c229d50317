//! A rule file as written. Shapes are checked here, and each key and value keeps its place; what the names
//! mean is for `check` to say.

use super::example::{Example, languages};
use super::fix::Action;
use super::mistake::Proofreader;
use super::setting::{RuleOption, Setting, SettingKind};
use super::yaml::{self, Key, Node, Tree};
use crate::fact::Dialect;
use crate::finding::{Confidence, Severity, Step};
use crate::text::{FileRole, Span};

/// Text and where it stands in the rule's file.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub value: String,
    pub span: Span,
}

#[derive(Debug)]
pub struct Written {
    pub id: Text,
    pub title: String,
    pub severity: Severity,
    pub confidence: Confidence,
    pub category: Text,
    pub enabled: bool,
    pub files: Vec<FileRole>,
    pub find: Text,
    pub wanted: Option<Node>,
    pub unless: Option<Node>,
    pub message: Text,
    pub help: Text,
    pub why: String,
    pub labels: Vec<WrittenLabel>,
    pub evidence: Vec<WrittenLabel>,
    pub covers: Vec<Text>,
    pub fixes: Vec<WrittenFix>,
    pub options: Vec<RuleOption>,
    pub bad: Vec<Example>,
    pub good: Vec<Example>,
    pub references: Vec<String>,
}

#[derive(Debug, Default)]
pub struct WrittenLabel {
    pub field: Text,
    pub text: Text,
    pub step: Step,
}

/// How a label says where on the path of a finding it stands.
pub const STEPS: [(&str, Step); 2] = [("before", Step::Before), ("after", Step::After)];
#[derive(Debug)]
pub struct WrittenFix {
    pub title: Text,
    pub safe: Option<bool>,
    pub wanted: Option<Node>,
    pub edits: Vec<WrittenEdit>,
    pub span: Span,
}

#[derive(Debug)]
pub struct WrittenEdit {
    pub actions: Vec<(Action, Text)>,
    pub word: Option<Text>,
    pub with: Option<Text>,
    pub span: Span,
}

/// The keys of a rule, in the order they are best written, and whether a rule must have them.
pub const KEYS: &[(&str, bool)] = &[
    ("id", true),
    ("title", true),
    ("severity", true),
    ("confidence", true),
    ("category", true),
    ("enabled", false),
    ("files", false),
    ("find", true),
    ("where", false),
    ("unless", false),
    ("message", true),
    ("help", true),
    ("why", true),
    ("label", false),
    ("evidence", false),
    ("covers", false),
    ("fix", false),
    ("options", false),
    ("bad", true),
    ("good", true),
    ("references", false),
];
pub const EXAMPLE_KEYS: &[&str] = &["dialect", "schema", "files", "at", "path", "why", "fixed"];
pub const FIX_KEYS: &[&str] = &["title", "safe", "where", "edits"];
pub const SEVERITIES: [(&str, Severity); 3] =
    [("info", Severity::Info), ("warning", Severity::Warning), ("error", Severity::Error)];
pub const CONFIDENCES: [(&str, Confidence); 3] =
    [("low", Confidence::Low), ("medium", Confidence::Medium), ("high", Confidence::High)];
pub const ROLES: [(&str, FileRole); 5] = [
    ("application", FileRole::Application),
    ("command", FileRole::Command),
    ("migration", FileRole::Migration),
    ("test", FileRole::Test),
    ("seed", FileRole::Seed),
];
const DEFAULT_ROLES: [FileRole; 3] = [FileRole::Application, FileRole::Command, FileRole::Migration];

/// Reads one file. Nothing comes back when it is not YAML; otherwise mistakes are noted and stand-ins used.
pub fn read(text: &str, proof: &mut Proofreader) -> Option<Written> {
    let node = match yaml::read(text) {
        Ok(node) => node,
        Err((span, message)) => {
            proof.mark(span, format!("this cannot be read as YAML: {message}"));
            return None;
        }
    };
    let Tree::Map(entries) = node.tree else {
        proof.mark(node.span, format!("a rule is a mapping, not {}", node.tree.noun()));
        return None;
    };
    let missing: Vec<&str> = KEYS
        .iter()
        .filter(|(name, required)| *required && !entries.iter().any(|(key, _)| key.name == *name))
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        let first = entries.first().map_or(Span::default(), |(key, _)| key.span);
        proof.mark(first, format!("this rule has no `{}`", missing.join("`, no `")));
    }
    let mut written = Written::blank();
    for (key, node) in entries {
        written.take(key, node, proof);
    }
    Some(written)
}

impl Written {
    fn blank() -> Self {
        Self {
            id: Text::default(),
            title: String::new(),
            severity: Severity::Warning,
            confidence: Confidence::Medium,
            category: Text::default(),
            enabled: true,
            files: DEFAULT_ROLES.to_vec(),
            find: Text::default(),
            wanted: None,
            unless: None,
            message: Text::default(),
            help: Text::default(),
            why: String::new(),
            labels: Vec::new(),
            evidence: Vec::new(),
            covers: Vec::new(),
            fixes: Vec::new(),
            options: Vec::new(),
            bad: Vec::new(),
            good: Vec::new(),
            references: Vec::new(),
        }
    }

    fn take(&mut self, key: Key, node: Node, proof: &mut Proofreader) {
        match key.name.as_str() {
            "id" => self.id = text(&node, proof),
            "title" => self.title = text(&node, proof).value,
            "severity" => self.severity = word(&node, "severity", &SEVERITIES, proof).unwrap_or(self.severity),
            "confidence" => self.confidence = word(&node, "confidence", &CONFIDENCES, proof).unwrap_or(self.confidence),
            "category" => self.category = text(&node, proof),
            "enabled" => self.enabled = flag(&node, proof).unwrap_or(true),
            "files" => self.files = list(&node).filter_map(|item| word(item, "kind of file", &ROLES, proof)).collect(),
            "find" => self.find = text(&node, proof),
            "where" => self.wanted = Some(node),
            "unless" => self.unless = Some(node),
            "message" => self.message = text(&node, proof),
            "help" => self.help = text(&node, proof),
            "why" => self.why = text(&node, proof).value,
            "label" => self.labels = list(&node).map(|item| label(item, &["field", "text", "step"], proof)).collect(),
            "evidence" => self.evidence = list(&node).map(|item| label(item, &["field", "text"], proof)).collect(),
            "covers" => self.covers = list(&node).map(|item| text(item, proof)).collect(),
            "fix" => self.fixes = list(&node).map(|item| fix(item, proof)).collect(),
            "options" => self.options = options(&node, proof),
            "bad" => self.bad = list(&node).filter_map(|item| example(item, proof)).collect(),
            "good" => self.good = list(&node).filter_map(|item| example(item, proof)).collect(),
            "references" => self.references = list(&node).map(|item| text(item, proof).value).collect(),
            name => {
                let keys = KEYS.iter().map(|(key, _)| *key);
                proof.mark_unknown(key.span, format!("a rule has no key `{name}`"), name, keys);
            }
        }
    }
}

/// The items of a list; anything else is a list of one.
fn list(node: &Node) -> impl Iterator<Item = &Node> {
    match &node.tree {
        Tree::List(items) => items.iter(),
        _ => std::slice::from_ref(node).iter(),
    }
}

fn map<'n>(node: &'n Node, what: &str, proof: &mut Proofreader) -> &'n [(Key, Node)] {
    match &node.tree {
        Tree::Map(entries) => entries,
        tree => {
            proof.mark(node.span, format!("{what} is a mapping, not {}", tree.noun()));
            &[]
        }
    }
}

fn text(node: &Node, proof: &mut Proofreader) -> Text {
    let value = match &node.tree {
        Tree::Text(text) => text.trim_end_matches(['\n', ' ']).to_owned(),
        tree => {
            proof.mark(node.span, format!("this must be text, not {}", tree.noun()));
            String::new()
        }
    };
    if value.is_empty() && matches!(node.tree, Tree::Text(_)) {
        proof.mark(node.span, "this is empty");
    }
    Text { value, span: node.span }
}

fn flag(node: &Node, proof: &mut Proofreader) -> Option<bool> {
    match node.tree {
        Tree::Flag(flag) => Some(flag),
        _ => {
            proof.mark(node.span, format!("this must be true or false, not {}", node.tree.noun()));
            None
        }
    }
}

fn word<T: Copy>(node: &Node, what: &str, words: &[(&'static str, T)], proof: &mut Proofreader) -> Option<T> {
    let Text { value, span } = text(node, proof);
    let found = words.iter().find(|(word, _)| *word == value);
    if found.is_none() && !value.is_empty() {
        proof.mark_unknown(span, format!("there is no {what} `{value}`"), &value, words.iter().map(|(word, _)| *word));
    }
    found.map(|(_, value)| *value)
}

fn label(node: &Node, keys: &[&'static str], proof: &mut Proofreader) -> WrittenLabel {
    let mut label = WrittenLabel::default();
    for (key, node) in map(node, "a label", proof) {
        match key.name.as_str() {
            "field" => label.field = text(node, proof),
            "text" => label.text = text(node, proof),
            "step" if keys.contains(&"step") => {
                label.step = word(node, "step", &STEPS, proof).unwrap_or_default();
            }
            name => {
                proof.mark_unknown(key.span, format!("there is no key `{name}` here"), name, keys.iter().copied());
            }
        }
    }
    if label.field.value.is_empty() || label.text.value.is_empty() {
        proof.mark(node.span, "a label has a `field` and a `text`");
    }
    label
}

fn fix(node: &Node, proof: &mut Proofreader) -> WrittenFix {
    let mut fix = WrittenFix { title: Text::default(), safe: None, wanted: None, edits: Vec::new(), span: node.span };
    for (key, node) in map(node, "a fix", proof) {
        match key.name.as_str() {
            "title" => fix.title = text(node, proof),
            "safe" => fix.safe = flag(node, proof),
            "where" => fix.wanted = Some(node.clone()),
            "edits" => fix.edits = list(node).map(|item| edit(item, proof)).collect(),
            name => {
                proof.mark_unknown(key.span, format!("a fix has no key `{name}`"), name, FIX_KEYS.iter().copied());
            }
        }
    }
    if fix.title.value.is_empty() || fix.safe.is_none() || fix.edits.is_empty() {
        proof.mark(node.span, "a fix has a `title`, says whether it is `safe`, and has `edits`");
    }
    fix
}

fn edit(node: &Node, proof: &mut Proofreader) -> WrittenEdit {
    let mut edit = WrittenEdit { actions: Vec::new(), word: None, with: None, span: node.span };
    for (key, node) in map(node, "an edit", proof) {
        match key.name.as_str() {
            "with" => edit.with = Some(spaced_text(node, proof)),
            "word" => edit.word = Some(text(node, proof)),
            name => match Action::WORDS.iter().find(|(word, _)| *word == name) {
                Some((_, action)) => edit.actions.push((*action, text(node, proof))),
                None => {
                    let names = Action::WORDS.iter().map(|(word, _)| *word).chain(["with", "word"]);
                    proof.mark_unknown(key.span, format!("an edit has no key `{name}`"), name, names);
                }
            },
        }
    }
    edit
}

/// A text whose blanks count.
fn spaced_text(node: &Node, proof: &mut Proofreader) -> Text {
    match &node.tree {
        Tree::Text(value) if !value.is_empty() => Text { value: value.clone(), span: node.span },
        _ => text(node, proof),
    }
}

fn options(node: &Node, proof: &mut Proofreader) -> Vec<RuleOption> {
    map(node, "`options`", proof).iter().filter_map(|(key, node)| option(key, node, proof)).collect()
}

fn option(key: &Key, node: &Node, proof: &mut Proofreader) -> Option<RuleOption> {
    let (mut kind, mut default, mut doc) = (None, None, None);
    for (key, node) in map(node, "an option", proof) {
        match key.name.as_str() {
            "type" => kind = word(node, "type of option", &SettingKind::WORDS, proof),
            "default" => default = setting(node, proof).map(|setting| (setting, node.span)),
            "doc" => doc = Some(text(node, proof).value),
            name => {
                let keys = ["type", "default", "doc"];
                proof.mark_unknown(key.span, format!("an option has no key `{name}`"), name, keys);
            }
        }
    }
    let (Some(kind), Some((default, span)), Some(doc)) = (kind, default, doc) else {
        proof.mark(key.span, "an option has a `type`, a `default` and a `doc`");
        return None;
    };
    if default.kind() != kind {
        proof.mark(span, format!("the default must be of the option's type, {}", kind.word()));
    }
    Some(RuleOption { name: key.name.clone(), kind, value: default.clone(), default, doc })
}

fn setting(node: &Node, proof: &mut Proofreader) -> Option<Setting> {
    match &node.tree {
        Tree::Flag(flag) => Some(Setting::Flag(*flag)),
        Tree::Number(number) => Some(Setting::Number(*number)),
        Tree::Text(text) => Some(Setting::Text(text.clone())),
        Tree::List(items) => Some(Setting::Texts(items.iter().map(|item| text(item, proof).value).collect())),
        tree => {
            proof.mark(node.span, format!("an option cannot be {}", tree.noun()));
            None
        }
    }
}

fn example(node: &Node, proof: &mut Proofreader) -> Option<Example> {
    let mut program: Option<(&'static str, Text)> = None;
    let mut more = Vec::new();
    let (mut dialect, mut schema, mut at, mut path, mut why, mut fixed) = (None, None, None, None, None, None);
    let mut files = Vec::new();
    for (key, node) in map(node, "an example", proof) {
        match key.name.as_str() {
            "dialect" => {
                let words: Vec<(&str, Dialect)> =
                    Dialect::ALL.iter().map(|dialect| (dialect.word(), *dialect)).collect();
                dialect = word(node, "dialect", &words, proof);
            }
            "schema" => schema = Some(text(node, proof).value),
            "files" => files = other_files(node, proof),
            "at" => at = Some(text(node, proof)),
            "path" => path = Some(text(node, proof).value),
            "why" => why = Some(text(node, proof).value),
            "fixed" => fixed = Some(text(node, proof).value),
            name => match languages().find(|language| *language == name) {
                Some(language) if program.is_none() => program = Some((language, text(node, proof))),
                Some(_) => more.push(key.span),
                None => {
                    let names = languages().chain(EXAMPLE_KEYS.iter().copied());
                    proof.mark_unknown(key.span, format!("an example has no key `{name}`"), name, names);
                }
            },
        }
    }
    for span in more {
        proof.mark(span, "an example is one text; write another example for this one");
    }
    let Some((language, program)) = program else {
        proof.mark(node.span, "this example has no text: no `sql`, `python`, `rust`");
        return None;
    };
    if let Some(at) = &at
        && !program.value.contains(&at.value)
    {
        proof.mark(at.span, "the example does not contain this text");
    }
    let at = at.map(|at| at.value);
    Some(Example { language, text: program.value, dialect, schema, files, at, path, why, fixed, span: node.span })
}

/// The other files of an example, by their paths.
fn other_files(node: &Node, proof: &mut Proofreader) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (key, node) in map(node, "`files`", proof) {
        files.push((key.name.clone(), text(node, proof).value));
    }
    files
}
