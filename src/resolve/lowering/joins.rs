//! The tables of a query that is built, and how each joins those before it. Joins are made, used again and turned
//! between inner and outer as Django does it.

use super::condition::Test;
use super::draft::{Draft, column};
use crate::extract::{Join, Term};
use crate::fact::{Clause, Operator};
use crate::text::Span;

/// A table as a query reads it.
pub struct Alias {
    pub table: String,
    /// What its columns are qualified with.
    pub name: String,
    pub join: Join,
    pub parent: usize,
    /// The columns that tie it to its parent.
    pub from: String,
    pub to: String,
    /// Its rows may be missing.
    pub nullable: bool,
    pub uses: usize,
    pub span: Span,
}

/// The tables of a query, its own first.
pub struct Joins {
    pub aliases: Vec<Alias>,
}

/// A join that is asked for.
pub struct Step<'h> {
    pub table: &'h str,
    pub from: &'h str,
    pub to: &'h str,
    pub nullable: bool,
    /// It multiplies rows: only joins of the same call are used again.
    pub many: bool,
}

impl Joins {
    pub fn of(table: &str, span: Span) -> Self {
        let own = Alias {
            table: table.to_owned(),
            name: table.to_owned(),
            join: Join::First,
            parent: 0,
            from: String::new(),
            to: String::new(),
            nullable: false,
            uses: 1,
            span,
        };
        Self { aliases: vec![own] }
    }

    /// The table that a step leads to; `reusable` are those that one which multiplies rows may be, None: all.
    pub fn step(&mut self, parent: usize, step: &Step<'_>, reusable: Option<&[usize]>, span: Span) -> usize {
        let same = |at: &usize| {
            let alias = &self.aliases[*at];
            *at > 0
                && alias.parent == parent
                && alias.table == step.table
                && alias.from == step.from
                && alias.to == step.to
                && (!step.many || reusable.is_none_or(|reusable| reusable.contains(at)))
        };
        if let Some(found) = (0..self.aliases.len()).rev().find(same) {
            self.aliases[found].uses += 1;
            return found;
        }
        let outer = self.aliases[parent].join == Join::Left || step.nullable;
        let taken = self.aliases.iter().any(|alias| alias.table == step.table);
        let name = if taken { format!("T{}", self.aliases.len() + 1) } else { step.table.to_owned() };
        self.aliases.push(Alias {
            table: step.table.to_owned(),
            name,
            join: if outer { Join::Left } else { Join::Inner },
            parent,
            from: step.from.to_owned(),
            to: step.to.to_owned(),
            nullable: step.nullable,
            uses: 1,
            span,
        });
        self.aliases.len() - 1
    }

    pub fn column(&self, alias: usize, name: &str, span: Span) -> Term {
        column(Some(&self.aliases[alias].name), name, span)
    }

    pub fn is_outer(&self, alias: usize) -> bool {
        self.aliases[alias].join == Join::Left
    }

    pub fn inner(&self) -> Vec<usize> {
        (0..self.aliases.len()).filter(|&at| self.aliases[at].join == Join::Inner).collect()
    }

    /// Outer where rows may be missing, with all that hangs on it.
    pub fn promote(&mut self, aliases: Vec<usize>) {
        let mut open = aliases;
        while let Some(at) = open.pop() {
            if at == 0 {
                continue;
            }
            let outer_parent = self.is_outer(self.aliases[at].parent);
            if (self.aliases[at].nullable || outer_parent) && !self.is_outer(at) {
                self.aliases[at].join = Join::Left;
                let hangs = |other: &usize| self.aliases[*other].parent == at && *other != at;
                open.extend((1..self.aliases.len()).filter(hangs));
            }
        }
    }

    pub fn demote(&mut self, aliases: Vec<usize>) {
        let mut open = aliases;
        while let Some(at) = open.pop() {
            if self.is_outer(at) {
                self.aliases[at].join = Join::Inner;
                let parent = self.aliases[at].parent;
                if self.aliases[parent].join == Join::Inner {
                    open.push(parent);
                }
            }
        }
    }

    /// Writes the tables that are used into a query, with the tests that tie them.
    pub fn write(&self, draft: &mut Draft, query: usize) {
        let mut used: Vec<bool> = self.aliases.iter().map(|alias| alias.uses > 0).collect();
        for at in (1..used.len()).rev().filter(|&at| self.aliases[at].uses > 0) {
            used[self.aliases[at].parent] = true;
        }
        for (alias, _) in self.aliases.iter().zip(&used).filter(|(_, used)| **used) {
            let renamed = Some(alias.name.clone()).filter(|name| *name != alias.table);
            draft.add_table(query, &alias.table, renamed, alias.join, alias.span);
        }
        let joined = self.aliases.iter().enumerate().skip(1).filter(|(at, _)| used[*at]);
        for (at, alias) in joined {
            let left = self.column(alias.parent, &alias.from, alias.span);
            let right = self.column(at, &alias.to, alias.span);
            let test = Test::of(Operator::Equal, "=", left, vec![right], alias.span);
            draft.add_condition(query, Clause::Join, test, alias.span);
        }
    }
}
