//! The tools that apply migrations.

/// What a set of migrations is written for. The first that any of its files tells is taken for the whole set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    Alembic,
    Django,
    Liquibase,
    Goose,
    SqlMigrate,
    Dbmate,
    Tern,
    Drizzle,
    Prisma,
    Diesel,
    Refinery,
    Flyway,
    /// `.up.sql` beside `.down.sql`: golang-migrate, or sqlx.
    UpAndDown,
    SqlAlchemy,
    SeaOrm,
    Peewee,
    Tortoise,
    /// Files in the order of their names.
    Plain,
}

impl Tool {
    pub fn title(self) -> &'static str {
        match self {
            Self::Alembic => "Alembic",
            Self::Django => "Django",
            Self::Liquibase => "Liquibase",
            Self::Goose => "goose",
            Self::SqlMigrate => "sql-migrate",
            Self::Dbmate => "dbmate",
            Self::Tern => "tern",
            Self::Drizzle => "Drizzle",
            Self::Prisma => "Prisma",
            Self::Diesel => "diesel",
            Self::Refinery => "refinery",
            Self::Flyway => "Flyway",
            Self::UpAndDown => "up-and-down",
            Self::SqlAlchemy => "SQLAlchemy",
            Self::SeaOrm => "SeaORM",
            Self::Peewee => "Peewee",
            Self::Tortoise => "Tortoise",
            Self::Plain => "plain",
        }
    }
}
