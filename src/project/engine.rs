//! Database engines and their versions, where it makes a difference to what a query costs.

use std::fmt;

use crate::fact::Dialect;

/// An engine in one version: `PostgreSQL 16`, `MariaDB 10.11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Engine {
    pub product: Product,
    pub major: u16,
    pub minor: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Product {
    Postgres,
    Mysql,
    MariaDb,
    Sqlite,
}

const POSTGRES: &[Engine] = &[
    Engine::new(Product::Postgres, 14, 0),
    Engine::new(Product::Postgres, 15, 0),
    Engine::new(Product::Postgres, 16, 0),
    Engine::new(Product::Postgres, 17, 0),
    Engine::new(Product::Postgres, 18, 0),
];
const MYSQL: &[Engine] = &[
    Engine::new(Product::Mysql, 8, 4),
    Engine::new(Product::Mysql, 9, 7),
    Engine::new(Product::MariaDb, 10, 11),
    Engine::new(Product::MariaDb, 11, 8),
];
const SQLITE: &[Engine] = &[Engine::new(Product::Sqlite, 3, 40)];

impl Engine {
    pub const fn new(product: Product, major: u16, minor: u16) -> Self {
        Self { product, major, minor }
    }

    /// The engines in use that a dialect may mean when nobody says which: a claim must hold on all of them.
    pub fn of(dialect: Dialect) -> &'static [Engine] {
        match dialect {
            Dialect::Postgres => POSTGRES,
            Dialect::Mysql => MYSQL,
            Dialect::Sqlite => SQLITE,
            _ => &[],
        }
    }

    /// The dialect it speaks.
    pub fn dialect(self) -> Dialect {
        match self.product {
            Product::Postgres => Dialect::Postgres,
            Product::Mysql | Product::MariaDb => Dialect::Mysql,
            Product::Sqlite => Dialect::Sqlite,
        }
    }

    pub fn at_least(self, major: u16, minor: u16) -> bool {
        (self.major, self.minor) >= (major, minor)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.product {
            Product::Postgres => return write!(f, "PostgreSQL {}", self.major),
            Product::Mysql => "MySQL",
            Product::MariaDb => "MariaDB",
            Product::Sqlite => "SQLite",
        };
        write!(f, "{name} {}.{}", self.major, self.minor)
    }
}
