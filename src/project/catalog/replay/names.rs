//! Which table a name means at one moment of the history, and where a new one goes.

use crate::extract::ObjectName;
use crate::fact::Dialect;

use super::super::{Table, TableId};
use super::Replay;

/// The schema that temporary tables are held in until the end.
pub(super) const TEMPORARY: &str = "pg_temp";

impl Replay {
    pub(super) fn set_search_path(&mut self, schemas: &[String]) {
        self.search_path = schemas.iter().filter(|schema| !schema.starts_with('$')).cloned().collect();
        if !self.search_path.is_empty() {
            self.catalog.search_path.clone_from(&self.search_path);
        }
    }

    /// The default schema has no name, so that `public.users` and `users` are one.
    pub(super) fn plain_schema(&self, schema: &str) -> Option<String> {
        let unnamed = self.dialect() != Dialect::Mysql && self.catalog.is_default_schema(schema);
        (!unnamed).then(|| schema.to_owned())
    }

    pub(super) fn schema_for_new(&self, name: &ObjectName) -> Option<String> {
        match &name.schema {
            Some(schema) => self.plain_schema(schema),
            None => self.search_path.first().and_then(|schema| self.plain_schema(schema)),
        }
    }

    /// Names of PostgreSQL come folded; elsewhere case makes no difference.
    pub(super) fn same_name(&self, one: &str, other: &str) -> bool {
        one == other || (self.dialect() != Dialect::Postgres && one.eq_ignore_ascii_case(other))
    }

    fn called(&self, name: &str) -> Vec<TableId> {
        let all = self.catalog.by_name.get(&name.to_lowercase()).map(Vec::as_slice).unwrap_or_default();
        let exact: Vec<TableId> = all.iter().copied().filter(|&id| self.catalog.get(id).name == name).collect();
        if !exact.is_empty() || self.dialect() == Dialect::Postgres { exact } else { all.to_vec() }
    }

    /// The table of just this schema.
    pub(super) fn exactly(&self, schema: Option<&str>, name: &str) -> Option<TableId> {
        self.called(name).into_iter().find(|&id| self.catalog.get(id).schema.as_deref() == schema)
    }

    /// The table that a statement means: of several schemas the first of the search path, else the only one.
    pub(super) fn find(&self, name: &ObjectName) -> Option<TableId> {
        let found = self.called(&name.name);
        let schema_of = |id: TableId| self.catalog.get(id).schema.as_deref();
        let standing_in = |schema: Option<&str>| found.iter().copied().find(|&id| schema_of(id) == schema);
        if let Some(schema) = &name.schema {
            let wanted = self.plain_schema(schema);
            let of_no_database = || if self.is_mysql() { standing_in(None) } else { None };
            return standing_in(wanted.as_deref()).or_else(of_no_database);
        }
        let on_path = || self.search_path.iter().find_map(|schema| standing_in(self.plain_schema(schema).as_deref()));
        let only = || match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        standing_in(Some(TEMPORARY)).or_else(on_path).or_else(|| standing_in(None)).or_else(only)
    }

    /// What a foreign key holds of the table it points at.
    pub(super) fn whole_name(&self, name: &ObjectName) -> ObjectName {
        match self.find(name) {
            Some(id) => name_of(self.catalog.get(id)),
            None => ObjectName { schema: self.schema_for_new(name), name: name.name.clone() },
        }
    }

    /// Whether two names, as tables and foreign keys hold them, are one.
    pub(super) fn same_object(&self, one: &ObjectName, other: &ObjectName) -> bool {
        one.schema == other.schema && self.same_name(&one.name, &other.name)
    }
}

pub(super) fn name_of(table: &Table) -> ObjectName {
    ObjectName { schema: table.schema.clone(), name: table.name.clone() }
}
