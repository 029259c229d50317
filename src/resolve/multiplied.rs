//! Queries that join several collections side by side: for each row of the first come all rows of the second, so that
//! both are counted, added up and sent many times.

use std::collections::HashSet;

use super::rows::flattened;
use crate::extract::{Argument, Chain, Expression, Extract, Framework, RowRoot, Step};
use crate::fact::{Advice, Facts, MultipliedRows, Multiplier};
use crate::project::Project;
use crate::project::models::{Attribute, ClassId, Models};
use crate::text::{Source, Span};

/// What of a collection is asked for: the way to its last relation that leads to many, and where that is said.
struct Collection {
    /// It is asked for around the query that holds the others: Django aggregates the rows of a query that has aggregates.
    around: bool,
    /// From the class of the query on; empty for its own columns.
    way: Vec<String>,
    span: Span,
    /// The name of the aggregate.
    function: String,
    /// More rows make its result another one.
    suffers: bool,
}

impl Collection {
    /// Whether the rows of this one are repeated for each row of the other.
    fn is_multiplied_by(&self, other: &Self) -> bool {
        self.around == other.around && !other.way.is_empty() && !self.way.starts_with(&other.way)
    }
}

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, project: &Project) {
    let models = &project.models;
    let mut seen = HashSet::new();
    let asks = |step: &Step| matches!(step.name.as_str(), "annotate" | "aggregate" | "alias" | "options");
    let mut tell = |root: &[String], steps: &[Step]| {
        if !steps.iter().any(asks) {
            return;
        }
        let Some(found) = multiplied(source, root, steps, models) else { return };
        if seen.insert(found.place.span) {
            facts.multiplied_rows.push(found);
        }
    };
    for chain in extract.executions.iter().filter_map(|execution| execution.chain.as_ref()) {
        each_query(chain, &mut tell);
    }
    let held = extract.rows.iter().flat_map(|rows| &rows.sources);
    let given = extract.givers.iter().flat_map(|giver| &giver.sources);
    for given in held.chain(given) {
        tell(&path_of(&given.root), &given.steps);
    }
}

/// The names that an expression begins with; none where it begins with a session.
fn path_of(root: &RowRoot) -> Vec<String> {
    if let RowRoot::Path(path) = root { path.clone() } else { Vec::new() }
}

/// The query that a chain is, or that it is given: `session.scalars(select(Order).options(…))`.
fn each_query(chain: &Chain, tell: &mut impl FnMut(&[String], &[Step])) {
    let path = if let Expression::Path(path) = &chain.root { path.as_slice() } else { &[] };
    tell(path, &chain.steps);
    let arguments = chain.steps.iter().flat_map(|step| step.arguments.iter().flatten());
    for argument in arguments.filter(|argument| matches!(argument.value, Expression::Call(_))) {
        let (root, steps) = flattened(&argument.value);
        tell(&path_of(&root), &steps);
    }
}

fn multiplied(source: &Source, root: &[String], steps: &[Step], models: &Models) -> Option<MultipliedRows> {
    let (by, collections) = match aggregates(source, root, steps, models) {
        Some(found) => (Multiplier::Aggregates, found),
        None => (Multiplier::Loaders, loaders(source, steps, models)?),
    };
    let pairs = collections.iter().filter(|one| one.suffers);
    let pair = |one| Some((one, collections.iter().find(|other| Collection::is_multiplied_by(one, other))?));
    let (one, other) = pairs.filter_map(pair).next()?;
    let counts_only = collections.iter().filter(|one| one.suffers).all(|one| one.function == COUNT);
    let remedy = match (by, counts_only) {
        (Multiplier::Loaders, _) => format!("`selectinload` instead of `joinedload` for `{}`", other.way.join(".")),
        (_, true) => "`distinct=True` in each `Count`".to_owned(),
        _ => "a subquery for each of them, `Subquery(….values(\"key\").annotate(total=Sum(…)).values(\"total\"))`"
            .to_owned(),
    };
    Some(MultipliedRows {
        by,
        expression: source.slice(one.span).split_whitespace().collect::<Vec<_>>().join(" "),
        collection: other.way.join(if by == Multiplier::Aggregates { "__" } else { "." }),
        remedy: Advice(remedy),
        other: source.place(other.span),
        place: source.place(one.span),
    })
}

const COUNT: &str = "Count";
/// More rows make a sum another one, but no average, least or greatest.
const AGGREGATES: &[(&str, bool)] = &[
    (COUNT, true),
    ("Sum", true),
    ("Avg", false),
    ("Max", false),
    ("Min", false),
    ("StdDev", false),
    ("Variance", false),
    ("ArrayAgg", true),
    ("StringAgg", true),
    ("JSONBAgg", true),
];

/// What Django's `annotate` and `aggregate` ask for.
fn aggregates(source: &Source, root: &[String], steps: &[Step], models: &Models) -> Option<Vec<Collection>> {
    let members = steps.iter().take_while(|step| step.arguments.is_none()).map(|step| &step.name);
    let path: Vec<&str> = root.iter().chain(members).map(String::as_str).collect();
    let (manager, class) = path.split_last()?;
    let class = models.find(class.iter().copied(), &source.path)?;
    if models.get(class).framework != Framework::Django || !manager.starts_with(char::is_lowercase) {
        return None;
    }
    if steps.iter().any(|step| step.name == "none") {
        return None;
    }
    let adds = steps.iter().filter(|step| matches!(step.name.as_str(), "annotate" | "aggregate" | "alias"));
    let arguments = adds.flat_map(|step| step.arguments.iter().flatten().map(move |argument| (step, argument)));
    let collections =
        arguments.filter_map(|(step, argument)| aggregate(argument, step.name == "aggregate", class, models));
    Some(collections.collect())
}

fn aggregate(argument: &Argument, around: bool, class: ClassId, models: &Models) -> Option<Collection> {
    let Expression::Call(call) = &argument.value else { return None };
    let Expression::Path(callee) = &call.callee else { return None };
    let (name, suffers) = AGGREGATES.iter().find(|(name, _)| callee.last().is_some_and(|last| last == name))?;
    let asked = call.arguments.iter().find(|given| given.name.is_none() && !given.spread)?;
    let Expression::Text(path) = &asked.value else { return None };
    let once = call
        .arguments
        .iter()
        .any(|given| given.name.as_deref() == Some("distinct") && !matches!(given.value, Expression::Boolean(false)));
    let parts: Vec<String> = path.split("__").map(str::to_owned).collect();
    let way = way_to_many(class, &parts, models)?;
    Some(Collection { around, way, span: call.span, function: (*name).to_owned(), suffers: *suffers && !once })
}

/// What SQLAlchemy's `joinedload` adds to the rows of a query.
fn loaders(source: &Source, steps: &[Step], models: &Models) -> Option<Vec<Collection>> {
    let asks = |step: &&Step| matches!(step.name.as_str(), "query" | "select");
    let asked = steps.iter().find(asks)?.arguments.as_deref()?;
    let [Argument { value: Expression::Path(class), name: None, .. }] = asked else { return None };
    let class = models.find(class.iter().map(String::as_str), &source.path)?;
    if !matches!(models.get(class).framework, Framework::SqlAlchemy | Framework::SqlModel) {
        return None;
    }
    let options = steps.iter().filter(|step| step.name == "options");
    let given = options.flat_map(|step| step.arguments.iter().flatten());
    Some(given.filter_map(|option| joined(option, class, models)).collect())
}

/// The collection that `joinedload(Order.customer).joinedload(Customer.notes)` leads to.
fn joined(option: &Argument, class: ClassId, models: &Models) -> Option<Collection> {
    let (_, steps) = flattened(&option.value);
    let mut path = Vec::new();
    for step in steps.iter().take_while(|step| step.name == "joinedload") {
        for argument in step.arguments.iter().flatten().filter(|argument| argument.name.is_none()) {
            let Expression::Path(attribute) = &argument.value else { return None };
            path.push(attribute.last()?.clone());
        }
    }
    let way = way_to_many(class, &path, models)?;
    (!way.is_empty()).then(|| Collection {
        around: false,
        way,
        span: option.span,
        function: String::new(),
        suffers: true,
    })
}

/// The part of a path up to its last relation that leads to many rows. None: one of its names is not known.
fn way_to_many(mut class: ClassId, path: &[String], models: &Models) -> Option<Vec<String>> {
    let mut many = 0;
    for (at, name) in path.iter().enumerate() {
        let known = models.get(class);
        let name = known.lookups.get(name).unwrap_or(name);
        match known.attributes.get(name) {
            Some(Attribute::Relation(relation)) => {
                if relation.many {
                    many = at + 1;
                }
                class = relation.target;
            }
            Some(Attribute::Column { .. }) => break,
            None if at == 0 && matches!(name.as_str(), "pk" | "id") => break,
            None if at > 0 => break,
            None => return None,
        }
    }
    Some(path[..many].to_vec())
}
