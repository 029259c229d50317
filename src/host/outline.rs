//! The outline of a file: every node of its syntax that means something in the shared vocabulary, in the order
//! of the file, with its parts. It holds no syntax tree; all other analyses look at nothing else.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use tree_sitter::{Parser, Point, QueryCursor, StreamingIterator, Tree};

use super::grammar::{Capture, Grammar, Kind, Part, Role};
use crate::text::Span;

pub type NodeId = usize;

/// How many matches may be unfinished at once: expressions nested thousands deep lose some of theirs,
/// instead of taking time that grows with the square of their depth.
const UNFINISHED: u32 = 2_000;

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
    pub parts: Vec<(Part, NodeId)>,
    /// A name that only labels something (`x` in `a.x`, `f(x=1)`) and stands for no variable.
    pub is_label: bool,
}

pub struct Outline<'a> {
    pub text: &'a str,
    pub nodes: Vec<Node>,
}

/// A node as captured, before it has its place in the outline.
struct Captured {
    id: (usize, usize),
    role: Role,
    kind: Kind,
    span: Span,
    /// Of two nodes with the same span, the one with more descendants is the outer.
    weight: usize,
    parts: Vec<(Part, (usize, usize))>,
}

#[derive(Default)]
struct Collection {
    captured: Vec<Captured>,
    index: HashMap<((usize, usize), Role), usize>,
    tokens: Vec<(Range<usize>, usize)>,
}

impl<'a> Outline<'a> {
    pub fn read(grammar: &Grammar, text: &'a str) -> Self {
        let mut collection = Collection::default();
        let mut parser = Parser::new();
        if parser.set_language(&grammar.syntax).is_ok()
            && let Some(tree) = parser.parse(text, None)
        {
            collection.collect(grammar, &tree, text, 0, 0);
        }
        let mut next = 0;
        while let Some((range, depth)) = collection.tokens.get(next).cloned() {
            next += 1;
            let part = tree_sitter::Range {
                start_byte: range.start,
                end_byte: range.end,
                start_point: Point::new(0, range.start),
                end_point: Point::new(0, range.end),
            };
            if depth < MACRO_DEPTH
                && parser.set_included_ranges(&[part]).is_ok()
                && let Some(tree) = parser.parse(text, None)
            {
                collection.collect(grammar, &tree, text, next, depth + 1);
            }
        }
        Self::arrange(collection, text)
    }

    /// Puts the captured nodes in the order of the file and finds who contains whom.
    fn arrange(collection: Collection, text: &'a str) -> Self {
        let mut captured = collection.captured;
        let meant: HashSet<_> = captured.iter().filter(|node| node.role != Role::Other).map(|node| node.id).collect();
        captured.retain(|node| node.role != Role::Other || !meant.contains(&node.id));
        captured.sort_by_key(|node| {
            (node.span.start, std::cmp::Reverse(node.span.end), node.id.0, std::cmp::Reverse(node.weight), node.role)
        });
        let mut first: HashMap<(usize, usize), NodeId> = HashMap::with_capacity(captured.len());
        for (position, node) in captured.iter().enumerate() {
            first.entry(node.id).or_insert(position);
        }
        let comments: Vec<bool> = captured.iter().map(|node| node.role == Role::Comment).collect();
        let mut nodes: Vec<Node> = Vec::with_capacity(captured.len());
        let mut open: Vec<NodeId> = Vec::new();
        let mut labels = Vec::new();
        for (position, node) in captured.into_iter().enumerate() {
            while let Some(&last) = open.last()
                && !nodes[last].span.contains(node.span)
            {
                nodes[last].end = position;
                open.pop();
            }
            let mut parts: Vec<_> = node.parts.into_iter().map(|(part, id)| (part, first[&id])).collect();
            parts.retain(|(_, id)| !comments[*id]);
            parts.sort_by_key(|(part, id)| (*id, *part));
            parts.dedup();
            let labelled =
                matches!(node.role, Role::Member | Role::Keyword | Role::Import | Role::Function | Role::Class);
            labels.extend(parts.iter().filter(|(part, _)| labelled && *part == Part::Name).map(|(_, id)| *id));
            nodes.push(Node {
                role: node.role,
                kind: node.kind,
                span: node.span,
                parent: open.last().copied(),
                end: position + 1,
                parts,
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
        Self { text, nodes }
    }

    pub fn ids(&self) -> Range<NodeId> {
        0..self.nodes.len()
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
        self.nodes[id].parts.iter().filter(move |(p, _)| *p == part).map(|(_, id)| *id)
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
    fn collect(&mut self, grammar: &Grammar, tree: &Tree, text: &str, number: usize, depth: usize) {
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(UNFINISHED);
        let mut matches = cursor.matches(&grammar.query, tree.root_node(), text.as_bytes());
        while let Some(found) = matches.next() {
            let kind = grammar.kinds[found.pattern_index];
            for capture in found.captures() {
                let Capture::Node(role) = grammar.captures[capture.index as usize] else { continue };
                let anchor = self.entry(number, capture.node, role);
                if kind != Kind::Plain {
                    self.captured[anchor].kind = kind;
                }
                for part in found.captures() {
                    let Capture::Part(of, name) = grammar.captures[part.index as usize] else { continue };
                    if of != role {
                        continue;
                    }
                    let id = (number, part.node.id());
                    self.entry(number, part.node, Role::Other);
                    let parts = &mut self.captured[anchor].parts;
                    if name == Part::Tokens && !parts.contains(&(name, id)) {
                        self.tokens.push((part.node.byte_range(), depth));
                    }
                    parts.push((name, id));
                }
            }
        }
    }

    fn entry(&mut self, tree: usize, node: tree_sitter::Node<'_>, role: Role) -> usize {
        let id = (tree, node.id());
        *self.index.entry((id, role)).or_insert_with(|| {
            let range = node.byte_range();
            self.captured.push(Captured {
                id,
                role,
                kind: Kind::Plain,
                span: Span::new(range.start, range.end),
                weight: node.descendant_count(),
                parts: Vec::new(),
            });
            self.captured.len() - 1
        })
    }
}
