//! What is said of one table. A program that runs on several engines has its schema once for each of them: what the
//! schema of an earlier one says as well is not said again.

use crate::fact::{Column, Facts, ForeignKey, Index, Table};
use crate::text::{FileRole, Place};

pub struct Story {
    pub table: Option<Table>,
    pub columns: Vec<Column>,
    pub indexes: Vec<Index>,
    pub foreign_keys: Vec<ForeignKey>,
}

impl Story {
    pub fn add_to(self, facts: &mut Facts) {
        facts.tables.extend(self.table);
        facts.columns.extend(self.columns);
        facts.indexes.extend(self.indexes);
        facts.foreign_keys.extend(self.foreign_keys);
    }

    /// Leaves out what the story of the same table on another engine tells as well.
    pub fn leave_out(&mut self, other: &Story) {
        self.table.take_if(|own| other.table.as_ref().is_some_and(|other| own.tells_the_same(other)));
        self.columns.retain(|own| !other.columns.iter().any(|other| own.tells_the_same(other)));
        self.indexes.retain(|own| !other.indexes.iter().any(|other| own.tells_the_same(other)));
        self.foreign_keys.retain(|own| !other.foreign_keys.iter().any(|other| own.tells_the_same(other)));
    }
}

trait Told: Clone + PartialEq {
    fn place(&mut self) -> &mut Place;
    /// Takes out what engines write differently.
    fn simplify(&mut self);
    /// Takes out what the other one tells beyond this one.
    fn overlook_more(&self, _other: &mut Self) {}

    fn tells_the_same(&self, other: &Self) -> bool {
        let (mut own, mut other) = (self.clone(), other.clone());
        let same_role = FileRole::of(&own.place().path) == FileRole::of(&other.place().path);
        other.place().clone_from(own.place());
        own.overlook_more(&mut other);
        own.simplify();
        other.simplify();
        same_role && own == other
    }
}

impl Told for Table {
    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn simplify(&mut self) {
        plain(&mut self.name);
        self.numbered_column.iter_mut().for_each(plain);
        self.numbered_place = None;
    }
}

impl Told for Column {
    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn simplify(&mut self) {
        [&mut self.table, &mut self.name, &mut self.type_name].into_iter().for_each(plain);
        // The order of rows matters for random keys only.
        self.clustered &= self.random_key;
        self.instead_of_list = None;
    }
}

impl Told for Index {
    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn simplify(&mut self) {
        [&mut self.name, &mut self.table, &mut self.keys].into_iter().for_each(plain);
        self.covered_by.iter_mut().chain(&mut self.covering_keys).for_each(plain);
        self.cover = None;
        self.removal = None;
    }
}

impl Told for ForeignKey {
    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn simplify(&mut self) {
        [&mut self.table, &mut self.columns, &mut self.target, &mut self.target_columns].into_iter().for_each(plain);
        self.type_name.iter_mut().chain(&mut self.target_type).for_each(plain);
        self.target_column_place = None;
        self.type_cost = None;
        self.wanted_index = None;
    }

    fn overlook_more(&self, other: &mut Self) {
        if !self.types_differ {
            (other.types_differ, other.type_name, other.target_type) = (false, None, None);
        }
    }
}

fn plain(text: &mut String) {
    *text = text.to_lowercase();
    text.retain(|letter| !letter.is_whitespace());
}
