//! The patterns of a `facts.scm`: the part of tree-sitter's query language that says what a node is. They are read
//! and matched here because tree-sitter analyses a query for longer than a small project takes to check, and matches
//! deep expressions in time that grows with the square of their depth. A test compares both.

use std::ops::Range;

use tree_sitter::Language;

use super::sheet::{Row, Sheet};

/// One pattern: a node, or several that follow one another below the same parent.
#[derive(Debug)]
pub struct Pattern {
    pub nodes: Vec<Wanted>,
    pub directives: Directives,
    /// Its 1-based line.
    pub line: usize,
}

/// What a pattern says beside its nodes.
#[derive(Debug, Default)]
pub struct Directives {
    /// `(#set! name "value")`
    pub settings: Vec<(String, String)>,
    /// `(#eq? @capture "text")`, by the index of the capture.
    equal: Vec<(usize, String)>,
}

/// A node that a pattern wants.
#[derive(Debug)]
pub struct Wanted {
    pub kinds: Kinds,
    /// When there are any, one of these must fit too.
    alternatives: Vec<Wanted>,
    field: Option<u16>,
    /// Indexes into the names of captures.
    pub captures: Vec<usize>,
    pub children: Vec<Wanted>,
    /// No named sibling stands between it and what is wanted before it.
    adjacent: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kinds {
    Any,
    Named,
    Of(Vec<u16>),
}

#[derive(Debug)]
pub struct Patterns {
    pub all: Vec<Pattern>,
    /// The names of captures, without their sign.
    pub captures: Vec<String>,
}

/// What was captured: the index of the capture and the row.
pub type Found = Vec<(usize, usize)>;

impl Patterns {
    pub fn read(syntax: &Language, text: &str) -> Result<Self, String> {
        let mut reader = Reader { text, at: 0, syntax, captures: Vec::new(), directives: Directives::default() };
        let mut all = Vec::new();
        while reader.next().is_some() {
            let line = reader.line();
            let nodes = reader.top().map_err(|mistake| format!("line {}: {mistake}", reader.line()))?;
            all.push(Pattern { nodes, directives: std::mem::take(&mut reader.directives), line });
        }
        Ok(Self { all, captures: reader.captures })
    }
}

impl Pattern {
    /// Tells every way in which the pattern matches from a row on.
    pub fn matches(&self, sheet: &Sheet<'_>, row: usize, tell: &mut dyn FnMut(&mut Found)) {
        let Some((first, rest)) = self.nodes.split_first() else { return };
        let Row { parent, next, .. } = sheet.rows[row];
        let siblings = next as usize..sheet.rows[parent as usize].next as usize;
        let mut tell_if_equal = |found: &mut Found| {
            let text = |row: usize| sheet.text.get(sheet.rows[row].span.range());
            let differs = |(capture, row): &(usize, usize)| {
                let mut equal = self.directives.equal.iter().filter(|(of, _)| of == capture);
                equal.any(|(_, wanted)| text(*row) != Some(wanted))
            };
            if self.directives.equal.is_empty() || !found.iter().any(differs) {
                tell(found);
            }
        };
        first.matches(sheet, row, &mut Found::new(), &mut |found| {
            follow(rest, sheet, siblings.clone(), found, &mut tell_if_equal);
        });
    }

    /// All nodes it wants.
    pub fn wanted(&self) -> Vec<&Wanted> {
        let mut all: Vec<&Wanted> = self.nodes.iter().collect();
        let mut next = 0;
        while let Some(wanted) = all.get(next) {
            let within = wanted.children.iter().chain(&wanted.alternatives);
            all.extend(within);
            next += 1;
        }
        all
    }
}

impl Wanted {
    fn fits(&self, row: &Row) -> bool {
        let kind = match &self.kinds {
            Kinds::Any => true,
            Kinds::Named => row.named,
            Kinds::Of(kinds) => kinds.contains(&row.kind),
        };
        kind && self.field.is_none_or(|field| field == row.field)
    }

    fn matches(&self, sheet: &Sheet<'_>, at: usize, found: &mut Found, then: &mut dyn FnMut(&mut Found)) {
        let row = &sheet.rows[at];
        if self.fits(row) {
            let before = found.len();
            found.extend(self.captures.iter().map(|&capture| (capture, at)));
            if self.alternatives.is_empty() {
                follow(&self.children, sheet, at + 1..row.next as usize, found, then);
            }
            for alternative in &self.alternatives {
                alternative.matches(sheet, at, found, then);
            }
            found.truncate(before);
        }
    }
}

impl Wanted {
    /// Draws the kinds of alternatives together. When they say nothing else, they are no longer needed.
    fn gather_kinds(&mut self) {
        let kinds = self.alternatives.iter().map(|one| match &one.kinds {
            Kinds::Of(kinds) => Some(kinds.as_slice()),
            Kinds::Any | Kinds::Named => None,
        });
        if let Some(kinds) = kinds.collect::<Option<Vec<_>>>() {
            self.kinds = Kinds::Of(kinds.concat());
            if self.alternatives.iter().all(|one| one.children.is_empty() && one.captures.is_empty()) {
                self.alternatives.clear();
            }
        }
    }
}

/// Finds the wanted nodes, in their order, among siblings.
fn follow(
    wanted: &[Wanted],
    sheet: &Sheet<'_>,
    siblings: Range<usize>,
    found: &mut Found,
    then: &mut dyn FnMut(&mut Found),
) {
    let Some((first, rest)) = wanted.split_first() else { return then(found) };
    let mut at = siblings.start;
    while at < siblings.end {
        let Row { next, named, .. } = sheet.rows[at];
        let behind = next as usize..siblings.end;
        first.matches(sheet, at, found, &mut |found| follow(rest, sheet, behind.clone(), found, then));
        if first.adjacent && named {
            break;
        }
        at = next as usize;
    }
}

struct Reader<'f> {
    text: &'f str,
    at: usize,
    syntax: &'f Language,
    captures: Vec<String>,
    directives: Directives,
}

impl<'f> Reader<'f> {
    fn line(&self) -> usize {
        self.text[..self.at].matches('\n').count() + 1
    }

    /// The sign that comes next, behind white space and comments.
    fn next(&mut self) -> Option<char> {
        loop {
            let rest = self.text[self.at..].trim_start();
            self.at = self.text.len() - rest.len();
            match rest.chars().next() {
                Some(';') => self.at += rest.find('\n').unwrap_or(rest.len()),
                other => return other,
            }
        }
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.next() == Some(sign);
        self.at += if found { sign.len_utf8() } else { 0 };
        found
    }

    fn expect(&mut self, sign: char) -> Result<(), String> {
        if self.take(sign) { Ok(()) } else { Err(format!("`{sign}` is missing")) }
    }

    fn word(&mut self) -> Result<&'f str, String> {
        self.next();
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-')).unwrap_or(rest.len());
        self.at += end;
        if end == 0 { Err("a name is missing".to_owned()) } else { Ok(&rest[..end]) }
    }

    fn quoted(&mut self) -> Result<&'f str, String> {
        self.expect('"')?;
        let rest = &self.text[self.at..];
        let end = rest.find('"').ok_or("a string does not end")?;
        self.at += end + 1;
        Ok(&rest[..end])
    }

    /// A pattern of its own: a node, or nodes in brackets.
    fn top(&mut self) -> Result<Vec<Wanted>, String> {
        let start = self.at;
        if self.take('(') && matches!(self.next(), Some('(' | '[')) {
            return self.children();
        }
        self.at = start;
        Ok(vec![self.node()?])
    }

    /// What stands before a closing bracket.
    fn children(&mut self) -> Result<Vec<Wanted>, String> {
        let mut children = Vec::new();
        let mut adjacent = false;
        while !self.take(')') {
            let start = self.at;
            if self.take('(') && self.take('#') {
                self.directive()?;
                continue;
            }
            self.at = start;
            if self.take('.') {
                adjacent = true;
                continue;
            }
            children.push(Wanted { adjacent: std::mem::take(&mut adjacent), ..self.field()? });
        }
        if adjacent { Err("a `.` with nothing behind it".to_owned()) } else { Ok(children) }
    }

    fn directive(&mut self) -> Result<(), String> {
        let what = self.word()?;
        match what {
            "set" => {
                self.expect('!')?;
                let setting = (self.word()?.to_owned(), self.quoted()?.to_owned());
                self.directives.settings.push(setting);
            }
            "eq" => {
                self.expect('?')?;
                self.expect('@')?;
                let equal = (self.capture()?, self.quoted()?.to_owned());
                self.directives.equal.push(equal);
            }
            _ => return Err(format!("`#{what}` is not understood")),
        }
        self.expect(')')
    }

    /// The index of a capture, by the name that comes next.
    fn capture(&mut self) -> Result<usize, String> {
        let name = self.word()?;
        let known = self.captures.iter().position(|known| known == name);
        Ok(known.unwrap_or_else(|| {
            self.captures.push(name.to_owned());
            self.captures.len() - 1
        }))
    }

    /// A child, with the name of its field or without.
    fn field(&mut self) -> Result<Wanted, String> {
        if !self.next().is_some_and(char::is_alphabetic) {
            return self.node();
        }
        let name = self.word()?;
        self.expect(':')?;
        let field =
            self.syntax.field_id_for_name(name).ok_or_else(|| format!("`{name}` is no field of this grammar"))?;
        Ok(Wanted { field: Some(field.get()), ..self.node()? })
    }

    fn node(&mut self) -> Result<Wanted, String> {
        let mut wanted = Wanted {
            kinds: Kinds::Any,
            alternatives: Vec::new(),
            field: None,
            captures: Vec::new(),
            children: Vec::new(),
            adjacent: false,
        };
        match self.next() {
            Some('(') => {
                self.at += 1;
                wanted.kinds = match self.word()? {
                    "_" => Kinds::Named,
                    name => Kinds::Of(vec![self.kind(name, true)?]),
                };
                wanted.children = self.children()?;
            }
            Some('"') => wanted.kinds = Kinds::Of(vec![self.sign()?]),
            Some('[') => {
                self.at += 1;
                while !self.take(']') {
                    wanted.alternatives.push(self.node()?);
                }
                wanted.gather_kinds();
            }
            Some('_') => self.at += 1,
            _ => return Err("a node is missing".to_owned()),
        }
        while self.take('@') {
            wanted.captures.push(self.capture()?);
        }
        match self.next() {
            Some(sign @ ('*' | '+' | '?')) => Err(format!("`{sign}` is not understood")),
            _ => Ok(wanted),
        }
    }

    fn sign(&mut self) -> Result<u16, String> {
        let sign = self.quoted()?;
        self.kind(sign, false)
    }

    fn kind(&self, name: &str, named: bool) -> Result<u16, String> {
        match self.syntax.id_for_node_kind(name, named) {
            0 => Err(format!("`{name}` is no node of this grammar")),
            kind => Ok(kind),
        }
    }
}
