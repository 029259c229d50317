//! Django's migrations: `class Migration` with its dependencies and operations.

use super::super::Program;
use super::super::literals::Arguments;
use super::{fields, options};
use crate::extract::{
    Action, Framework, HostMigration, MigrationStep, MigrationTool, Model, ModelChange, ModelField, ModelStep,
    Operation,
};
use crate::fact::Origin;
use crate::host::outline::NodeId;
use crate::sql::{self, Reading};
use crate::text::Span;

/// Operations that leave the schema as it is.
const HARMLESS: &[&str] =
    &["RunPython", "AlterModelOptions", "AlterModelManagers", "AlterModelTableComment", "ValidateConstraint"];
/// How deep operations stand in operations.
const DEPTH: usize = 4;

/// Whether a file lies where Django looks for migrations.
pub fn is_migration(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    parts.next().is_some_and(|name| name != "__init__.py")
        && parts.next().is_some_and(|folder| folder.contains("migrations"))
}

pub fn read(program: &Program<'_, '_>) -> Option<HostMigration> {
    let outline = program.values.outline;
    let class = program.classes.iter().find(|class| class.name == "Migration")?;
    let stem = program.path.rsplit('/').next()?.trim_end_matches(".py");
    let mut migration = HostMigration {
        tool: MigrationTool::Django,
        id: stem.to_owned(),
        app: None,
        after: Vec::new(),
        before: Vec::new(),
        replaces: Vec::new(),
        steps: Vec::new(),
    };
    let mut reader = Reader { program, steps: Vec::new() };
    for attribute in class.attributes(outline) {
        let Some(value) = attribute.value else { continue };
        match attribute.name {
            "dependencies" => migration.after = reader.migrations(value),
            "run_before" => migration.before = reader.migrations(value),
            "replaces" => migration.replaces = reader.migrations(value),
            "operations" => reader.operations(value, (false, false), 0),
            _ => {}
        }
    }
    migration.steps = reader.steps;
    Some(migration)
}

struct Reader<'r, 'p, 'a> {
    program: &'r Program<'p, 'a>,
    steps: Vec<MigrationStep>,
}

impl Reader<'_, '_, '_> {
    /// Pairs of app and name. The app of a swappable model stands for its first migration.
    fn migrations(&self, node: NodeId) -> Vec<(String, String)> {
        let literals = &self.program.literals;
        let pair = |item: NodeId| match literals.texts(item).as_deref() {
            Some([app, name]) => Some((app.clone(), name.clone())),
            _ => {
                let (path, arguments) = literals.call(item)?;
                let model = fields::named_model(self.program, *arguments.positional.first()?)?;
                (path.last() == Some(&"swappable_dependency")).then_some((model, "__first__".to_owned()))
            }
        };
        literals.items(node).unwrap_or_default().into_iter().filter_map(pair).collect()
    }

    fn operations(&mut self, node: NodeId, place: (bool, bool), depth: usize) {
        let Some(items) = self.program.literals.items(node).filter(|_| depth < DEPTH) else {
            return self.give_up(node);
        };
        for item in items {
            if self.operation(item, place, depth).is_none() {
                self.give_up(item);
            }
        }
    }

    /// What cannot be read may do anything.
    fn give_up(&mut self, node: NodeId) {
        let span = self.program.values.outline.span(node);
        let action = Action::Opaque { tables: Vec::new() };
        self.steps.push(MigrationStep::Schema(Operation { action, span }));
    }

    fn operation(&mut self, node: NodeId, place: (bool, bool), depth: usize) -> Option<()> {
        let literals = &self.program.literals;
        let (path, arguments) = literals.call(node)?;
        let kind = *path.last()?;
        if HARMLESS.contains(&kind) || kind.ends_with("Extension") || kind.ends_with("Collation") {
            return Some(());
        }
        let text = |position, name: &str| arguments.find(position, name).and_then(|node| literals.text(node));
        let change = match kind {
            "SeparateDatabaseAndState" => {
                if let Some(node) = arguments.find(0, "database_operations") {
                    self.operations(node, (place.0, true), depth + 1);
                }
                if let Some(node) = arguments.find(1, "state_operations") {
                    self.operations(node, (true, place.1), depth + 1);
                }
                return Some(());
            }
            "RunSQL" => return self.run_sql(&arguments, place, depth),
            "CreateModel" => ModelChange::Create(Box::new(self.model(&arguments)?)),
            "DeleteModel" => ModelChange::Delete { model: text(0, "name")? },
            "RenameModel" => ModelChange::Rename { model: text(0, "old_name")?, to: text(1, "new_name")? },
            "AddField" | "AlterField" => {
                let (model, name) = (text(0, "model_name")?, text(1, "name")?);
                let field = match self.field(&name, arguments.find(2, "field")?) {
                    fields::Reading::Field(field) => field,
                    fields::Reading::Other | fields::Reading::Generic => return Some(()),
                    fields::Reading::Unclear => return None,
                };
                match kind {
                    "AddField" => ModelChange::AddField { model, field },
                    _ => ModelChange::AlterField { model, field },
                }
            }
            "RemoveField" => ModelChange::RemoveField { model: text(0, "model_name")?, field: text(1, "name")? },
            "RenameField" => ModelChange::RenameField {
                model: text(0, "model_name")?,
                field: text(1, "old_name")?,
                to: text(2, "new_name")?,
            },
            "AddIndex" | "AddIndexConcurrently" => {
                let mut index = options::index(self.program, arguments.find(1, "index")?)?;
                index.concurrently = kind == "AddIndexConcurrently";
                ModelChange::AddIndex { model: text(0, "model_name")?, index: Box::new(index) }
            }
            "RemoveIndex" | "RemoveIndexConcurrently" => {
                ModelChange::RemoveIndex { model: text(0, "model_name")?, index: text(1, "name")? }
            }
            "RenameIndex" => {
                let index = match (text(2, "old_name"), arguments.named("old_fields")) {
                    (Some(name), _) => name,
                    // An index without a name is told by its fields.
                    (None, Some(fields)) => literals.texts(fields)?.join(","),
                    (None, None) => return None,
                };
                ModelChange::RenameIndex { model: text(0, "model_name")?, index, to: text(1, "new_name")? }
            }
            "AddConstraint" | "AddConstraintNotValid" => {
                let (mut constraint, index) = options::constraint(self.program, arguments.find(1, "constraint")?)?;
                constraint.not_valid = kind == "AddConstraintNotValid";
                let (constraint, index) = (Box::new(constraint), index.map(Box::new));
                ModelChange::AddConstraint { model: text(0, "model_name")?, constraint, index }
            }
            "AlterConstraint" => return Some(()),
            "RemoveConstraint" => {
                ModelChange::RemoveConstraint { model: text(0, "model_name")?, constraint: text(1, "name")? }
            }
            "AlterUniqueTogether" => ModelChange::UniqueTogether {
                model: text(0, "name")?,
                sets: options::together(self.program, arguments.find(1, "unique_together")?)?,
            },
            "AlterIndexTogether" => ModelChange::IndexTogether {
                model: text(0, "name")?,
                sets: options::together(self.program, arguments.find(1, "index_together")?)?,
            },
            "AlterModelTable" => {
                let table = arguments.find(1, "table")?;
                let table = if literals.is_none(table) { None } else { Some(literals.text(table)?) };
                ModelChange::RenameTable { model: text(0, "name")?, table }
            }
            _ => {
                let given = arguments.positional.iter().chain(arguments.named.iter().map(|(_, value)| value));
                let texts: Vec<String> = given.filter_map(|&value| literals.text(value)).collect();
                if texts.is_empty() {
                    return None;
                }
                ModelChange::Own { texts }
            }
        };
        let (state_only, database_only) = place;
        let span = self.span_of(&change, node);
        self.steps.push(MigrationStep::Model(ModelStep { span, change, state_only, database_only }));
        Some(())
    }

    /// What a finding about the outcome points at.
    fn span_of(&self, change: &ModelChange, node: NodeId) -> Span {
        match change {
            ModelChange::AddField { field, .. } | ModelChange::AlterField { field, .. } => field.span,
            ModelChange::Create(model) => model.span,
            _ => self.program.values.outline.span(node),
        }
    }

    /// A field under the name that a text gives it. The text is where it stands.
    fn field(&self, name: &str, value: NodeId) -> fields::Reading {
        fields::read(self.program, name, self.program.values.outline.span(value), value)
    }

    fn model(&self, arguments: &Arguments<'_>) -> Option<Model> {
        let literals = &self.program.literals;
        let outline = self.program.values.outline;
        let name = arguments.find(0, "name")?;
        let mut model = Model::new(Framework::Django, outline.span(name));
        model.name = literals.text(name)?;
        for item in literals.items(arguments.find(1, "fields")?)? {
            let pair = literals.items(item)?;
            let [name, value] = pair[..] else { return None };
            let Some(field) = literals.text(name) else {
                model.partial = true;
                continue;
            };
            match fields::read(self.program, &field, outline.span(name), value) {
                fields::Reading::Field(field) => model.fields.push(*field),
                fields::Reading::Unclear => model.partial = true,
                fields::Reading::Other | fields::Reading::Generic => {}
            }
        }
        for (key, value) in arguments.find(2, "options").and_then(|node| literals.pairs(node)).unwrap_or_default() {
            match literals.text(key).as_deref() {
                Some("order_with_respect_to") if !literals.is_none(value) => model.fields.push(ModelField {
                    name: "_order".to_owned(),
                    span: outline.span(value),
                    kind: "OrderWrt".to_owned(),
                    ..ModelField::default()
                }),
                Some(key) => options::read_option(self.program, key, value, &mut model),
                None => model.partial = true,
            }
        }
        if let Some(bases) = arguments.find(3, "bases") {
            let written = |base: NodeId| literals.text(base).or_else(|| Some(outline.path(base)?.join(".")));
            model.bases = literals.items(bases).unwrap_or_default().into_iter().filter_map(written).collect();
        }
        Some(model)
    }

    fn run_sql(&mut self, arguments: &Arguments<'_>, place: (bool, bool), depth: usize) -> Option<()> {
        if let Some(state) = arguments.find(2, "state_operations") {
            self.operations(state, (true, false), depth + 1);
        }
        let outline = self.program.values.outline;
        let sql = arguments.find(0, "sql")?;
        if place.0 || outline.last_name(sql) == Some("noop") {
            return Some(());
        }
        let literals = &self.program.literals;
        let texts = match literals.text(sql) {
            Some(_) => vec![sql],
            None => literals.items(sql)?,
        };
        for text in texts {
            // `("INSERT …", [parameters])`
            let text = literals.items(text).and_then(|items| items.first().copied()).unwrap_or(text);
            let templates = self.program.values.texts(text)?;
            let [template] = &templates[..] else { return None };
            if !template.is_constant() {
                return None;
            }
            let reading = Reading { dialect: self.program.dialect, origin: Origin::Embedded, percent_style: false };
            let read = sql::read(&template.fragment(), &reading);
            let operations = read.statements.into_iter().flat_map(|statement| statement.definitions.operations);
            self.steps.extend(operations.map(MigrationStep::Schema));
        }
        Some(())
    }
}
