//! Many wishes to few indexes. Columns that must equal one value may stand in any order, so that a shorter wish can be
//! the beginning of a longer one; what follows them, a range or an order, is never mixed with another.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Request;
use crate::fact::Dialect;
use crate::project::Project;
use crate::project::catalog::{Catalog, Table, redundant_indexes};
use crate::resolve::seek::{KeyOf, WantedKey, statement, written_keys};
use crate::text::Place;

/// More new indexes than these make a table's writes too slow to propose them unseen.
const MOST_FOR_A_TABLE: usize = 3;

#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub proposals: Vec<Proposal>,
    pub drops: Vec<Drop>,
}

/// An index to make.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub table: String,
    pub keys: String,
    pub statement: String,
    pub serves: Vec<Served>,
    /// An index that it makes needless.
    pub replaces: Option<String>,
}

/// A query or a foreign key that an index serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Served {
    pub path: Arc<str>,
    /// From 1.
    pub line: usize,
    pub foreign_key: bool,
}

/// An index that another one makes needless.
#[derive(Clone, Debug)]
pub struct Drop {
    pub table: String,
    pub index: String,
    pub covered_by: String,
    pub statement: String,
    pub defined: Place,
}

/// An index in the making.
struct Draft<'r> {
    /// Sets of columns that must equal one value; within a set their order is still free.
    equal: Vec<Vec<KeyOf>>,
    /// A range or an order.
    rest: Vec<WantedKey>,
    serves: Vec<&'r Request>,
}

pub fn plan(project: &Project, requests: &[Request]) -> Plan {
    let mut plan = Plan::default();
    let mut by_table: BTreeMap<(usize, usize), Vec<&Request>> = BTreeMap::new();
    for request in requests {
        by_table.entry((request.database, request.table)).or_default().push(request);
    }
    for ((database, table), requests) in by_table {
        let catalog = &project.databases[database].catalog;
        let table = catalog.get(table);
        let mut drafts = merge(requests);
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.serves.len()));
        let proposals = drafts.iter().take(MOST_FOR_A_TABLE).map(|draft| proposal(catalog, table, draft));
        plan.proposals.extend(proposals);
    }
    for database in &project.databases {
        for table in database.catalog.tables().iter().filter(|table| table.partial.is_none()) {
            plan.drops.extend(drops(&database.catalog, table));
        }
    }
    plan.proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.serves.len()));
    plan
}

/// The widest wishes first, so that narrower ones find what they can be the beginning of.
fn merge(mut requests: Vec<&Request>) -> Vec<Draft<'_>> {
    requests.sort_by_key(|request| std::cmp::Reverse(request.wanted.keys.len()));
    let mut drafts: Vec<Draft> = Vec::new();
    for request in requests {
        let (equal, rest) = request.wanted.keys.split_at(request.wanted.equal);
        let equal: Vec<KeyOf> = equal.iter().map(|key| key.of.clone()).collect();
        match drafts.iter_mut().find_map(|draft| draft.serve(&equal, rest).then_some(draft)) {
            Some(draft) => draft.serves.push(request),
            None => drafts.push(Draft { equal: vec![equal], rest: rest.to_vec(), serves: vec![request] }),
        }
    }
    drafts
}

impl Draft<'_> {
    /// Whether it serves these keys too; it may settle the order of its own columns for that.
    fn serve(&mut self, equal: &[KeyOf], rest: &[WantedKey]) -> bool {
        let own: Vec<&KeyOf> = self.equal.iter().flatten().collect();
        if !rest.is_empty() {
            let same = own.len() == equal.len() && equal.iter().all(|key| own.contains(&key));
            return same && self.rest.starts_with(rest);
        }
        let mut left: Vec<&KeyOf> = equal.iter().collect();
        for at in 0..self.equal.len() {
            if left.is_empty() {
                return true;
            }
            let (wanted, others): (Vec<KeyOf>, Vec<KeyOf>) =
                self.equal[at].iter().cloned().partition(|key| left.contains(&key));
            left.retain(|key| !wanted.contains(key));
            if others.is_empty() {
                continue;
            }
            // Nothing of this set may stand before what is still to come.
            if !left.is_empty() {
                return false;
            }
            self.equal.splice(at..=at, [wanted, others].into_iter().filter(|set| !set.is_empty()));
            return true;
        }
        left.is_empty()
    }

    fn keys(&self) -> Vec<WantedKey> {
        let equal = self.equal.iter().flatten().map(|of| WantedKey { of: of.clone(), descending: false });
        equal.chain(self.rest.iter().cloned()).collect()
    }
}

fn proposal(catalog: &Catalog, table: &Table, draft: &Draft) -> Proposal {
    let keys = draft.keys();
    let begins = |index: &&crate::project::catalog::Index| {
        let columns: Option<Vec<KeyOf>> =
            (0..index.keys.len()).map(|at| index.column_at(at).map(KeyOf::Column)).collect();
        let plain = !index.unique && index.predicate.is_none() && index.is_btree();
        plain
            && columns.is_some_and(|columns| {
                columns.len() < keys.len() && columns.iter().eq(keys.iter().take(columns.len()).map(|key| &key.of))
            })
    };
    let served = |one: &&Request| Served { path: one.place.path.clone(), line: one.line, foreign_key: one.foreign_key };
    let mut serves: Vec<Served> = draft.serves.iter().map(served).collect();
    serves.sort();
    serves.dedup();
    Proposal {
        table: table.shown(),
        keys: written_keys(table, &keys),
        statement: statement(catalog.dialect, table, &keys),
        serves,
        replaces: table.indexes.iter().find(begins).map(|index| index.name.clone()),
    }
}

fn drops<'c>(catalog: &'c Catalog, table: &'c Table) -> impl Iterator<Item = Drop> + 'c {
    let redundant = redundant_indexes(catalog, table).into_iter();
    redundant.filter(|one| !table.indexes[one.index].implied).map(|one| {
        let index = &table.indexes[one.index];
        let statement = match catalog.dialect {
            Dialect::Postgres => format!("DROP INDEX CONCURRENTLY {}", index.name),
            Dialect::Mysql => format!("DROP INDEX {} ON {}", index.name, table.shown()),
            _ => format!("DROP INDEX {}", index.name),
        };
        Drop {
            table: table.shown(),
            index: index.name.clone(),
            covered_by: table.indexes[one.covered_by].name.clone(),
            statement,
            defined: index.defined.clone(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::catalog::ColumnId;
    use crate::resolve::seek::{Purpose, Wanted};
    use crate::text::Span;

    /// Letters are columns; what stands behind a bar is an order.
    fn request(keys: &str) -> Request {
        let equal = keys.find('|').unwrap_or(keys.len());
        let key = |letter: char| WantedKey { of: KeyOf::Column(ColumnId(u32::from(letter))), descending: false };
        let keys = keys.chars().filter(|letter| *letter != '|').map(key).collect();
        let place = Place { path: "a.sql".into(), span: Span::default() };
        let wanted = Wanted { keys, equal, purpose: Purpose::Narrow, asked: Span::default() };
        Request { database: 0, table: 0, wanted, place, line: 1, foreign_key: false }
    }

    fn merged(wishes: &[&str]) -> Vec<String> {
        let requests: Vec<Request> = wishes.iter().map(|keys| request(keys)).collect();
        let letter = |key: &WantedKey| match key.of {
            KeyOf::Column(ColumnId(number)) => char::from_u32(number).unwrap(),
            KeyOf::Expression(_) => '?',
        };
        merge(requests.iter().collect()).iter().map(|draft| draft.keys().iter().map(letter).collect()).collect()
    }

    #[test]
    fn shorter_wishes_begin_longer_ones() {
        assert_eq!(merged(&["a", "ab"]), ["ab"]);
        assert_eq!(merged(&["ab", "b"]), ["ba"]);
        assert_eq!(merged(&["abc", "cb", "c"]), ["cba"]);
        assert_eq!(merged(&["ab", "a", "b"]), ["ab", "b"]);
        assert_eq!(merged(&["ab|x", "b"]), ["bax"]);
    }

    #[test]
    fn orders_are_never_mixed() {
        assert_eq!(merged(&["a|x", "a|y", "a"]), ["ax", "ay"]);
        assert_eq!(merged(&["a|xy", "a|x"]), ["axy"]);
        assert_eq!(merged(&["|x", "x"]), ["x", "x"], "an order and an equality are not known to be one");
    }
}
