//! The text of a configuration to what it says.

use semver::{Version, VersionReq};
use toml::de::{DeTable, DeValue};

use super::document::{Document, Value, span};
use super::keys::{KEYS, MIGRATION_KEYS, PATH_KEYS, names};
use super::{Config, PYPROJECT, PathChange, Profile, RuleChange, Said};
use crate::project::{Base, Patterns, StartAfter};
use crate::rule::{CONFIDENCES, Mistake, Mistakes, ROLES, SEVERITIES, Setting};
use crate::text::Span;

/// What was read of one text, its mistakes, and what it extends.
#[derive(Debug, Default)]
pub struct Reading {
    pub config: Config,
    pub mistakes: Vec<Mistake>,
    /// The path it extends, as written, and where.
    pub extends: Option<(String, Mistake)>,
}

/// Reads the text of a configuration that stands alone. `path` is what mistakes call it.
pub fn read(path: &str, text: &str, base: &Base) -> Result<Config, Mistakes> {
    let Reading { config, mistakes, .. } = table_in(path, text, base);
    if mistakes.is_empty() { Ok(config) } else { Err(Mistakes(mistakes)) }
}

/// Reads TOML that was typed: `--config 'min-severity = "error"'`.
pub fn read_inline(text: &str, base: &Base) -> Reading {
    table_in("--config", text, base)
}

/// Reads a document; of a `pyproject.toml` only the table `[tool.seqscan]`.
pub fn table_in(path: &str, text: &str, base: &Base) -> Reading {
    let mut document = Document::new(path, text, base);
    let mut reading = Reading::default();
    match DeTable::parse(text) {
        Ok(table) => {
            let table = table.get_ref();
            let own = if is_pyproject(path) { of_tool(table) } else { Some(table) };
            if let Some(own) = own {
                document.root(own, &mut reading);
            }
        }
        Err(error) => {
            let span = error.span().map_or(Span::new(0, 0), |span| Span::new(span.start, span.end));
            document.proof.mark(span, format!("this is not TOML: {}", error.message()));
        }
    }
    reading.config.files.push(document.path.clone());
    reading.mistakes = document.proof.mistakes;
    reading.mistakes.sort_by_key(|mistake| mistake.span);
    reading
}

fn is_pyproject(path: &str) -> bool {
    path.rsplit('/').next() == Some(PYPROJECT)
}

/// `[tool.seqscan]`
fn of_tool<'t>(table: &'t DeTable<'t>) -> Option<&'t DeTable<'t>> {
    let inside = |table: &'t DeTable<'t>, name: &str| match table.get(name)?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    };
    inside(inside(table, "tool")?, "seqscan")
}

/// Whether a `pyproject.toml` has anything for seqscan.
pub fn has_table(text: &str) -> bool {
    text.contains("seqscan") && DeTable::parse(text).is_ok_and(|table| of_tool(table.get_ref()).is_some())
}

impl Document {
    fn root(&mut self, table: &DeTable<'_>, reading: &mut Reading) {
        if !self.suits(table) {
            return;
        }
        let config = &mut reading.config;
        for (key, value) in table {
            let place = span(key);
            match key.get_ref().as_ref() {
                "extend" => {
                    if let Some(text) = self.text(value) {
                        // A mistake in waiting: it becomes one when there is no such file.
                        self.proof.mark(span(value), "");
                        let waiting = self.proof.mistakes.pop();
                        reading.extends = waiting.map(|waiting| (text.to_owned(), waiting));
                    }
                }
                "required-version" => {}
                "profile" => {
                    let word = self.word(value, "profile", &Profile::WORDS);
                    config.profile = word.map(|word| self.said(word, place));
                }
                "dialect" => config.dialect = self.dialect(value).map(|dialect| self.said(dialect, place)),
                "select" => config.select = Some(self.names(value)).map(|names| self.said(names, place)),
                "ignore" => config.ignore = Some(self.names(value)).map(|names| self.said(names, place)),
                "min-severity" => {
                    let word = self.word(value, "severity", &SEVERITIES);
                    config.min_severity = word.map(|word| self.said(word, place));
                }
                "min-confidence" => {
                    let word = self.word(value, "confidence", &CONFIDENCES);
                    config.min_confidence = word.map(|word| self.said(word, place));
                }
                "fail-on" => {
                    let word = self.word(value, "severity", &SEVERITIES);
                    config.fail_on = word.map(|word| self.said(word, place));
                }
                "exclude" => {
                    let patterns = self.patterns(value);
                    config.exclude = patterns.map(|patterns| self.said(patterns, place)).into_iter().collect();
                }
                "rule-folders" => config.rule_folders = Some(self.files(value)).map(|files| self.said(files, place)),
                "libraries" => config.libraries = Some(self.files(value)).map(|files| self.said(files, place)),
                "baseline" => config.baseline = self.file(value).map(|file| self.said(file, place)),
                "database" => {
                    config.databases = self.databases(value);
                    config.databases_origin = self.origin(place);
                }
                "migrations" => self.migrations(value, config),
                "rules" => config.rules = self.rules(value),
                "path" => config.paths = self.paths(value),
                unknown => {
                    let sentence = format!("there is no setting `{unknown}`");
                    self.proof.mark_unknown(place, sentence, unknown, names(KEYS));
                }
            }
        }
    }

    /// Whether it is written for this version. If not, its other mistakes may be none.
    fn suits(&mut self, table: &DeTable<'_>) -> bool {
        let Some(value) = table.get("required-version") else { return true };
        let Some(text) = self.text(value) else { return true };
        let this = env!("CARGO_PKG_VERSION");
        match (VersionReq::parse(text), Version::parse(this)) {
            (Err(error), _) => {
                let help = "write `0.1`, `>=0.1, <0.3` or `=0.1.0`";
                self.proof.mark_with_help(span(value), format!("this names no versions: {error}"), help);
                true
            }
            (Ok(wanted), Ok(version)) if !wanted.matches(&version) => {
                let sentence = format!("this is written for seqscan {text}, and this is seqscan {this}");
                self.proof.mark_with_help(span(value), sentence, "install a version that it allows, or change it");
                false
            }
            _ => true,
        }
    }

    fn patterns(&mut self, value: &Value<'_>) -> Option<Patterns> {
        let texts = self.texts(value);
        let patterns = Patterns::read(&self.base, texts.iter().map(|(text, _)| *text));
        if let Err((pattern, error)) = &patterns {
            let place = texts.iter().find(|(text, _)| text == pattern).map_or(span(value), |(_, place)| *place);
            self.proof.mark(place, format!("this is no pattern of paths: {error}"));
        }
        patterns.ok()
    }

    /// A path as it leads from the folder seqscan was started in.
    fn file(&mut self, value: &Value<'_>) -> Option<String> {
        self.text(value).map(str::to_owned).map(|text| self.base.path_from_here(&text))
    }

    fn files(&mut self, value: &Value<'_>) -> Vec<String> {
        let texts = self.texts(value);
        texts.into_iter().map(|(text, _)| self.base.path_from_here(text)).collect()
    }

    fn migrations(&mut self, value: &Value<'_>, config: &mut Config) {
        let DeValue::Table(table) = value.get_ref() else {
            let help =
                "write `[migrations]`, and `downtime` or `start-after` below it; files are named in `[[database]]`";
            self.proof.mark_with_help(span(value), "how migrations are run is a table", help);
            return;
        };
        for (key, value) in table {
            let place = span(key);
            match key.get_ref().as_ref() {
                "downtime" => config.downtime = self.flag(value).map(|flag| self.said(flag, place)),
                "start-after" => {
                    let starts = self.starts(value);
                    config.start_after = Some(self.said(starts, place));
                }
                unknown => {
                    let sentence = format!("`[migrations]` has no setting `{unknown}`");
                    self.proof.mark_unknown(place, sentence, unknown, names(MIGRATION_KEYS));
                }
            }
        }
    }

    fn starts(&mut self, value: &Value<'_>) -> Vec<StartAfter> {
        let mut starts = Vec::new();
        for (text, place) in self.texts(value) {
            match text.parse() {
                Ok(start) => starts.push(start),
                Err(()) => {
                    let help = "write how the last one begins that has run everywhere, `0042` or \
                                `shop/migrations/0042_orders.py`, or a day, `2024-01-31`";
                    self.proof.mark_with_help(place, "this says nothing of the order of migrations", help);
                }
            }
        }
        starts
    }

    fn rules(&mut self, value: &Value<'_>) -> Vec<RuleChange> {
        let DeValue::Table(all) = value.get_ref() else {
            self.proof.mark_with_help(span(value), "`rules` is a table of rules", "write `[rules.select-star]`");
            return Vec::new();
        };
        let mut changes = Vec::new();
        for (id, value) in all {
            let rule = self.name(id.get_ref(), span(id));
            let DeValue::Table(table) = value.get_ref() else {
                let help = format!("write `[rules.{}]`, or choose rules with `select` and `ignore`", rule.text);
                self.proof.mark_with_help(span(value), "what is changed of a rule is a table", help);
                continue;
            };
            changes.push(self.rule(rule, table));
        }
        changes
    }

    fn rule(&mut self, rule: super::Name, table: &DeTable<'_>) -> RuleChange {
        let origin = self.origin(rule.span);
        let mut change = RuleChange { rule, origin, enabled: None, severity: None, files: None, options: Vec::new() };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "enabled" => change.enabled = self.flag(value),
                "severity" => change.severity = self.word(value, "severity", &SEVERITIES),
                "files" => {
                    let DeValue::Array(all) = value.get_ref() else {
                        change.files = self.word(value, "kind of file", &ROLES).map(|role| vec![role]);
                        continue;
                    };
                    let roles = all.iter().filter_map(|value| self.word(value, "kind of file", &ROLES));
                    change.files = Some(roles.collect());
                }
                option => {
                    let name = self.name(option, span(key));
                    let setting = self.setting(value);
                    change.options.push((name, setting));
                }
            }
        }
        change
    }

    fn setting(&mut self, value: &Value<'_>) -> Option<Setting> {
        let setting = match value.get_ref() {
            DeValue::Boolean(flag) => Some(Setting::Flag(*flag)),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Setting::Number),
            DeValue::String(text) => Some(Setting::Text(text.to_string())),
            DeValue::Array(_) => {
                Some(Setting::Texts(self.texts(value).into_iter().map(|(text, _)| text.to_owned()).collect()))
            }
            _ => None,
        };
        if setting.is_none() {
            self.proof.mark(span(value), "this must be a text, a whole number, true or false, or a list of texts");
        }
        setting
    }

    fn paths(&mut self, value: &Value<'_>) -> Vec<PathChange> {
        let DeValue::Array(all) = value.get_ref() else {
            self.proof.mark_with_help(span(value), "`path` is a list", "begin each with `[[path]]`");
            return Vec::new();
        };
        all.iter().filter_map(|entry| self.path(entry)).collect()
    }

    fn path(&mut self, entry: &Value<'_>) -> Option<PathChange> {
        let DeValue::Table(table) = entry.get_ref() else {
            self.proof.mark(span(entry), "what is different for some paths is a table");
            return None;
        };
        let (mut paths, mut select, mut ignore, mut severities) = (None, Vec::new(), Vec::new(), Vec::new());
        let mut database = None;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "paths" => paths = self.patterns(value),
                "select" => select = self.names(value),
                "ignore" => ignore = self.names(value),
                "severity" => severities = self.severities(value),
                "database" => {
                    let text = self.text(value).map(str::to_owned);
                    database = text.map(|text| self.name(&text, span(value)));
                }
                unknown => {
                    let sentence = format!("`[[path]]` has no setting `{unknown}`");
                    self.proof.mark_unknown(span(key), sentence, unknown, names(PATH_KEYS));
                }
            }
        }
        if !table.contains_key("paths") {
            self.proof.mark_with_help(span(entry), "this says nothing of its paths", "write `paths = [\"tests/\"]`");
        }
        Some(PathChange { paths: paths?, origin: self.origin(span(entry)), select, ignore, severities, database })
    }

    fn severities(&mut self, value: &Value<'_>) -> Vec<(super::Name, crate::finding::Severity)> {
        let DeValue::Table(all) = value.get_ref() else {
            let help = "write `severity = {select-star = \"info\"}`";
            self.proof.mark_with_help(span(value), "this says of no rule how bad it is", help);
            return Vec::new();
        };
        let mut severities = Vec::new();
        for (rule, value) in all {
            let name = self.name(rule.get_ref(), span(rule));
            severities.extend(self.word(value, "severity", &SEVERITIES).map(|severity| (name, severity)));
        }
        severities
    }
}

impl<T> Said<T> {
    /// The same place with another value.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Said<U> {
        Said { value: with(self.value), origin: self.origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Dialect;
    use crate::project::{Engine, Product};

    fn mistakes(text: &str) -> Vec<(String, String)> {
        let found = read("seqscan.toml", text, &Base::default()).expect_err("it is wrong");
        let slice = |mistake: &crate::rule::Mistake| text[mistake.span.range()].to_owned();
        found.0.iter().map(|mistake| (mistake.message.clone(), slice(mistake))).collect()
    }

    #[test]
    fn a_database_is_read() {
        let text = "[[database]]\nname = \"shop\"\nversion = \"mariadb 10.11\"\nmigrations = \"db/*.sql\"\nfolder = [\"./shop/\"]\n";
        let config = read("seqscan.toml", text, &Base::default()).expect("it is right");
        let [shop] = config.databases.as_slice() else { panic!("{config:?}") };
        assert_eq!(shop.dialect, Some(Dialect::Mysql));
        assert_eq!(shop.engine, Some(Engine::new(Product::MariaDb, 10, 11)));
        assert_eq!(shop.folders, ["shop"]);
        assert!(shop.migrations[0].is_match("db/1.sql") && !shop.migrations[0].is_match("db/a/1.sql"));
    }

    #[test]
    fn all_mistakes_are_told_at_their_places() {
        let text = "[[databse]]\n[[database]]\nnmae = \"a\"\ndialect = \"postgre\"\nversion = 16\nschema = [\"a[\"]\n";
        let found = mistakes(text);
        let places: Vec<&str> = found.iter().map(|(_, place)| place.as_str()).collect();
        for place in ["databse", "nmae", "\"postgre\"", "16", "\"a[\""] {
            assert!(places.contains(&place), "{place} in {found:?}");
        }
        assert!(found.iter().any(|(message, _)| message.contains("did you mean `postgres`?")), "{found:?}");
        assert_eq!(mistakes("[[database]]\nversion = \"16\"")[0].0, "this version does not say of which engine");
        assert!(mistakes("a = ")[0].0.starts_with("this is not TOML"), "a syntax error");
    }
}
