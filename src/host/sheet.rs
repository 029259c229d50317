//! A syntax tree laid flat: its nodes in the order of the file, read with one cursor. Patterns are matched on it.

use tree_sitter::{Node, Tree};

use crate::text::Span;

/// A node of the tree.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub kind: u16,
    /// The field of its parent that it stands in; 0 for none.
    pub field: u16,
    pub named: bool,
    pub span: Span,
    /// The root is its own.
    pub parent: u32,
    /// The row behind its last descendant.
    pub next: u32,
}

#[derive(Debug)]
pub struct Sheet<'t> {
    pub text: &'t str,
    pub rows: Vec<Row>,
}

impl<'t> Sheet<'t> {
    /// Signs that stand in no field and are not `kept` are left out.
    pub fn read(tree: &Tree, text: &'t str, kept: impl Fn(u16) -> bool) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        let mut cursor = tree.walk();
        loop {
            let at = rows.len() as u32;
            let node = cursor.node();
            let field = cursor.field_id().map_or(0, |field| field.get());
            let is_kept = node.is_named() || field != 0 || kept(node.kind_id());
            if is_kept {
                rows.push(row(node, field, open.last().copied().unwrap_or(0), at + 1));
            }
            if is_kept && cursor.goto_first_child() {
                open.push(at);
                continue;
            }
            while !cursor.goto_next_sibling() {
                cursor.goto_parent();
                let Some(parent) = open.pop() else { return Self { text, rows } };
                rows[parent as usize].next = rows.len() as u32;
            }
        }
    }
}

fn row(node: Node<'_>, field: u16, parent: u32, next: u32) -> Row {
    let range = node.byte_range();
    Row { kind: node.kind_id(), field, named: node.is_named(), span: Span::new(range.start, range.end), parent, next }
}
