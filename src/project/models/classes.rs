//! The classes of ORMs as a program uses them: what each attribute of a row is, and where a relation leads.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::extract::{Execution, Framework, Model, ModelField};
use crate::project::Contribution;
use crate::text::Place;

/// A class of [`Models`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub usize);

#[derive(Clone, Debug, Default)]
pub struct Models {
    classes: Vec<Class>,
    /// Django's model of users, the project's own or the one that Django brings along.
    pub user: Option<ClassId>,
    by_name: HashMap<String, Vec<ClassId>>,
}

/// A class whose objects are rows.
#[derive(Clone, Debug)]
pub struct Class {
    pub framework: Framework,
    pub name: String,
    /// Its table, as the catalog names it.
    pub table: String,
    /// What its objects have, inherited attributes too.
    pub attributes: BTreeMap<String, Attribute>,
    /// What queries call a relation, where objects call it otherwise: `order` for `order_set`.
    pub lookups: BTreeMap<String, String>,
    /// The column of its primary key, when it is one column and known.
    pub key: Option<String>,
    /// The tables of the models that it derives from, each with the way there.
    pub ancestors: Vec<(String, Vec<Hop>)>,
    /// How its rows are sorted when a query does not say; None when that is not known. Names as Django writes them.
    pub ordering: Option<Vec<String>>,
    /// Django's `objects` may leave rows out or sort them: it is a manager of the project's own.
    pub own_manager: bool,
    /// Columns that hold documents, lists or ranges, whatever their type in the database.
    pub documents: Vec<String>,
    /// Columns that are fetched when they are read, by attribute.
    pub deferred: Vec<String>,
    /// It may have attributes that are not known.
    pub partial: bool,
    /// Its name, where it is defined.
    pub defined: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    Column {
        name: String,
        /// The column may hold NULL.
        nullable: bool,
        /// The table that holds it, when it is not the class's own: that of the model it derives from.
        table: Option<String>,
    },
    Relation(Relation),
}

/// An attribute that leads to rows of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    pub target: ClassId,
    /// It leads to any number of rows, not to one at most.
    pub many: bool,
    /// It is the way back of another class's relation.
    pub is_way_back: bool,
    /// The column that holds the key, when it is in this class's table.
    pub column: Option<String>,
    pub nullable: bool,
    /// The joins from this class's table to the target's; empty when they are not known.
    pub way: Vec<Hop>,
    /// What the target calls the way back.
    pub reverse: Option<String>,
    pub loading: Loading,
    pub defined: Place,
}

/// One join: the table it leads to, and the columns that tie it to the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub table: String,
    pub from: String,
    pub to: String,
    /// The key stands on the side that it comes from: it leads to one row at most.
    pub direct: bool,
}

/// When the rows of a relation are fetched, if a query does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    /// By a query, when the attribute is read.
    #[default]
    Lazy,
    /// With the object.
    Eager,
    /// Reading it is an error, or gives nothing.
    Never,
    /// Reading it gives a query.
    Query,
}

impl Class {
    /// One whose fields are columns and nothing else.
    pub fn of_columns(model: &Model, path: &Arc<str>) -> Self {
        let column = |field: &ModelField| {
            let name = field.column.clone().unwrap_or_else(|| field.name.clone());
            (field.name.clone(), Attribute::Column { name, nullable: field.null == Some(true), table: None })
        };
        Self {
            framework: model.framework,
            name: model.name.clone(),
            table: model.table.clone().unwrap_or_else(|| model.name.clone()),
            attributes: model.fields.iter().map(column).collect(),
            lookups: BTreeMap::new(),
            key: single_key(model),
            ancestors: Vec::new(),
            ordering: Some(Vec::new()),
            own_manager: false,
            documents: Vec::new(),
            deferred: model
                .fields
                .iter()
                .filter(|field| field.loading.as_deref() == Some("deferred"))
                .map(|field| field.name.clone())
                .collect(),
            partial: model.partial,
            defined: Place { path: path.clone(), span: model.span },
        }
    }
}

impl Models {
    /// The models of all files.
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut models = Self::default();
        super::django::classes(files, &mut models);
        super::sqlalchemy::classes(files, &mut models);
        super::diesel::classes(files, &mut models);
        super::seaorm::classes(files, &mut models);
        super::records::classes(files, &mut models);
        models
    }

    pub fn add(&mut self, class: Class) -> ClassId {
        let id = ClassId(self.classes.len());
        self.by_name.entry(class.name.clone()).or_default().push(id);
        self.classes.push(class);
        id
    }

    /// A class that is known only by what leads to it; no name finds it.
    pub fn add_nameless(&mut self, class: Class) -> ClassId {
        self.classes.push(class);
        ClassId(self.classes.len() - 1)
    }

    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    pub fn get(&self, id: ClassId) -> &Class {
        &self.classes[id.0]
    }

    pub fn get_mut(&mut self, id: ClassId) -> &mut Class {
        &mut self.classes[id.0]
    }

    pub fn all(&self) -> impl Iterator<Item = (ClassId, &Class)> {
        self.classes.iter().enumerate().map(|(at, class)| (ClassId(at), class))
    }

    /// Whether an execution that only a class tells of is one: the class has to be a model of its library.
    pub fn confirm(&self, execution: &Execution, file: &str) -> bool {
        let Some(path) = &execution.by_class else { return true };
        let class = self.find(path.iter().map(String::as_str), file).map(|id| self.get(id));
        class.is_some_and(|class| {
            Some(&class.name) == path.last() && class.framework.title().eq_ignore_ascii_case(&execution.library)
        })
    }

    /// The class that a path means in a file, its first name replaced by what it was imported as: `shop.models.Order`,
    /// `.models.Order`; a bare name is one of the same file, or the only one of that name.
    pub fn find<'p>(&self, path: impl IntoIterator<Item = &'p str>, file: &str) -> Option<ClassId> {
        let path: Vec<&str> =
            path.into_iter().flat_map(|part| part.split('.')).filter(|part| !part.is_empty()).collect();
        let (name, module) = path.split_last()?;
        let known = self.by_name.get(*name)?;
        let beside = known.iter().copied().find(|&id| *self.get(id).defined.path == *file);
        if module.is_empty() {
            return beside.or_else(|| only(known.iter().copied()));
        }
        let fits = |&id: &ClassId| defines(&self.get(id).defined.path, module);
        // A package hands on what its modules define, and may be called otherwise than its folder.
        let fitting: Vec<ClassId> = known.iter().copied().filter(fits).collect();
        self.nearest(&fitting, file).or_else(|| only(known.iter().copied()))
    }

    /// The model that Django knows by the label of its app and its name, whatever the case.
    pub fn registered(&self, app: &str, name: &str) -> Option<ClassId> {
        let is_in_app = |class: &Class| {
            let labelled = class.table.split_once('_').is_some_and(|(label, _)| label.eq_ignore_ascii_case(app));
            labelled || class.defined.path.split('/').any(|folder| folder == app)
        };
        let found = self.all().filter(|(_, class)| {
            class.framework == Framework::Django && class.name.eq_ignore_ascii_case(name) && is_in_app(class)
        });
        only(found.map(|(id, _)| id))
    }

    /// The class whose file shares the most folders with another; `.models` of several apps is the own one.
    fn nearest(&self, known: &[ClassId], file: &str) -> Option<ClassId> {
        let shared = |id: ClassId| {
            let folders = self.get(id).defined.path.split('/').zip(file.split('/'));
            folders.take_while(|(one, other)| one == other).count()
        };
        let most = known.iter().map(|&id| shared(id)).max()?;
        only(known.iter().copied().filter(|&id| shared(id) == most))
    }
}

fn single_key(model: &Model) -> Option<String> {
    let column = |field: &ModelField| field.column.clone().unwrap_or_else(|| field.name.clone());
    let by_name = |name: &String| model.fields.iter().find(|field| field.name == *name).map(column);
    match model.primary_key.as_slice() {
        [] => only(model.fields.iter().filter(|field| field.primary_key)).map(column),
        [name] => by_name(name),
        _ => None,
    }
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether a file is the module of a path, or one of the package that the path names.
fn defines(file: &Arc<str>, module: &[&str]) -> bool {
    let stem = file.rsplit_once('.').map_or(&**file, |(stem, _)| stem).trim_end_matches("/__init__");
    let folders: Vec<&str> = stem.split('/').collect();
    folders.windows(module.len()).any(|window| window == module)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn models(files: &[&str]) -> Models {
        let mut models = Models::default();
        for file in files {
            models.add(Class {
                framework: Framework::Django,
                name: "Order".to_owned(),
                table: file.replace('/', "_"),
                attributes: BTreeMap::new(),
                lookups: BTreeMap::new(),
                key: None,
                ancestors: Vec::new(),
                ordering: None,
                own_manager: false,
                documents: Vec::new(),
                deferred: Vec::new(),
                partial: false,
                defined: Place { path: Arc::from(*file), span: Span::default() },
            });
        }
        models
    }

    #[test]
    fn imports_choose_among_classes_of_one_name() {
        let two = models(&["src/shop/models.py", "src/billing/models/order.py"]);
        let found = |path: &str, file: &str| two.find([path], file).map(|id| id.0);
        assert_eq!(found("shop.models.Order", "src/app.py"), Some(0));
        assert_eq!(found("billing.models.Order", "src/app.py"), Some(1));
        assert_eq!(found("Order", "src/shop/models.py"), Some(0));
        assert_eq!(found("models.Order", "src/shop/views.py"), Some(0), "imported as `.models`");
        assert_eq!(found("models.Order", "src/app.py"), None);
        assert_eq!(found("Order", "src/app.py"), None, "either may be meant");
        assert_eq!(found("other.Order", "src/app.py"), None);
        assert_eq!(models(&["shop/models.py"]).find(["app", "orders", "Order"], "x.py"), Some(ClassId(0)));
        assert_eq!(two.find(["shop.models.Customer"], "src/app.py"), None);
    }
}
