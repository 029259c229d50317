//! What programs say of the schema, where it is easily misread.

use super::{Program, python, rust};
use crate::extract::{Action, MigrationStep, Model, ModelChange};

/// The steps of a migration in a few words.
fn steps(body: &str) -> Vec<String> {
    let text = format!(
        "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = 'b'\ndown_revision = 'a'\nNAMES = ['x', 'y']\n\n{body}\n\ndef downgrade():\n    op.drop_table('gone')\n"
    );
    let migration = python(&text).extract.schema.migration.expect("a migration");
    let step = |step: &MigrationStep| match step {
        MigrationStep::Schema(operation) => match &operation.action {
            Action::Opaque { tables } => {
                format!("? {tables:?}").replace("ObjectName { schema: None, name: ", "").replace(" }", "")
            }
            Action::DropColumn { table, column, .. } => format!("drop {table}.{column}"),
            other => format!("{other:?}").split(' ').next().unwrap_or_default().to_owned(),
        },
        MigrationStep::Model(step) => match &step.change {
            ModelChange::AddField { model, field } => format!("add {model}.{} {:?}", field.name, field.type_name),
            other => format!("{other:?}").split('(').next().unwrap_or_default().to_owned(),
        },
    };
    migration.steps.iter().map(step).collect()
}

#[test]
fn what_may_have_run_or_not_is_opaque() {
    let conditional = "def upgrade():\n    if op.get_bind().dialect.name == 'sqlite':\n        op.drop_column('t', 'a')\n    op.drop_column('t', 'b')";
    assert_eq!(steps(conditional), ["? [\"t\"]", "drop t.b"]);
    let called = "def upgrade():\n    if flag:\n        more()\n\ndef more():\n    op.drop_column('t', 'a')";
    assert_eq!(steps(called), ["? [\"t\"]"]);
    let index = "def upgrade():\n    if flag:\n        op.drop_index('ix')";
    assert_eq!(steps(index), ["? []"], "it may be that of any table");
    let unknown = "def upgrade():\n    op.drop_column('t', name())\n    op.drop_column(table(), 'a')";
    assert_eq!(steps(unknown), ["? [\"t\"]", "? []"]);
    assert_eq!(steps("def upgrade():\n    op.execute(users.update().values(a=1))"), [""; 0], "only rows change");
}

#[test]
fn loops_over_written_lists_run_in_turn() {
    let turns = "def upgrade():\n    for name in NAMES:\n        op.add_column(name, sa.Column('c', sa.String(9)))";
    assert_eq!(steps(turns), ["add x.c Some(\"String(9)\")", "add y.c Some(\"String(9)\")"]);
    let unknown = "def upgrade():\n    for name in names():\n        op.drop_column(name, 'c')";
    assert_eq!(steps(unknown), ["? []"]);
}

fn model<'p>(program: &'p Program, name: &str) -> &'p Model {
    program.extract.schema.models.iter().find(|model| model.name == name).expect("the model is read")
}

#[test]
fn columns_that_a_function_may_make_leave_a_model_partial() {
    let text = "from sqlalchemy import Column, Integer\nfrom .base import Base, key\n\nclass A(Base):\n    __tablename__ = 'a'\n    id = key()\n\nclass B(Base):\n    __tablename__ = 'b'\n    id = Column(Integer, primary_key=True)\n    LIMIT = 5\n    kinds = frozenset([1])\n";
    let program = python(text);
    assert!(model(&program, "A").partial);
    assert!(!model(&program, "B").partial);
    assert_eq!(program.extract.schema.imports, [("Base".to_owned(), ".base.Base".to_owned())]);
}

#[test]
fn what_is_no_column_is_not_read_as_one() {
    let text = "from typing import ClassVar\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship\n\nclass Base(DeclarativeBase):\n    pass\n\nclass A(Base):\n    __tablename__ = 'a'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    note: str\n    many: Mapped[list['B']] = relationship(back_populates='a')\n    limit: ClassVar[int] = 3\n";
    let program = python(text);
    let fields: Vec<(&str, &str)> =
        model(&program, "A").fields.iter().map(|field| (field.name.as_str(), field.kind.as_str())).collect();
    assert_eq!(fields, [("id", "Integer"), ("many", "relationship")]);
}

#[test]
fn broken_tables_of_diesel_are_read_as_far_as_they_go() {
    let program = rust("diesel::table! {\n    a (id) {\n        id -> Int4,\n        name Varchar,\n    }\n}\n");
    let broken = model(&program, "a");
    assert!(broken.partial && broken.fields.is_empty());
    for text in [
        "diesel::table! { a (",
        "diesel::table! {}",
        "diesel::joinable!(a -> )",
        "diesel::table! { use x; a { id -> Nullable< } }",
    ] {
        rust(text);
    }
}
