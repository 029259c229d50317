//! Enums, domains and schemas, and what a column of such a type is.

use crate::extract::{Action, ObjectName};
use crate::text::Place;

use super::super::{SqlType, TableId, TypeFamily, UserType, UserTypeKind};
use super::Replay;
use super::names::name_of;

/// Domains over domains end somewhere.
const DEEPEST_DOMAIN: usize = 8;

impl Replay {
    pub(super) fn apply_to_types(&mut self, action: &Action, place: Place) {
        match action {
            Action::CreateEnum { name, values } => self.create_type(name, UserTypeKind::Enum(values.clone()), place),
            Action::CreateDomain { name, base, not_null } => {
                let kind = UserTypeKind::Domain { base: base.clone(), not_null: *not_null };
                self.create_type(name, kind, place);
            }
            Action::CreateType { name } => self.create_type(name, UserTypeKind::Other, place),
            Action::AddEnumValue { name, value } => {
                if let Some(values) = self.values_of(name).filter(|values| !values.contains(value)) {
                    values.push(value.clone());
                }
            }
            Action::RenameEnumValue { name, value, to } => {
                let values = self.values_of(name).into_iter().flatten();
                values.filter(|own| *own == value).for_each(|own| own.clone_from(to));
            }
            Action::RenameType { name, to } => self.rename_type(name, to),
            Action::DropType { name, cascade } => self.drop_type(name, *cascade),
            Action::RenameSchema { name, to } => self.rename_schema(name, to),
            Action::DropSchema { name, .. } => self.drop_schema(name, &place),
            _ => {}
        }
    }

    /// The type, and whether it forbids NULL.
    pub(super) fn type_of(&self, written: &str) -> (SqlType, bool) {
        let mut ty = SqlType::parse(written, self.dialect());
        let mut not_null = false;
        let mut name = ty.written.clone();
        for _ in 0..DEEPEST_DOMAIN {
            if ty.family != TypeFamily::Other {
                break;
            }
            let bare = bare_name(&name);
            match self.catalog.types.iter().find(|known| known.name.eq_ignore_ascii_case(bare)).map(|known| &known.kind)
            {
                Some(UserTypeKind::Enum(_)) => ty.family = TypeFamily::Enum,
                Some(UserTypeKind::Domain { base, not_null: forbids }) => {
                    let base = SqlType::parse(base, self.dialect());
                    not_null |= forbids;
                    name.clone_from(&base.written);
                    ty = SqlType { written: ty.written, array: ty.array || base.array, ..base };
                }
                _ => break,
            }
        }
        (ty, not_null)
    }

    fn type_at(&self, name: &ObjectName) -> Option<usize> {
        let schema = self.schema_for_new(name);
        let called = |known: &UserType| self.same_name(&known.name, &name.name);
        let exact = self.catalog.types.iter().position(|known| called(known) && known.schema == schema);
        exact.or_else(|| self.catalog.types.iter().position(called).filter(|_| name.schema.is_none()))
    }

    fn values_of(&mut self, name: &ObjectName) -> Option<&mut Vec<String>> {
        let at = self.type_at(name)?;
        match &mut self.catalog.types[at].kind {
            UserTypeKind::Enum(values) => Some(values),
            _ => None,
        }
    }

    fn create_type(&mut self, name: &ObjectName, kind: UserTypeKind, place: Place) {
        let schema = self.schema_for_new(name);
        let known = UserType { schema, name: name.name.clone(), kind, defined: place };
        match self.type_at(&ObjectName { schema: known.schema.clone(), name: known.name.clone() }) {
            Some(at) => self.catalog.types[at] = known,
            None => self.catalog.types.push(known),
        }
    }

    fn rename_type(&mut self, name: &ObjectName, to: &str) {
        let Some(at) = self.type_at(name) else { return };
        let from = std::mem::replace(&mut self.catalog.types[at].name, to.to_owned());
        for column in self.catalog.tables.iter_mut().flat_map(|table| &mut table.columns) {
            if bare_name(&column.ty.written) == from.to_lowercase() {
                column.ty.written = column.ty.written.replacen(&from.to_lowercase(), &to.to_lowercase(), 1);
            }
        }
    }

    fn drop_type(&mut self, name: &ObjectName, cascade: bool) {
        let Some(at) = self.type_at(name) else { return };
        let gone = self.catalog.types.remove(at);
        if !cascade {
            return;
        }
        for id in 0..self.catalog.tables.len() {
            let table = self.catalog.get(id);
            let is_of_it = |written: &str| bare_name(written) == gone.name.to_lowercase();
            let columns: Vec<String> = table
                .columns
                .iter()
                .filter(|column| is_of_it(&column.ty.written))
                .map(|column| column.name.clone())
                .collect();
            let name = name_of(table);
            for column in columns {
                self.drop_column(&name, &column, true, true, gone.defined.clone());
            }
        }
    }

    fn tables_in(&self, schema: Option<&str>) -> Vec<TableId> {
        let all = self.catalog.tables.iter().enumerate();
        all.filter(|(_, table)| table.schema.as_deref() == schema).map(|(id, _)| id).collect()
    }

    fn rename_schema(&mut self, name: &str, to: &str) {
        let (from, to) = (self.plain_schema(name), self.plain_schema(to));
        for id in self.tables_in(from.as_deref()) {
            let name = self.catalog.get(id).name.clone();
            self.give_name(id, ObjectName { schema: to.clone(), name });
        }
        for known in self.catalog.types.iter_mut().filter(|known| known.schema == from) {
            known.schema.clone_from(&to);
        }
    }

    fn drop_schema(&mut self, name: &str, place: &Place) {
        let schema = self.plain_schema(name);
        while let Some(id) = self.tables_in(schema.as_deref()).first() {
            self.drop_found(*id, true, place);
        }
        self.catalog.types.retain(|known| known.schema != schema);
    }
}

/// A type without schema, quotes, size and brackets.
fn bare_name(written: &str) -> &str {
    let end = written.find(['[', '(']).unwrap_or(written.len());
    let name = written[..end].trim_end();
    let name = name.strip_suffix(" array").unwrap_or(name);
    name.rsplit('.').next().unwrap_or(name).trim_matches(['"', '`'])
}
