//! Enums, domains and other types of the schema, and schemas themselves.

use crate::extract::{Action, ObjectName};
use crate::text::Place;

use super::super::{TableId, TypeFamily, UserType, UserTypeKind};
use super::Replay;

impl Replay {
    /// Changes of anything but tables, views and indexes.
    pub(super) fn apply_to_types(&mut self, action: &Action, place: Place) {
        match action {
            Action::CreateEnum { name, values } => self.create_type(name, UserTypeKind::Enum(values.clone()), place),
            Action::CreateDomain { name, base, not_null } => {
                self.create_type(name, UserTypeKind::Domain { base: base.clone(), not_null: *not_null }, place);
            }
            Action::CreateType { name } => self.create_type(name, UserTypeKind::Other, place),
            Action::AddEnumValue { name, value } => {
                if let Some(values) = self.enum_values(name)
                    && !values.contains(value)
                {
                    values.push(value.clone());
                }
            }
            Action::RenameEnumValue { name, value, to } => {
                if let Some(known) =
                    self.enum_values(name).and_then(|values| values.iter_mut().find(|known| *known == value))
                {
                    to.clone_into(known);
                }
            }
            Action::RenameType { name, to } => self.rename_type(name, to),
            Action::DropType { name, .. } => {
                if let Some(at) = self.type_at(name) {
                    self.catalog.types.remove(at);
                }
            }
            Action::RenameSchema { name, to } => self.rename_schema(name, to),
            Action::DropSchema { name, cascade } if *cascade || self.is_mysql() => self.drop_schema(name, &place),
            _ => {}
        }
    }

    fn create_type(&mut self, name: &ObjectName, kind: UserTypeKind, place: Place) {
        if self.type_at(name).is_none() {
            let schema = self.schema_for_new(name);
            self.catalog.types.push(UserType { schema, name: name.name.clone(), kind, defined: place });
        }
    }

    fn type_at(&self, name: &ObjectName) -> Option<usize> {
        self.catalog.types.iter().position(|known| self.same_name(&known.name, &name.name))
    }

    fn enum_values(&mut self, name: &ObjectName) -> Option<&mut Vec<String>> {
        let at = self.type_at(name)?;
        match &mut self.catalog.types[at].kind {
            UserTypeKind::Enum(values) => Some(values),
            _ => None,
        }
    }

    /// Columns spell their type's name, so they change with it.
    fn rename_type(&mut self, name: &ObjectName, to: &str) {
        let Some(at) = self.type_at(name) else { return };
        let old = std::mem::replace(&mut self.catalog.types[at].name, to.to_owned());
        for table in &mut self.catalog.tables {
            for column in table.columns.iter_mut().filter(|column| {
                matches!(column.ty.family, TypeFamily::Enum | TypeFamily::Other)
                    && column
                        .ty
                        .written
                        .rsplit('.')
                        .next()
                        .is_some_and(|bare| bare.trim_end_matches("[]").eq_ignore_ascii_case(&old))
            }) {
                let array = if column.ty.array { "[]" } else { "" };
                column.ty.written = format!("{}{array}", to.to_lowercase());
            }
        }
    }

    fn rename_schema(&mut self, name: &str, to: &str) {
        let old = self.plain_schema(name);
        let new = self.plain_schema(to);
        for table in &mut self.catalog.tables {
            if table.schema == old {
                table.schema.clone_from(&new);
            }
            let targets = table.foreign_keys.iter_mut().map(|key| &mut key.target);
            for target in targets.chain(&mut table.parent).filter(|target| target.schema == old) {
                target.schema.clone_from(&new);
            }
        }
        self.catalog.index_names();
    }

    fn drop_schema(&mut self, name: &str, place: &Place) {
        let Some(schema) = self.plain_schema(name) else {
            return self.drop_all(None, place);
        };
        self.drop_all(Some(&schema), place);
    }

    fn drop_all(&mut self, schema: Option<&str>, place: &Place) {
        // From the last, so that positions before it stay.
        let within: Vec<TableId> =
            (0..self.catalog.tables.len()).filter(|&id| self.catalog.tables[id].schema.as_deref() == schema).collect();
        for id in within.into_iter().rev() {
            let name = super::names::name_of(self.catalog.get(id));
            self.removals.table(self.catalog.get(id), place);
            self.remove(id);
            self.forget_target(&name);
        }
        let schema = schema.map(str::to_owned);
        self.catalog.types.retain(|known| known.schema != schema);
    }

    /// Foreign keys that point at a table that is gone are gone too, where the engine does not let them dangle.
    pub(super) fn forget_target(&mut self, name: &ObjectName) {
        if !self.is_postgres() {
            return;
        }
        for table in &mut self.catalog.tables {
            table.foreign_keys.retain(|key| key.target != *name);
        }
    }
}
