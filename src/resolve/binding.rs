//! Which column an unqualified name means, as the engine looks for it: in the tables of the query, then in those of
//! the queries around it. Only what the schema proves.

use super::scope::Scope;

/// What an unqualified name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A column of one table: its query, and its position there.
    Table(usize, usize),
    /// A column that two tables of a query have.
    Several(usize, usize, usize),
    /// A column of no table here or further out.
    Nothing,
    Unknown,
}

impl Scope<'_> {
    pub fn binding(&self, name: &str) -> Binding {
        let mut query = self.query;
        loop {
            let current = &self.statement.queries[query];
            // What an INSERT stores may name the table it goes to.
            if current.values.is_some() {
                return Binding::Unknown;
            }
            let mut owners = Vec::new();
            for (at, table) in current.tables.iter().enumerate() {
                match self.has(table, name) {
                    Some(true) => owners.push(at),
                    Some(false) => {}
                    None => return Binding::Unknown,
                }
            }
            match (owners.as_slice(), current.parent) {
                ([only], _) => return Binding::Table(query, *only),
                // USING and NATURAL make one column of two.
                ([_, _, ..], _) if current.tables.iter().any(|table| table.tied) => return Binding::Unknown,
                ([first, second, ..], _) => return Binding::Several(query, *first, *second),
                ([], Some(parent)) if parent < query => query = parent,
                ([], None) => return Binding::Nothing,
                ([], Some(_)) => return Binding::Unknown,
            }
        }
    }
}
