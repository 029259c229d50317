//! The vocabulary of syntax that all languages share, and the compiled `facts.scm` that maps a language's own
//! syntax to it. A capture without a dot (`@call`) says what a node is; one with a dot (`@call.function`)
//! names a part of it.

use super::languages::Language;
use super::pattern::{Found, Kinds, Pattern, Patterns};
use super::sheet::Sheet;

macro_rules! syntax {
    ($( $(#[doc = $doc:literal])* $role:ident = $name:literal { $( $part:ident = $part_name:literal ),* } )*) => {
        /// What a node of syntax is. When a node is several things, the first of this list speaks for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $( $(#[doc = $doc])* $role, )* Other }

        fn capture(name: &str) -> Option<Capture> {
            match name {
                private if private.starts_with('_') => Some(Capture::Private),
                $( $name => Some(Capture::Node(Role::$role)),
                   $( concat!($name, ".", $part_name) => Some(Capture::Part(Role::$role, Part::$part)), )* )*
                _ => None,
            }
        }
    };
}

syntax! {
    /// An identifier that is used or bound.
    Name = "name" {}
    /// A string literal: runs of text, escapes, doubled braces, and holes.
    String = "string" { Text = "text", Escape = "escape", Brace = "brace", Hole = "hole" }
    /// An interpolation in a string.
    Hole = "hole" { Value = "value" }
    Number = "number" {}
    /// True, false, null.
    Constant = "constant" {}
    /// `a + b`, or strings that stand side by side.
    Concatenation = "concatenation" { Item = "item" }
    /// `template % values`.
    Format = "format" { Template = "template", Value = "value" }
    /// `item * count`, `[item; count]`.
    Repeat = "repeat" { Item = "item", Count = "count" }
    /// Arithmetic whose result can only be a number. The operator is told where libraries give it another meaning.
    Arithmetic = "arithmetic" { Operand = "operand", Operator = "operator" }
    /// A call of a function, method or macro.
    Call = "call" { Function = "function", Argument = "argument", Tokens = "tokens" }
    /// `name=value` in a call.
    Keyword = "keyword" { Name = "name", Value = "value" }
    /// `*rest`, `**rest`.
    Splat = "splat" { Value = "value" }
    /// `function::<Type>`.
    Generic = "generic" { Function = "function", Type = "type" }
    /// `object.name`, `path::name`.
    Member = "member" { Object = "object", Name = "name" }
    /// `object[key]`.
    Index = "index" { Object = "object", Key = "key" }
    /// `value as type`.
    Cast = "cast" { Value = "value", Type = "type" }
    /// What only stands around a value: brackets, `await`, `&`, `?`.
    Wrapper = "wrapper" { Value = "value" }
    /// A list, tuple, set or array that is written out.
    List = "list" { Item = "item" }
    /// A list made by a loop inside an expression.
    Comprehension = "comprehension" { Element = "element", Condition = "condition" }
    Dictionary = "dictionary" { Item = "item" }
    Pair = "pair" { Key = "key", Value = "value" }
    Range = "range" { Bound = "bound" }
    /// An `if`, as a statement or a value.
    Branch = "branch" { Condition = "condition", Then = "then", Else = "else" }
    /// One of several values: `a or b`, the arms of a `match`.
    Choice = "choice" { Item = "item", Subject = "subject" }
    /// `a and b`.
    Both = "both" { Item = "item" }
    /// A case of a `match` or `switch`.
    Arm = "arm" { Then = "then", Pattern = "pattern" }
    /// A `match` that is no value.
    Match = "match" { Subject = "subject" }
    /// `assert condition`.
    Assertion = "assertion" { Condition = "condition" }
    Comparison = "comparison" { Operand = "operand", Operator = "operator" }
    Not = "not" { Value = "value" }
    Block = "block" { Item = "item" }
    /// A function, method or closure.
    Function = "function" { Name = "name", Parameter = "parameter", Body = "body", Type = "type", Decorator = "decorator" }
    Parameter = "parameter" { Name = "name", Type = "type", Value = "value" }
    Class = "class" { Name = "name", Base = "base", Body = "body", Decorator = "decorator" }
    /// A struct or enum.
    Record = "record" { Name = "name" }
    /// A field of a struct, a variant of an enum.
    Field = "field" { Name = "name", Type = "type" }
    /// `#[attribute]` of what follows it.
    Attribute = "attribute" {}
    /// `body` is all that runs each turn; `iterable` runs once.
    Loop = "loop" { Variable = "variable", Iterable = "iterable", Condition = "condition", Body = "body" }
    /// Leaves a loop or function.
    Exit = "exit" { Value = "value" }
    /// Runs when something failed.
    Handler = "handler" { Body = "body" }
    /// A block that something is opened for, and closed after it: `with`.
    With = "with" { Item = "item", Body = "body" }
    Import = "import" { Path = "path", Name = "name", Alias = "alias" }
    Binding = "binding" { Name = "name", Value = "value", Type = "type" }
    Comment = "comment" {}
}

/// A part of a construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Text,
    Escape,
    Brace,
    Hole,
    Value,
    Item,
    Template,
    Count,
    Function,
    Argument,
    Tokens,
    Name,
    Type,
    Object,
    Key,
    Bound,
    Element,
    Condition,
    Then,
    Else,
    Operand,
    Operator,
    Parameter,
    Decorator,
    Body,
    Base,
    Variable,
    Iterable,
    Path,
    Alias,
    Pattern,
    Subject,
}

/// What `(#set! kind "…")` may say about a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Plain,
    For,
    While,
    Comprehension,
    /// A function without a name.
    Closure,
    /// A function that other files can call.
    Public,
    Return,
    Break,
    Continue,
    Raise,
    /// A binding that adds to what the name holds.
    Append,
    /// A call whose arguments are unparsed tokens.
    Macro,
    /// An import of all names.
    All,
    /// A member of a module or type rather than of a value.
    Path,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "for" => Self::For,
            "while" => Self::While,
            "comprehension" => Self::Comprehension,
            "closure" => Self::Closure,
            "public" => Self::Public,
            "return" => Self::Return,
            "break" => Self::Break,
            "continue" => Self::Continue,
            "raise" => Self::Raise,
            "append" => Self::Append,
            "macro" => Self::Macro,
            "all" => Self::All,
            "path" => Self::Path,
            _ => return None,
        })
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Capture {
    /// Named for a predicate of the pattern only: `@_name`.
    Private,
    Node(Role),
    Part(Role, Part),
}

/// A language's `facts.scm`, compiled.
pub struct Grammar {
    pub syntax: tree_sitter::Language,
    pub patterns: Patterns,
    /// By the index of the capture.
    pub captures: Vec<Capture>,
    /// By the index of the pattern.
    kinds: Vec<Kind>,
    /// By the kind of the node it begins with, the patterns to try.
    beginning: Vec<Vec<usize>>,
    /// The signs that patterns ask for: nodes without a name.
    signs: Vec<u16>,
}

impl Grammar {
    /// Compiles the patterns; the error tells the line and what is wrong there.
    pub fn compile(language: &Language, facts: &str) -> Result<Self, String> {
        let syntax = (language.parser)();
        let patterns = Patterns::read(&syntax, facts)?;
        let word =
            |name: &String| capture(name).ok_or_else(|| format!("`@{name}` is not a word of the vocabulary of syntax"));
        let captures = patterns.captures.iter().map(word).collect::<Result<Vec<_>, _>>()?;
        let kinds = patterns.all.iter().map(kind_of).collect::<Result<_, _>>()?;
        let mut beginning = vec![Vec::new(); syntax.node_kind_count()];
        let mut signs = Vec::new();
        for (index, pattern) in patterns.all.iter().enumerate() {
            check_anchors(pattern, &patterns, &captures)?;
            let Some(Kinds::Of(first)) = pattern.nodes.first().map(|first| &first.kinds) else {
                return Err(format!("line {}: a pattern that begins with any node", pattern.line));
            };
            first.iter().for_each(|&kind| beginning[usize::from(kind)].push(index));
            let asked = pattern.wanted().into_iter().filter_map(|wanted| match &wanted.kinds {
                Kinds::Of(kinds) => Some(kinds),
                _ => None,
            });
            signs.extend(asked.flatten().filter(|&&kind| !syntax.node_kind_is_named(kind)));
        }
        Ok(Self { syntax, patterns, captures, kinds, beginning, signs })
    }

    /// Whether a pattern asks for nodes of this kind, which have no name.
    pub fn asks_for_sign(&self, kind: u16) -> bool {
        self.signs.contains(&kind)
    }

    /// Tells every match on a sheet: what it makes of its node, and what it captured.
    pub fn matches(&self, sheet: &Sheet<'_>, mut tell: impl FnMut(Kind, &Found)) {
        for (at, row) in sheet.rows.iter().enumerate() {
            for &pattern in self.beginning.get(usize::from(row.kind)).into_iter().flatten() {
                let kind = self.kinds[pattern];
                self.patterns.all[pattern].matches(sheet, at, &mut |found| tell(kind, found));
            }
        }
    }
}

/// A part needs the node it is a part of in the same pattern.
fn check_anchors(pattern: &Pattern, patterns: &Patterns, captures: &[Capture]) -> Result<(), String> {
    let line = pattern.line;
    let here: Vec<usize> = pattern.wanted().iter().flat_map(|wanted| wanted.captures.iter().copied()).collect();
    if here.is_empty() {
        return Err(format!("line {line}: a pattern that captures nothing"));
    }
    for &index in &here {
        let Capture::Part(role, _) = captures[index] else { continue };
        if !here.iter().any(|&other| matches!(captures[other], Capture::Node(r) if r == role)) {
            let name = &patterns.captures[index];
            return Err(format!("line {line}: `@{name}` without the node it is a part of"));
        }
    }
    Ok(())
}

fn kind_of(pattern: &Pattern) -> Result<Kind, String> {
    let mut kind = Kind::Plain;
    for (key, value) in &pattern.directives.settings {
        match (key.as_str(), Kind::named(value)) {
            ("kind", Some(named)) => kind = named,
            _ => return Err(format!("line {}: unknown `#set! {key} \"{value}\"`", pattern.line)),
        }
    }
    Ok(kind)
}
