//! The outline of a file: every node of its syntax that means something in the shared vocabulary, in the order
//! of the file, with its parts. It holds no syntax tree; all other analyses look at nothing else.

use std::cmp::Reverse;
use std::ops::Range;

use tree_sitter::{Parser, Tree};

use super::grammar::{Capture, Grammar, Kind, Part, Role};
use super::macros;
use super::sheet::Sheet;
use crate::text::Span;

pub type NodeId = usize;

/// How deep macros inside macros are read.
const MACRO_DEPTH: usize = 4;

#[derive(Clone, Debug)]
pub struct Node {
    pub role: Role,
    pub kind: Kind,
    pub span: Span,
    pub parent: Option<NodeId>,
    /// The node behind its last descendant.
    pub end: NodeId,
    /// Its run of `Outline::parts`.
    parts: Range<usize>,
    /// A name that only labels something (`x` in `a.x`, `f(x=1)`) and stands for no variable.
    pub is_label: bool,
}

pub struct Outline<'a> {
    pub text: &'a str,
    pub nodes: Vec<Node>,
    parts: Vec<(Part, NodeId)>,
}

/// What one match says of a node: what it is, and a part of it.
#[derive(Clone, Copy)]
struct Saying {
    row: u32,
    role: Role,
    kind: Kind,
    part: Option<(Part, u32)>,
}

/// A node as captured, before it has its place in the outline.
struct Captured {
    row: u32,
    role: Role,
    kind: Kind,
    span: Span,
    /// What was said of it.
    sayings: Range<usize>,
}

/// What was captured in the tree of a file and in those of its macros. A row is a node of any of them.
#[derive(Default)]
struct Collection {
    rows: Vec<Span>,
    sayings: Vec<Saying>,
    /// What is to be parsed once more, and how deep it lies in others of its kind.
    tokens: Vec<(Range<usize>, usize)>,
}

/// How many nodes of a file its grammar made up, or left out, to read on.
pub fn syntax_errors(grammar: &Grammar, text: &str) -> usize {
    let mut parser = Parser::new();
    let tree = parser.set_language(&grammar.syntax).ok().and_then(|()| parser.parse(text, None));
    let Some(tree) = tree.filter(|tree| tree.root_node().has_error()) else { return 0 };
    let mut cursor = tree.walk();
    let mut errors = 0;
    loop {
        let node = cursor.node();
        errors += usize::from(node.is_error() || node.is_missing());
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return errors;
            }
        }
    }
}

impl<'a> Outline<'a> {
    pub fn read(grammar: &Grammar, text: &'a str) -> Self {
        let mut collection = Collection::default();
        let mut parser = Parser::new();
        if parser.set_language(&grammar.syntax).is_ok()
            && let Some(tree) = parser.parse(text, None)
        {
            collection.collect(grammar, &tree, text, 0);
        }
        let mut next = 0;
        while let Some((range, depth)) = collection.tokens.get(next).cloned() {
            next += 1;
            if depth < MACRO_DEPTH
                && let Some(tree) = macros::parse(&mut parser, text, &range)
            {
                collection.collect(grammar, &tree, text, depth + 1);
            }
        }
        Self::arrange(collection, text)
    }

    /// Puts the captured nodes in the order of the file and finds who contains whom.
    fn arrange(mut collection: Collection, text: &'a str) -> Self {
        let mut captured = collection.gather();
        let Collection { rows, sayings, tokens } = collection;
        if !tokens.is_empty() {
            // The nodes of macros stand between those around them.
            captured.sort_by_key(|node| (node.span.start, Reverse(node.span.end), node.row, node.role));
        }
        let mut first: Vec<Option<NodeId>> = vec![None; rows.len()];
        for (position, node) in captured.iter().enumerate() {
            first[node.row as usize].get_or_insert(position);
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(captured.len());
        let mut open: Vec<NodeId> = Vec::new();
        let mut labels = Vec::new();
        let mut parts: Vec<(Part, NodeId)> = Vec::with_capacity(captured.len());
        let mut own = Vec::new();
        for (position, node) in captured.iter().enumerate() {
            while let Some(&last) = open.last()
                && !nodes[last].span.contains(node.span)
            {
                nodes[last].end = position;
                open.pop();
            }
            let said = sayings[node.sayings.clone()].iter().filter_map(|saying| saying.part);
            own.extend(said.filter_map(|(part, row)| Some((part, first[row as usize]?))));
            own.retain(|(_, id)| captured[*id].role != Role::Comment);
            own.sort_by_key(|(part, id)| (*id, *part));
            own.dedup();
            let labelled =
                matches!(node.role, Role::Member | Role::Keyword | Role::Import | Role::Function | Role::Class);
            labels.extend(own.iter().filter(|(part, _)| labelled && *part == Part::Name).map(|(_, id)| *id));
            let start = parts.len();
            parts.append(&mut own);
            nodes.push(Node {
                role: node.role,
                kind: node.kind,
                span: node.span,
                parent: open.last().copied(),
                end: position + 1,
                parts: start..parts.len(),
                is_label: false,
            });
            open.push(position);
        }
        let end = nodes.len();
        for last in open {
            nodes[last].end = end;
        }
        for label in labels {
            nodes[label].is_label = true;
        }
        Self { text, nodes, parts }
    }

    pub fn ids(&self) -> Range<NodeId> {
        0..self.nodes.len()
    }

    /// Every name in the file, as often as it stands there.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.ids().filter(|&id| self.role(id) == Role::Name).map(|id| self.text_of(id))
    }

    pub fn role(&self, id: NodeId) -> Role {
        self.nodes[id].role
    }

    pub fn span(&self, id: NodeId) -> Span {
        self.nodes[id].span
    }

    pub fn text_of(&self, id: NodeId) -> &'a str {
        self.slice(self.nodes[id].span)
    }

    pub fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub fn part(&self, id: NodeId, part: Part) -> Option<NodeId> {
        self.parts(id, part).next()
    }

    pub fn parts(&self, id: NodeId, part: Part) -> impl DoubleEndedIterator<Item = NodeId> + '_ {
        self.all_parts(id).iter().filter(move |(p, _)| *p == part).map(|(_, id)| *id)
    }

    /// The parts of a node, in the order of the file.
    pub fn all_parts(&self, id: NodeId) -> &[(Part, NodeId)] {
        &self.parts[self.nodes[id].parts.clone()]
    }

    /// The node itself and all below it.
    pub fn within(&self, id: NodeId) -> Range<NodeId> {
        id..self.nodes[id].end
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn holds(&self, outer: NodeId, inner: NodeId) -> bool {
        self.within(outer).contains(&inner)
    }

    /// From the node outwards, the node itself not among them.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.nodes[id].parent, |&id| self.nodes[id].parent)
    }

    /// The value inside brackets, `await` and the like.
    pub fn unwrapped(&self, mut id: NodeId) -> NodeId {
        while self.role(id) == Role::Wrapper
            && let Some(value) = self.part(id, Part::Value)
        {
            id = value;
        }
        id
    }

    /// What is put together by `a + b + c`, however the operators nest.
    pub fn concatenated(&self, node: NodeId) -> Vec<NodeId> {
        let mut items = Vec::new();
        let mut open = vec![node];
        while let Some(id) = open.pop() {
            match self.role(id) {
                Role::Concatenation => open.extend(self.parts(id, Part::Item).rev()),
                _ => items.push(id),
            }
        }
        items
    }

    /// What a call calls, without type arguments.
    pub fn callee(&self, call: NodeId) -> Option<NodeId> {
        let function = self.unwrapped(self.part(call, Part::Function)?);
        if self.role(function) == Role::Generic { self.part(function, Part::Function) } else { Some(function) }
    }

    /// The arguments of a call, of a macro too.
    pub fn arguments(&self, call: NodeId) -> Vec<NodeId> {
        let Some(tokens) = self.part(call, Part::Tokens) else {
            return self.parts(call, Part::Argument).collect();
        };
        let inside = self.within(tokens).skip(1).find(|&id| self.span(id) == self.span(tokens));
        match inside {
            Some(list) if self.role(list) == Role::List => self.parts(list, Part::Item).collect(),
            Some(list) if self.role(list) == Role::Wrapper => self.parts(list, Part::Value).collect(),
            Some(other) => vec![other],
            None => Vec::new(),
        }
    }

    /// The last name of a callee, member or path: `execute` in `self.cursor.execute`.
    pub fn last_name(&self, id: NodeId) -> Option<&'a str> {
        let id = self.unwrapped(id);
        match self.role(id) {
            Role::Name => Some(self.text_of(id)),
            Role::Member => self.part(id, Part::Name).map(|name| self.text_of(name)),
            Role::Generic => self.last_name(self.part(id, Part::Function)?),
            _ => None,
        }
    }

    /// The names of `a.b.c` or `a::b::c`; `None` when anything else stands in it.
    pub fn path(&self, id: NodeId) -> Option<Vec<&'a str>> {
        let mut names = Vec::new();
        let mut at = self.unwrapped(id);
        loop {
            match self.role(at) {
                Role::Name => names.push(self.text_of(at)),
                Role::Member => names.push(self.text_of(self.part(at, Part::Name)?)),
                Role::Generic => {
                    at = self.part(at, Part::Function)?;
                    continue;
                }
                _ => return None,
            }
            match self.part(at, Part::Object) {
                Some(object) => at = self.unwrapped(object),
                None => break,
            }
        }
        names.reverse();
        Some(names)
    }
}

impl Collection {
    fn collect(&mut self, grammar: &Grammar, tree: &Tree, text: &str, depth: usize) {
        let sheet = Sheet::read(tree, text, |sign| grammar.asks_for_sign(sign));
        let base = self.rows.len() as u32;
        self.rows.extend(sheet.rows.iter().map(|row| row.span));
        let mut tokens: Vec<usize> = Vec::new();
        grammar.matches(&sheet, |kind, found| {
            for &(capture, row) in found {
                let Capture::Node(role) = grammar.captures[capture] else { continue };
                let saying = Saying { row: base + row as u32, role, kind, part: None };
                self.sayings.push(saying);
                for &(capture, row) in found {
                    let Capture::Part(of, part) = grammar.captures[capture] else { continue };
                    if of != role {
                        continue;
                    }
                    let part_row = base + row as u32;
                    self.sayings.push(Saying { part: Some((part, part_row)), ..saying });
                    self.sayings.push(Saying { row: part_row, role: Role::Other, kind: Kind::Plain, part: None });
                    if part == Part::Tokens {
                        tokens.push(row);
                    }
                }
            }
        });
        tokens.dedup();
        self.tokens.extend(tokens.into_iter().map(|row| (sheet.rows[row].span.range(), depth)));
    }

    /// What was said of each node, in the order of the rows. A node is Other only when it is nothing else.
    fn gather(&mut self) -> Vec<Captured> {
        self.sayings.sort_by_key(|saying| (saying.row, saying.role));
        let mut captured: Vec<Captured> = Vec::new();
        for (position, &Saying { row, role, kind, .. }) in self.sayings.iter().enumerate() {
            match captured.last_mut() {
                Some(last) if last.row == row && last.role == role => {
                    last.sayings.end = position + 1;
                    last.kind = if kind == Kind::Plain { last.kind } else { kind };
                }
                Some(last) if last.row == row && role == Role::Other => {}
                _ => captured.push(Captured {
                    row,
                    role,
                    kind,
                    span: self.rows[row as usize],
                    sayings: position..position + 1,
                }),
            }
        }
        captured
    }
}
