//! Alembic's migrations: what `upgrade()` does, in order. What runs only sometimes, or cannot be read, is opaque.

use super::super::grammar::{Kind, Part, Role};
use super::super::names::How;
use super::super::outline::NodeId;
use super::Program;
use super::literals::Arguments;
use super::sqlalchemy::{assigned, columns, constraints, described, sql, types};
use super::tokens::{Token, Tokens, tokens};
use crate::extract::{
    Action, ConstraintSpec, DroppedConstraint, HostMigration, HostSchema, IndexKeySpec, MigrationStep, MigrationTool,
    ModelChange, ModelField, ModelStep, ObjectName, Operation,
};
use crate::text::Span;

/// How deep functions that `upgrade` calls are followed.
const DEPTH: usize = 4;

pub fn read(program: &Program<'_, '_>, schema: &mut HostSchema) {
    let outline = program.values.outline;
    let said = |wanted: &str| {
        outline.ids().find_map(|id| {
            let name = outline.part(id, Part::Name).filter(|_| outline.role(id) == Role::Binding)?;
            let of_module = program.values.names.scope_of(id).is_none();
            (of_module && outline.text_of(name) == wanted).then(|| outline.part(id, Part::Value))?
        })
    };
    let (Some(revision), Some(after)) = (said("revision"), said("down_revision")) else { return };
    let (Some(id), Some(upgrade)) = (program.literals.text(revision), function(program, "upgrade")) else { return };
    let mut revisions: Vec<String> = program.literals.texts(after).unwrap_or_default();
    revisions.extend(program.literals.text(after));
    revisions.extend(said("depends_on").into_iter().flat_map(|node| {
        program.literals.texts(node).unwrap_or_else(|| program.literals.text(node).into_iter().collect())
    }));
    let mut reader = Reader { program, steps: Vec::new(), functions: Vec::new(), turn: None };
    reader.function(upgrade);
    schema.migration = Some(HostMigration {
        tool: MigrationTool::Alembic,
        id,
        app: None,
        after: revisions.into_iter().map(|revision| (String::new(), revision)).collect(),
        before: Vec::new(),
        replaces: Vec::new(),
        steps: reader.steps,
    });
}

fn function(program: &Program<'_, '_>, name: &str) -> Option<NodeId> {
    let outline = program.values.outline;
    let is_it = |&id: &NodeId| {
        outline.role(id) == Role::Function
            && program.values.names.scope_of(id).is_none()
            && outline.part(id, Part::Name).is_some_and(|own| outline.text_of(own) == name)
    };
    outline.ids().find(is_it)
}

struct Reader<'r, 'p, 'a> {
    program: &'r Program<'p, 'a>,
    steps: Vec<MigrationStep>,
    /// Those that are being read.
    functions: Vec<NodeId>,
    /// Which turn of a loop over a list that is written out, and of how many.
    turn: Option<(usize, usize)>,
}

impl Reader<'_, '_, '_> {
    fn function(&mut self, function: NodeId) {
        if self.functions.len() >= DEPTH || self.functions.contains(&function) {
            return;
        }
        self.functions.push(function);
        let outline = self.program.values.outline;
        let calls = outline.within(function).filter(|&id| outline.role(id) == Role::Call);
        for id in calls.collect::<Vec<_>>() {
            self.call(id, function);
        }
        self.functions.pop();
    }

    fn call(&mut self, call: NodeId, function: NodeId) {
        let program = self.program;
        let outline = program.values.outline;
        let Some(callee) = outline.callee(call) else { return };
        let Some(path) = program.values.names.resolved(callee) else { return };
        let arguments = Arguments::of(outline, call);
        let span = outline.span(call);
        if let [_] = path[..]
            && let [bound] = program.values.names.reaching(callee)[..]
            && bound.how == How::Defined
        {
            if self.is_conditional(call, function) {
                let first = self.steps.len();
                self.function(bound.value);
                self.hide(first, span);
            } else {
                self.function(bound.value);
            }
            return;
        }
        let &[.., object, name] = &path[..] else { return };
        // `status.create(op.get_bind())` makes the type of an enum.
        if name == "create"
            && let Some(object) = outline.part(callee, Part::Object)
            && let Some(written) = types::written(program, object)
            && let Some((name, values)) = enumeration(&written)
        {
            return self.push(Action::CreateEnum { name: ObjectName::bare(name), values }, span);
        }
        let batch = self.batch_table(callee);
        if object != "op" && batch.is_none() {
            // SQL that is sent over the connection of the migration.
            if matches!(name, "execute" | "exec_driver_sql") {
                self.execute(call, &arguments, function);
            }
            return;
        }
        if name == "execute" {
            return self.execute(call, &arguments, function);
        }
        let first = self.steps.len();
        let turns = self.turns(call, function);
        for turn in 0..turns.unwrap_or(1) {
            self.turn = turns.map(|turns| (turn, turns));
            let before = self.steps.len();
            let known = self.operation(name, &arguments, batch.as_ref(), span);
            if known.is_none() && before == self.steps.len() {
                let table = batch.clone().or_else(|| self.table(&arguments, 0));
                self.opaque(table.into_iter().collect(), span);
            }
        }
        self.turn = None;
        if turns.is_none() && self.is_conditional(call, function) {
            self.hide(first, span);
        }
    }

    /// What runs only sometimes may have happened or not.
    fn hide(&mut self, first: usize, span: Span) {
        let hidden: Vec<ObjectName> = self.steps.drain(first..).flat_map(|step| touched(&step)).collect();
        if !hidden.is_empty() {
            self.opaque(hidden, span);
        }
    }

    fn opaque(&mut self, mut tables: Vec<ObjectName>, span: Span) {
        tables.sort();
        tables.dedup();
        self.push(Action::Opaque { tables }, span);
    }

    /// Whether a call stands in a body that may run or not. `with` runs always.
    fn is_conditional(&self, call: NodeId, function: NodeId) -> bool {
        let outline = self.program.values.outline;
        self.program.values.names.region_of(call).is_some_and(|region| outline.holds(function, region))
    }

    /// The table of `with op.batch_alter_table("posts") as batch`.
    fn batch_table(&self, callee: NodeId) -> Option<ObjectName> {
        let outline = self.program.values.outline;
        let object = outline.part(callee, Part::Object)?;
        let made = assigned(self.program, object)?;
        let (path, arguments) = self.program.literals.call(made)?;
        (path.last() == Some(&"batch_alter_table")).then(|| self.table(&arguments, 0))?
    }

    /// The table that an argument names, with the schema that goes with it.
    fn table(&self, arguments: &Arguments<'_>, position: usize) -> Option<ObjectName> {
        let named = arguments.named("table_name").or_else(|| arguments.named("source_table"));
        self.object(named.or_else(|| arguments.positional.get(position).copied())?, arguments)
    }

    fn object(&self, node: NodeId, arguments: &Arguments<'_>) -> Option<ObjectName> {
        let schema = arguments.named("schema").or_else(|| arguments.named("source_schema"));
        let schema = schema.and_then(|schema| self.program.literals.text(schema));
        Some(ObjectName { schema, name: self.text(Some(node))? })
    }

    /// A text; in a loop, that of the turn.
    fn text(&self, node: Option<NodeId>) -> Option<String> {
        let node = node?;
        let in_turn = self.turn.and_then(|(turn, turns)| {
            let texts = self.program.values.texts(node).filter(|texts| texts.len() == turns)?;
            texts.get(turn).filter(|text| text.is_constant()).map(|text| text.plain())
        });
        in_turn.or_else(|| sql::name(self.program, node))
    }

    fn push(&mut self, action: Action, span: Span) {
        self.steps.push(MigrationStep::Schema(Operation { action, span }));
    }

    fn change(&mut self, change: ModelChange, span: Span) {
        let step = ModelStep { span, change, state_only: false, database_only: false };
        self.steps.push(MigrationStep::Model(step));
    }

    /// One operation. In a batch the table is known, so that all arguments move up by one. `None`: not understood.
    fn operation(
        &mut self,
        name: &str,
        arguments: &Arguments<'_>,
        batch: Option<&ObjectName>,
        span: Span,
    ) -> Option<()> {
        let program = self.program;
        let at = |position: usize| position - usize::from(batch.is_some() && position > 0);
        let table_at = |position: usize| match batch {
            Some(table) => Some(table.clone()),
            None => self.table(arguments, position),
        };
        let flag = |name: &str| arguments.named(name).and_then(|value| program.literals.flag(value)) == Some(true);
        match name {
            "create_table" => {
                let (&table, rest) = arguments.positional.split_first()?;
                let model = described(program, table, rest, arguments)?;
                self.change(ModelChange::Create(Box::new(model)), span);
            }
            "drop_table" => {
                self.push(
                    Action::DropTable { table: table_at(0)?, if_exists: flag("if_exists"), cascade: false },
                    span,
                );
            }
            "rename_table" => {
                let to = self.object(arguments.find(1, "new_table_name")?, arguments)?;
                self.push(
                    Action::RenameTable { table: self.object(arguments.find(0, "old_table_name")?, arguments)?, to },
                    span,
                );
            }
            "add_column" => {
                let table = table_at(0)?;
                let column = match batch {
                    Some(_) => arguments.find(0, "column")?,
                    None => arguments.find(1, "column")?,
                };
                let column = program.literals.resolved(column);
                let mut field = columns::column(program, column, None)?;
                field.null = Some(field.null.unwrap_or(!field.primary_key));
                self.change(ModelChange::AddField { model: table.to_string(), field: Box::new(field) }, span);
            }
            "drop_column" => {
                let table = table_at(0)?;
                let column = self.text(match batch {
                    Some(_) => arguments.find(0, "column_name"),
                    None => arguments.find(1, "column_name"),
                })?;
                self.push(Action::DropColumn { table, column, if_exists: flag("if_exists"), cascade: true }, span);
            }
            "alter_column" => {
                let table = table_at(0)?;
                let column = self.text(match batch {
                    Some(_) => arguments.find(0, "column_name"),
                    None => arguments.find(1, "column_name"),
                })?;
                self.alter_column(table, column, arguments, span);
            }
            "create_index" => {
                let table = match batch {
                    Some(table) => table.clone(),
                    None => self.object(arguments.find(1, "table_name")?, arguments)?,
                };
                let name = self.text(arguments.find(0, "index_name"));
                let keys = program.literals.items(arguments.find(2 - usize::from(batch.is_some()), "columns")?)?;
                let keys = keys.into_iter().map(|key| sql::key(program, key)).collect();
                let mut index = constraints::index_of(program, name, keys, arguments, span)?;
                index.table = table;
                self.push(Action::CreateIndex(Box::new(index)), span);
            }
            "drop_index" => {
                let index = self.object(arguments.find(0, "index_name")?, arguments)?;
                let named = arguments.named("table_name").or_else(|| arguments.positional.get(1).copied());
                let table = batch.cloned().or_else(|| self.object(named?, arguments));
                self.push(Action::DropIndex { index, table, if_exists: flag("if_exists") }, span);
            }
            "create_unique_constraint" | "create_primary_key" => {
                let table = table_at(1)?;
                let keys = sql::columns(program, arguments.find(at(2), "columns")?)?;
                let keys: Vec<IndexKeySpec> = keys.into_iter().map(IndexKeySpec::column).collect();
                let kind = match name {
                    "create_primary_key" => crate::extract::ConstraintKind::PrimaryKey { keys, using_index: None },
                    _ => constraints::unique(program, keys, arguments),
                };
                self.add_constraint(table, kind, arguments, span);
            }
            "create_foreign_key" => {
                let table = table_at(1)?;
                let schema = self.text(arguments.named("referent_schema"));
                let target = ObjectName { schema, name: self.text(arguments.find(at(2), "referent_table"))? };
                let columns = sql::columns(program, arguments.find(at(3), "local_cols")?)?;
                let target_columns = sql::columns(program, arguments.find(at(4), "remote_cols")?)?;
                let kind = constraints::foreign_key(program, columns, (target, target_columns), arguments);
                self.add_constraint(table, kind, arguments, span);
            }
            "create_check_constraint" => {
                let table = table_at(1)?;
                let text = sql::text(program, arguments.find(at(2), "condition")?)?;
                let kind = crate::extract::ConstraintKind::Check { text, tests: Vec::new() };
                self.add_constraint(table, kind, arguments, span);
            }
            "drop_constraint" => {
                let table = table_at(1)?;
                let constraint = DroppedConstraint::Named(self.text(arguments.find(0, "constraint_name"))?);
                self.push(
                    Action::DropConstraint { table, constraint, if_exists: flag("if_exists"), cascade: true },
                    span,
                );
            }
            // Rows, comments, and what only looks.
            "bulk_insert"
            | "create_table_comment"
            | "drop_table_comment"
            | "get_bind"
            | "get_context"
            | "f"
            | "batch_alter_table"
            | "inline_literal"
            | "implementation_for" => {}
            _ => return None,
        }
        Some(())
    }

    fn add_constraint(
        &mut self,
        table: ObjectName,
        kind: crate::extract::ConstraintKind,
        arguments: &Arguments<'_>,
        span: Span,
    ) {
        let name = self.text(arguments.find(0, "constraint_name"));
        let constraint = Box::new(ConstraintSpec { name, kind, span, not_valid: false });
        self.push(Action::AddConstraint { table, constraint }, span);
    }

    /// Only what is given changes. An empty default is one that is taken away.
    fn alter_column(&mut self, table: ObjectName, column: String, arguments: &Arguments<'_>, span: Span) {
        let program = self.program;
        let outline = program.values.outline;
        let mut field = ModelField { name: column.clone(), span, ..ModelField::default() };
        if let Some(node) = arguments.named("type_") {
            let written = types::written(program, node);
            field.kind = outline.last_name(node).unwrap_or_default().to_owned();
            match written {
                Some(written) => columns::note_type(&mut field, written),
                None => field.type_name = Some(String::new()),
            }
        }
        field.null = arguments.named("nullable").and_then(|null| program.literals.flag(null));
        if let Some(node) = arguments.named("server_default").filter(|&node| program.literals.flag(node) != Some(false))
        {
            let none = program.literals.is_none(node);
            let written = || sql::text(program, node).unwrap_or_else(|| outline.text_of(node).to_owned());
            field.server_default = Some(if none { String::new() } else { written() });
        }
        if field.type_name.is_some() || field.null.is_some() || field.server_default.is_some() {
            self.change(ModelChange::AlterField { model: table.to_string(), field: Box::new(field) }, span);
        }
        if let Some(to) = self.text(arguments.named("new_column_name").or_else(|| arguments.named("name"))) {
            self.push(Action::RenameColumn { table, column, to }, span);
        }
    }

    /// `op.execute("…")`: what SQL does to the schema. Expressions of SQLAlchemy change rows alone.
    fn execute(&mut self, call: NodeId, arguments: &Arguments<'_>, function: NodeId) {
        let program = self.program;
        let outline = program.values.outline;
        let span = outline.span(call);
        let Some(node) = arguments.find(0, "sqltext").or_else(|| arguments.named("statement")) else { return };
        let first = self.steps.len();
        match program.values.texts(node).as_deref() {
            Some([text]) => {
                let operations = sql::operations(&text.fragment(), program.dialect);
                self.steps
                    .extend(operations.into_iter().filter_map(|(_, operation)| operation).map(MigrationStep::Schema));
            }
            // One after the other, or one of several.
            Some(several) => {
                let in_turn = self.turns(call, function) == Some(several.len());
                for text in several {
                    let operations = sql::operations(&text.fragment(), program.dialect);
                    self.steps.extend(
                        operations.into_iter().filter_map(|(_, operation)| operation).map(MigrationStep::Schema),
                    );
                }
                if in_turn {
                    return;
                }
                self.hide(first, span);
            }
            None if outline.role(outline.unwrapped(node)) == Role::Call => {}
            None if program.values.names.single(node).is_some_and(|bound| bound.how == How::Assigned) => {}
            None => self.opaque(Vec::new(), span),
        }
        if self.is_conditional(call, function) {
            self.hide(first, span);
        }
    }

    /// How often a call runs, when all that may repeat it is one loop over a list that is written out.
    fn turns(&self, call: NodeId, function: NodeId) -> Option<usize> {
        let outline = self.program.values.outline;
        let region = self.program.values.names.region_of(call).filter(|&region| outline.holds(function, region))?;
        let around = outline.nodes[region].parent.filter(|&around| outline.role(around) == Role::Loop)?;
        let is_inner = self.program.values.names.region_of(around).is_some_and(|outer| outline.holds(function, outer));
        let items = self.program.literals.items(outline.part(around, Part::Iterable)?)?;
        (!is_inner && outline.nodes[around].kind == Kind::For).then_some(items.len())
    }
}

/// The name and the values of `Enum('a', 'b', name='kind')`.
fn enumeration(written: &str) -> Option<(String, Vec<String>)> {
    let inside =
        written.strip_suffix(')')?.split_once("num(").or_else(|| written.strip_suffix(')')?.split_once("NUM("))?.1;
    let found = tokens(inside, 0);
    let mut name = None;
    let mut values = Vec::new();
    for mut item in Tokens(&found).items() {
        match item.next()?.0 {
            Token::Text(value) => values.push(value.to_owned()),
            Token::Word("name") => {
                item.take('=');
                name = item
                    .next()
                    .and_then(|(token, _)| if let Token::Text(text) = token { Some(text.to_owned()) } else { None });
            }
            _ => {}
        }
    }
    Some((name?, values))
}

/// The tables that a step is about.
fn touched(step: &MigrationStep) -> Vec<ObjectName> {
    match step {
        MigrationStep::Model(step) => match &step.change {
            ModelChange::Create(model) => vec![ObjectName { schema: model.schema.clone(), name: model.name.clone() }],
            ModelChange::AddField { model, .. } | ModelChange::AlterField { model, .. } => {
                let (schema, name) = match model.rsplit_once('.') {
                    Some((schema, name)) => (Some(schema.to_owned()), name),
                    None => (None, model.as_str()),
                };
                vec![ObjectName { schema, name: name.to_owned() }]
            }
            _ => Vec::new(),
        },
        MigrationStep::Schema(operation) => match &operation.action {
            Action::CreateTable(table) => vec![table.name.clone()],
            Action::CreateIndex(index) => vec![index.table.clone()],
            Action::DropTable { table, .. }
            | Action::RenameTable { table, .. }
            | Action::AddColumn { table, .. }
            | Action::DropColumn { table, .. }
            | Action::RenameColumn { table, .. }
            | Action::AlterColumn { table, .. }
            | Action::ReplaceColumn { table, .. }
            | Action::AddConstraint { table, .. }
            | Action::DropConstraint { table, .. }
            | Action::DropIndex { table: Some(table), .. } => vec![table.clone()],
            Action::Opaque { tables } => tables.clone(),
            _ => Vec::new(),
        },
    }
}
