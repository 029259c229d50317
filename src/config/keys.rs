//! The keys of a configuration: one table from which come the names that mistakes suggest, the JSON Schema, the page of
//! the README and `--show-settings`.

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Texts,
    Flag,
    Dialect,
    Severity,
    Confidence,
    Profile,
    Roles,
    /// Rules and categories.
    Rules,
    /// A table of rules with a severity each.
    Severities,
    /// `[rules.<id>]`
    OfRules,
    /// `[[path]]`
    OfPaths,
    /// `[[database]]`
    Databases,
    /// `[migrations]`
    OfMigrations,
}

pub struct Key {
    pub name: &'static str,
    pub form: Form,
    pub default: &'static str,
    pub doc: &'static str,
}

const fn key(name: &'static str, form: Form, default: &'static str, doc: &'static str) -> Key {
    Key { name, form, default, doc }
}

pub const KEYS: &[Key] = &[
    key("extend", Form::Text, "", "Another configuration, whose settings hold where this one says nothing"),
    key("required-version", Form::Text, "", "The versions of seqscan that this is written for: `0.1`, `>=0.1, <0.3`"),
    key("profile", Form::Profile, "default", "How much is told: `default`, `strict` or `audit`"),
    key("dialect", Form::Dialect, "", "Read all SQL as this dialect, instead of guessing it file by file"),
    key("select", Form::Rules, "those of the profile", "Run only these: ids, categories, `default`, `strict` or `all`"),
    key("ignore", Form::Rules, "", "Do not run these; an id wins over a category, and a category over `all`"),
    key("min-severity", Form::Severity, "info", "Leave out findings that matter less"),
    key("min-confidence", Form::Confidence, "that of the profile", "Leave out findings that are less sure"),
    key("fail-on", Form::Severity, "info", "Exit with 1 only for findings that matter so much"),
    key("exclude", Form::Texts, "", "Files and folders that are not checked, as `.gitignore` writes them"),
    key("rule-folders", Form::Texts, "", "Folders of rules of your own"),
    key("libraries", Form::Texts, "", "Folders that describe libraries of your own: `<folder>/python/ours.yml`"),
    key("baseline", Form::Text, "", "A file of findings that are known"),
    key("database", Form::Databases, "what the project tells", "A database: which files describe it, who speaks to it"),
    key("migrations", Form::OfMigrations, "", "`[migrations]`: how they are run, and which have run everywhere"),
    key("rules", Form::OfRules, "", "`[rules.<id>]`: what is changed of one rule"),
    key("path", Form::OfPaths, "", "`[[path]]`: what is different for some files"),
];

/// What every rule takes under `[rules.<id>]`, beside options of its own.
pub const RULE_KEYS: &[Key] = &[
    key("enabled", Form::Flag, "", "Whether it runs"),
    key("severity", Form::Severity, "", "How bad its findings are"),
    key("files", Form::Roles, "", "The kinds of files in which it speaks"),
];

pub const PATH_KEYS: &[Key] = &[
    key("paths", Form::Texts, "", "Which files, as `.gitignore` writes them"),
    key("select", Form::Rules, "", "Rules that run there as well"),
    key("ignore", Form::Rules, "", "Rules that do not run there"),
    key("severity", Form::Severities, "", "How bad the findings of a rule are there: `{select-star = \"info\"}`"),
    key("database", Form::Text, "", "The name of the database that they speak to"),
];

pub const MIGRATION_KEYS: &[Key] = &[
    key(
        "downtime",
        Form::Flag,
        "false",
        "Nothing else uses the database while they run: no word of locks and old programs",
    ),
    key(
        "start-after",
        Form::Texts,
        "",
        "Those up to here have run everywhere: a number, a file or a day (`2024-01-31`)",
    ),
];

pub fn names(keys: &'static [Key]) -> impl Iterator<Item = &'static str> {
    keys.iter().map(|key| key.name)
}
