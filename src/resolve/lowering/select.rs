//! A query whose tables are named by the columns it uses, as SQLAlchemy and Diesel build it.

use super::Ground;
use super::condition::Test;
use super::draft::{Draft, column};
use crate::extract::{Join, Lock, Statement, Term};
use crate::fact::{Clause, QueryRole, StatementKind};
use crate::project::models::{Attribute, ClassId, Hop};
use crate::text::Span;

/// What a table of a query is known by: its class, and the call that gave it another name.
pub type Known = (ClassId, Option<Span>);

#[derive(Clone)]
pub struct Entity {
    pub known: Known,
    pub table: String,
    /// What its columns are qualified with.
    pub name: String,
    pub join: Join,
    pub on: Option<Test>,
    /// What ties it is written, but not known.
    pub tied: bool,
    pub span: Span,
}

pub enum Result {
    Whole(usize),
    Term(Term),
}

/// A query while it is built.
pub struct Select<'g> {
    pub ground: Ground<'g>,
    pub entities: Vec<Entity>,
    /// Those of the queries around it.
    pub around: Vec<Entity>,
    pub results: Vec<(Result, Span)>,
    pub tests: Vec<(Clause, Test, Span)>,
    pub sorts: Vec<(Term, bool, Option<bool>)>,
    pub ordered: bool,
    pub limit: Option<(Option<i64>, Span)>,
    /// The call asks for one row.
    pub limit_implied: bool,
    pub offset: Option<(Option<i64>, Span)>,
    pub keys: Vec<Term>,
    pub grouped: bool,
    pub distinct: bool,
    pub distinct_on: bool,
    pub lock: Option<Lock>,
    pub patched: bool,
}

impl<'g> Select<'g> {
    pub fn new(ground: Ground<'g>) -> Self {
        Self {
            ground,
            entities: Vec::new(),
            around: Vec::new(),
            results: Vec::new(),
            tests: Vec::new(),
            sorts: Vec::new(),
            ordered: false,
            limit: None,
            limit_implied: false,
            offset: None,
            keys: Vec::new(),
            grouped: false,
            distinct: false,
            distinct_on: false,
            lock: None,
            patched: false,
        }
    }

    /// The table, if the query reads it already, or a query around it does.
    pub fn name_of(&self, known: Known) -> Option<&str> {
        let found = self.entities.iter().chain(&self.around).find(|entity| entity.known == known);
        found.map(|entity| entity.name.as_str())
    }

    /// Adds a table, joined to those before it.
    pub fn add(&mut self, known: Known, join: Join, span: Span) -> usize {
        let table = self.ground.models.get(known.0).table.clone();
        let all = self.entities.iter().chain(&self.around);
        let taken = all.filter(|entity| entity.table == table).count();
        let name = if taken > 0 || known.1.is_some() { format!("{table}_{}", taken + 1) } else { table.clone() };
        self.entities.push(Entity { known, table, name, join, on: None, tied: false, span });
        self.entities.len() - 1
    }

    /// The table, which the query reads from now on.
    pub fn read(&mut self, known: Known, span: Span) -> String {
        match self.name_of(known) {
            Some(name) => name.to_owned(),
            None => {
                let at = self.add(known, Join::Comma, span);
                self.entities[at].name.clone()
            }
        }
    }

    /// A column of a class; None when the class has none of that name.
    pub fn column(&mut self, known: Known, attribute: &str, span: Span) -> Option<Term> {
        match self.ground.models.get(known.0).attributes.get(attribute)? {
            Attribute::Column { name, table: None, .. } => {
                let qualifier = self.read(known, span);
                Some(column(Some(&qualifier), name, span))
            }
            _ => None,
        }
    }

    /// Joins a table by one key.
    pub fn join(&mut self, from: usize, known: Known, hop: &Hop, join: Join, span: Span) {
        let left = column(Some(&self.entities[from].name), &hop.from, span);
        let at = self.add(known, join, span);
        let right = column(Some(&self.entities[at].name), &hop.to, span);
        // The key that is pointed at stands first.
        let (first, second) = if hop.direct { (right, left) } else { (left, right) };
        self.entities[at].on = Some(Test::of(crate::fact::Operator::Equal, "=", first, vec![second], span));
    }

    /// The key that ties a class to one of the tables read so far, when there is but one.
    pub fn only_way(&self, class: ClassId) -> Option<(usize, Hop)> {
        let catalog = self.ground.catalog?;
        let target = catalog.table(&self.ground.models.get(class).table)?;
        let mut found: Vec<(usize, Hop)> = Vec::new();
        for (at, entity) in self.entities.iter().enumerate() {
            let Some(own) = catalog.table(&entity.table) else { continue };
            for (from, to, direct) in [(own, target, true), (target, own, false)] {
                for key in &from.foreign_keys {
                    let [column] = key.columns.as_slice() else { continue };
                    if !catalog.table(&key.target.to_string()).is_some_and(|table| std::ptr::eq(table, to)) {
                        continue;
                    }
                    let near = from.name_of(*column).to_owned();
                    let far = match (key.target_columns.as_slice(), to.primary_key.as_slice()) {
                        ([only], _) => only.clone(),
                        ([], [only]) => to.name_of(*only).to_owned(),
                        _ => continue,
                    };
                    let (from, to) = if direct { (near, far) } else { (far, near) };
                    found.push((at, Hop { table: target.name.clone(), from, to, direct }));
                }
                if std::ptr::eq(own, target) {
                    break;
                }
            }
        }
        if found.len() == 1 { found.pop() } else { None }
    }

    /// The statement; None when it reads no table.
    pub fn finish(self, kind: StatementKind) -> Option<Statement> {
        if self.entities.is_empty() {
            return None;
        }
        let sent = self.ground.sent;
        let mut draft = Draft::new(kind, self.ground.dialect, sent);
        let role = if kind == StatementKind::Select { QueryRole::Top } else { QueryRole::Change };
        let query = draft.add_query(role, None, sent);
        if kind != StatementKind::Select {
            draft.statement.table = Some(self.entities[0].table.clone());
        }
        let (plain, joined): (Vec<&Entity>, Vec<&Entity>) =
            self.entities.iter().partition(|entity| matches!(entity.join, Join::Comma | Join::First));
        for (at, entity) in plain.into_iter().chain(joined).enumerate() {
            let alias = Some(entity.name.clone()).filter(|name| *name != entity.table);
            let join = if at == 0 { Join::First } else { entity.join };
            draft.add_table(query, &entity.table, alias, join, entity.span);
            draft.query(query).tables[at].tied = entity.tied;
        }
        for entity in &self.entities {
            if let Some(test) = &entity.on {
                draft.add_condition(query, Clause::Join, test.clone(), entity.span);
            }
        }
        for (result, span) in self.results {
            match result {
                Result::Whole(at) => draft.add_all_columns(query, Some(self.entities[at].name.clone()), span),
                Result::Term(term) => draft.add_projection(query, Some(term), span),
            }
        }
        for (clause, test, span) in self.tests {
            draft.add_condition(query, clause, test, span);
        }
        draft.note_columns(query, &self.keys);
        draft.query(query).group_keys = self.keys;
        for (term, descending, nulls_first) in self.sorts {
            draft.add_sort(query, term, descending, nulls_first);
        }
        draft.page(query, self.limit, self.offset, self.limit_implied);
        let written = draft.query(query);
        written.ordered |= self.ordered;
        written.grouped = self.grouped;
        written.distinct = self.distinct;
        written.distinct_on = self.distinct_on;
        written.lock = self.lock;
        if self.patched {
            draft.patch();
        }
        Some(draft.statement)
    }
}
