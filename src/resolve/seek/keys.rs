//! Tests to keys: the column or expression that a test looks up, and how it bounds it. What no index could serve
//! gives no key.

use super::View;
use super::expression::canonical;
use super::narrowing::Test;
use super::pattern::{self, Fixes};
use crate::extract::{Column, Operand, Predicate, Term};
use crate::fact::{Conversion, LiteralType, Operator, Origin};
use crate::project::catalog::{ColumnId, SqlType, Table, TypeFamily};
use crate::project::{Engine, Product};
use crate::resolve::lowering::text_of;
use crate::resolve::scope::Scope;
use crate::resolve::{casts, comparison, types};

/// What an index would have to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOf {
    Column(ColumnId),
    /// In its one form.
    Expression(String),
}

/// How a test bounds its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// One value for all rows.
    Equal,
    /// One of several values.
    OneOf,
    /// What another table of the query holds.
    Join,
    Null,
    Range,
    /// How its text begins.
    Start,
    /// A pattern that may say how it begins; the program decides.
    Pattern,
    NotNull,
    /// What it contains: elements, keys of a document.
    Inside,
    /// By a value that it is converted for, so that no index on it helps.
    Lost,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Key<'e> {
    pub of: KeyOf,
    pub bound: Bound,
    pub test: &'e Predicate,
    /// The query that the test stands in.
    pub query: usize,
    /// The order of text that the test asks for.
    pub collation: Option<&'e str>,
}

impl Bound {
    /// One value at a time, so that the next key of an index can be bound too.
    pub fn is_equal(self) -> bool {
        matches!(self, Self::Equal | Self::OneOf | Self::Join | Self::Null)
    }
}

/// The keys a test gives for a table of the query.
pub fn keys<'e>(view: View<'e>, at: usize, table: &Table, test: &Test<'e>) -> Vec<Key<'e>> {
    let scope = view.scope.inside(test.query);
    Reader { view, scope, at, table, test: test.predicate, told: test }.read()
}

struct Reader<'e, 't> {
    view: View<'e>,
    /// Of the query that the test stands in.
    scope: Scope<'e>,
    at: usize,
    table: &'t Table,
    test: &'e Predicate,
    told: &'t Test<'e>,
}

impl<'e> Reader<'e, '_> {
    fn read(&self) -> Vec<Key<'e>> {
        let product = self.view.engine.product;
        let sqlite = product == Product::Sqlite;
        let left = self.test.left.as_ref();
        match self.test.operator {
            Operator::Equal => self.both_ways(Bound::Equal),
            Operator::NotEqual => self.differs_from_a_boolean(),
            Operator::Range if self.test.negated && sqlite => Vec::new(),
            Operator::Range => self.both_ways(Bound::Range),
            Operator::Between if self.test.negated && sqlite => Vec::new(),
            Operator::Between => match left.is_some_and(|left| self.is_apart(left)) {
                true if !self.test.negated => {
                    self.test.right.iter().flat_map(|side| self.looked_up(side, Bound::Range)).collect()
                }
                true => Vec::new(),
                false => self.one_way(Bound::Range),
            },
            Operator::In => match self.test.right.as_slice() {
                [Term { operand: Operand::Literal { .. }, .. }] if self.test.sign == "IN" => self.one_way(Bound::Equal),
                _ => self.one_way(Bound::OneOf),
            },
            Operator::InQuery => self.one_way(Bound::Join),
            Operator::IsNull => left
                .filter(|left| !self.is_never_null(left))
                .map_or_else(Vec::new, |left| self.looked_up(left, Bound::Null)),
            Operator::IsNotNull => left.map(|left| self.looked_up(left, Bound::NotNull)).unwrap_or_default(),
            Operator::Like | Operator::ILike | Operator::Regex => self.matches_a_pattern(),
            Operator::Other => self.other(),
            _ => Vec::new(),
        }
    }

    fn both_ways(&self, bound: Bound) -> Vec<Key<'e>> {
        let (Some(left), [right]) = (&self.test.left, self.test.right.as_slice()) else { return Vec::new() };
        let mut found = self.side(left, std::slice::from_ref(right), bound);
        found.extend(self.side(right, std::slice::from_ref(left), bound));
        found
    }

    fn one_way(&self, bound: Bound) -> Vec<Key<'e>> {
        self.test.left.as_ref().map(|left| self.side(left, &self.test.right, bound)).unwrap_or_default()
    }

    /// A side that is looked up, when all others can be known before.
    fn side(&self, side: &'e Term, others: &'e [Term], bound: Bound) -> Vec<Key<'e>> {
        let null = |term: &Term| matches!(&term.operand, Operand::Literal { family: LiteralType::Null, .. });
        if !others.iter().all(|other| self.is_apart(other)) || bound == Bound::Equal && others.iter().any(null) {
            return Vec::new();
        }
        let joins = bound == Bound::Equal && others.iter().any(|other| self.names_another_table(other));
        let bound = if joins { Bound::Join } else { bound };
        if let Operand::Tuple(parts) = &side.operand {
            return self.row(parts, bound);
        }
        let bound = if self.is_converted(side, others) { Bound::Lost } else { bound };
        let collation = others.iter().find_map(|other| other.collation.as_deref());
        let keys = self.looked_up(side, bound).into_iter();
        keys.map(|key| Key { collation: key.collation.or(collation), ..key }).collect()
    }

    /// Whether the column that a side is has to be converted before it can be compared with the other.
    fn is_converted(&self, side: &Term, others: &[Term]) -> bool {
        let Operand::Column(column) = &side.operand else { return false };
        let Some(known) = self.name(column).and_then(|name| self.table.column(name)) else { return false };
        let ty = types::of_column(known, self.scope);
        let converts = comparison::conversion_on(self.view.engine, self.scope, self.test, &ty, others);
        matches!(converts, Some(Conversion::Column | Conversion::Error))
    }

    /// `IS NULL` of a column that is never NULL: most engines know it and do not look.
    fn is_never_null(&self, side: &Term) -> bool {
        let Operand::Column(column) = &side.operand else { return false };
        let engine = self.view.engine;
        let known = self.name(column).and_then(|name| self.table.column(name));
        let looks = engine.product == Product::Postgres && !engine.at_least(17, 0);
        !looks && known.is_some_and(|known| known.nullable.known() == Some(false))
    }

    /// `(a, b) = (1, 2)`, `(a, b) > (1, 2)`
    fn row(&self, parts: &'e [Term], bound: Bound) -> Vec<Key<'e>> {
        match bound {
            Bound::Range => match self.view.engine.product {
                Product::Mysql | Product::MariaDb => Vec::new(),
                _ => parts.first().map(|first| self.looked_up(first, bound)).unwrap_or_default(),
            },
            // SQLite looked up `(a, b) = (1, 2)` at first, and lists of such rows from 3.41 on.
            _ if bound == Bound::OneOf && is_sqlite_before_3_41(self.view.engine) => Vec::new(),
            _ => parts.iter().flat_map(|part| self.looked_up(part, bound)).collect(),
        }
    }

    /// The key that a term is, if it is made of this table's columns.
    fn looked_up(&self, term: &'e Term, bound: Bound) -> Vec<Key<'e>> {
        let key = |of, bound| {
            vec![Key { of, bound, test: self.test, query: self.told.query, collation: term.collation.as_deref() }]
        };
        if let Some(column) = self.bare(term, bound) {
            let known = self.name(column).and_then(|name| self.table.column(name));
            let Some(known) = known else { return Vec::new() };
            // MySQL compares in that order, which the index does not have; beside a value it is only how that is read.
            let mysql = matches!(self.view.engine.product, Product::Mysql | Product::MariaDb);
            let turned = term.collation.as_ref().filter(|_| mysql);
            let other = turned.is_some_and(|asked| known.collation.as_deref() != Some(asked));
            return key(KeyOf::Column(known.id), if other { Bound::Lost } else { bound });
        }
        let mut columns = Vec::new();
        term.columns(&mut columns);
        let computed = |operand: &Operand| {
            matches!(
                operand,
                Operand::Parameter
                    | Operand::Query(_)
                    | Operand::Call { aggregate: true, .. }
                    | Operand::Call { window: true, .. }
            )
        };
        let own = !columns.is_empty() && columns.iter().all(|column| self.own(column));
        if !own || self.told.is_handed_down() || term.any(&computed) {
            return Vec::new();
        }
        key(
            KeyOf::Expression(canonical(&text_of(self.view.source, self.view.scope.statement, term), self.table)),
            bound,
        )
    }

    /// The column that an engine sees, where it looks through what stands around it.
    fn bare<'a>(&self, term: &'a Term, bound: Bound) -> Option<&'a Column> {
        let engine = self.view.engine;
        let stored = |column: &Column| self.name(column).and_then(|name| self.table.column(name));
        match &term.operand {
            Operand::Column(column) => Some(column),
            Operand::Cast { value, target } => {
                let Operand::Column(column) = &value.operand else { return None };
                let target = SqlType::parse(target, self.scope.dialect());
                let ty = types::of_column(stored(column)?, self.scope);
                let idle = casts::is_seen_through(&[engine], &ty, Some(&target), None) == Some(true);
                (idle && (engine.product != Product::MariaDb || bound != Bound::Range)).then_some(column)
            }
            Operand::Call { name, arguments, .. } => {
                let Operand::Column(column) = &arguments.first()?.operand else { return None };
                let family = stored(column)?.ty.family;
                let seen = match (engine.product, name.as_str()) {
                    (Product::Postgres, "date") => family == TypeFamily::Date,
                    (Product::MariaDb, "date" | "year") => {
                        engine.at_least(11, 1) && family.is_moment() && bound != Bound::Range
                    }
                    (Product::MariaDb, "left" | "substr" | "substring") => {
                        engine.at_least(11, 8) && family.is_text() && bound == Bound::Equal
                    }
                    (Product::MariaDb, "upper" | "ucase") => {
                        let caseless = |name: &String| name.ends_with("_general_ci");
                        let column = stored(column)?;
                        engine.at_least(11, 3)
                            && column.collation.as_ref().or(self.table.collation.as_ref()).is_some_and(caseless)
                    }
                    _ => false,
                };
                seen.then_some(column)
            }
            // A plus before a column is nothing to MySQL.
            Operand::Arithmetic { terms, .. } => {
                let [Term { operand: Operand::Column(column), .. }] = terms.as_slice() else { return None };
                let plus = self.view.source.slice(term.span).trim_start().starts_with('+');
                (plus && matches!(engine.product, Product::Mysql | Product::MariaDb)).then_some(column)
            }
            _ => None,
        }
    }

    fn own(&self, column: &Column) -> bool {
        self.name(column).is_some()
    }

    /// The name of a column in this table, if it is one of it.
    fn name<'c>(&'c self, column: &'c Column) -> Option<&'c str> {
        self.told.name_in(self.view, self.at, column)
    }

    /// Whether a side can be known before this table is looked into.
    fn is_apart(&self, term: &Term) -> bool {
        let mut columns = Vec::new();
        term.columns(&mut columns);
        let product = self.view.engine.product;
        let volatile = |operand: &Operand| matches!(operand, Operand::Call { name, .. } if is_volatile(name));
        // MySQL computes a subquery once only when nothing in it is random.
        let inside = |operand: &Operand| match operand {
            Operand::Query(query) if matches!(product, Product::Mysql | Product::MariaDb) => {
                let query = self.scope.statement.queries.get(*query);
                query.is_some_and(|query| {
                    query.projections.iter().any(|item| item.term.as_ref().is_some_and(|term| term.any(&volatile)))
                })
            }
            _ => false,
        };
        let random = product != Product::Sqlite && (term.any(&volatile) || term.any(&inside));
        let opaque = matches!(&term.operand, Operand::Other(parts) if parts.is_empty());
        !random && !opaque && columns.iter().all(|column| self.told.is_apart(self.view, self.at, column))
    }

    fn names_another_table(&self, term: &Term) -> bool {
        let mut columns = Vec::new();
        term.columns(&mut columns);
        !columns.is_empty()
    }

    fn family_of(&self, term: &Term) -> Option<TypeFamily> {
        match &term.operand {
            Operand::Column(column) => Some(self.table.column(self.name(column)?)?.ty.family),
            _ => None,
        }
    }

    /// `done <> false`
    fn differs_from_a_boolean(&self) -> Vec<Key<'e>> {
        let (Some(left), [right]) = (&self.test.left, self.test.right.as_slice()) else { return Vec::new() };
        let truth = matches!(&right.operand, Operand::Literal { family: LiteralType::Boolean, .. });
        let boolean = self.family_of(left) == Some(TypeFamily::Boolean);
        match truth && boolean && self.view.engine.product != Product::Sqlite {
            true => self.looked_up(left, Bound::Equal),
            false => Vec::new(),
        }
    }

    fn matches_a_pattern(&self) -> Vec<Key<'e>> {
        let Some(left) = &self.test.left else { return Vec::new() };
        if !self.test.right.iter().all(|side| self.is_apart(side)) {
            return Vec::new();
        }
        let number = self.family_of(left).is_some_and(|family| family.is_number() || family.is_moment());
        match pattern::of(self.view, self.test) {
            _ if number => Vec::new(),
            Fixes::Whole => self.looked_up(left, Bound::Equal),
            Fixes::Start => self.looked_up(left, Bound::Start),
            Fixes::Unknown => self.looked_up(left, Bound::Pattern),
            Fixes::Nothing => Vec::new(),
        }
    }

    fn other(&self) -> Vec<Key<'e>> {
        let engine = self.view.engine;
        let Some(left) = &self.test.left else { return Vec::new() };
        let postgres = engine.product == Product::Postgres;
        match (self.test.sign.as_str(), self.test.right.as_slice()) {
            ("<=>" | "IS NOT DISTINCT FROM" | "IS", [_]) if !postgres && !self.test.negated => {
                self.both_ways(Bound::Equal)
            }
            ("@>" | "&&" | "?" | "?|" | "?&" | "@@" | "@?", [_]) if postgres && !self.test.negated => {
                self.one_way(Bound::Inside)
            }
            ("^@", [_]) if postgres && engine.at_least(15, 0) => self.one_way(Bound::Start),
            ("", []) => match &left.operand {
                Operand::Call { name, arguments, .. }
                    if name == "starts_with" && postgres && engine.at_least(15, 0) =>
                {
                    arguments.first().map(|text| self.looked_up(text, Bound::Start)).unwrap_or_default()
                }
                Operand::Column(_) if self.family_of(left) == Some(TypeFamily::Boolean) => self.truth(left),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// `done`, `NOT done`, `done IS TRUE`
    fn truth(&self, column: &'e Term) -> Vec<Key<'e>> {
        let built = self.view.scope.statement.origin == Origin::Orm;
        let rest = if built { String::new() } else { self.view.source.slice(self.test.span).to_lowercase() };
        let bare = !rest.split_whitespace().any(|word| word == "is");
        let is_true = rest.ends_with(" is true") || rest.ends_with(" is false");
        let served = match self.view.engine.product {
            Product::Postgres => bare || is_true,
            Product::Mysql => bare,
            Product::MariaDb => bare || is_true && self.view.engine.at_least(11, 8),
            Product::Sqlite => false,
        };
        if served { self.looked_up(column, Bound::Equal) } else { Vec::new() }
    }
}

/// It looked into fewer subqueries and lists, as measured on 3.40 and 3.41.
pub fn is_sqlite_before_3_41(engine: Engine) -> bool {
    engine.product == Product::Sqlite && !engine.at_least(3, 41)
}

fn is_volatile(name: &str) -> bool {
    matches!(
        name,
        "random" | "rand" | "uuid" | "newid" | "gen_random_uuid" | "uuid_generate_v4" | "nextval" | "clock_timestamp"
    )
}
