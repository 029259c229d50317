//! What to type so that the rows of a query come with what is read of them.

use super::events::Event;
use super::held::{Hop, Manner};
use crate::extract::Framework;
use crate::fact::LazyKind;
use crate::project::models::Models;

/// One for all that is read of the same rows. `module` is what stands before the names of models where the query is.
pub fn of_all(events: &[&Event], models: &Models, module: &str) -> Option<String> {
    let [first, _, ..] = events else { return remedy(events.first()?, models, module) };
    let class = models.get(first.hops.first()?.class);
    match class.framework {
        Framework::Django => Some(along(events, models)),
        Framework::SqlAlchemy | Framework::SqlModel => {
            let loaders: Vec<String> = events.iter().map(|event| loaders(event, models, module)).collect();
            Some(format!("`.options({})`", loaders.join(", ")))
        }
        _ => None,
    }
}

fn remedy(event: &Event, models: &Models, module: &str) -> Option<String> {
    let class = models.get(event.hops.first()?.class);
    match class.framework {
        Framework::Django => django(event, models),
        Framework::SqlAlchemy | Framework::SqlModel => sqlalchemy(event, models, module),
        Framework::Peewee => peewee(event, models),
        Framework::Tortoise if matches!(event.kind, LazyKind::Relation | LazyKind::Collection) => django(event, models),
        _ => None,
    }
}

fn django(event: &Event, models: &Models) -> Option<String> {
    let prefetched = || attributes(&event.hops);
    let target = || event.target.map(|target| models.get(target).name.as_str()).unwrap_or_default();
    let call = event.call.as_deref().unwrap_or("filter");
    // What a method asks for is no relation.
    let is_relation = |hop: &Hop| models.get(hop.class).attributes.contains_key(&hop.attribute);
    if matches!(event.kind, LazyKind::Filtered | LazyKind::Defeated) && !event.hops.iter().all(is_relation) {
        return None;
    }
    // What the rows bring along is of use when it is read.
    let read = event.through.as_ref().map(|through| format!(" (and have `{through}` read that)")).unwrap_or_default();
    Some(match event.kind {
        LazyKind::Relation | LazyKind::Collection => along(&[event], models),
        LazyKind::Column => format!("`\"{}\"` among the columns of the query", lookups(&event.hops, models)),
        // A prefetch takes no queryset of values.
        LazyKind::Defeated if matches!(call, "values" | "values_list") => {
            "as whole rows, and read the columns of what `.all()` gives".to_owned()
        }
        LazyKind::Filtered | LazyKind::Defeated => match call {
            "count" | "acount" => format!("`.annotate(total=Count(\"{}\"))`{read}", lookups(&event.hops, models)),
            "aggregate" | "aaggregate" => {
                format!("`.annotate(total=…(\"{}__…\"))` with the same aggregate{read}", lookups(&event.hops, models))
            }
            "exists" | "aexists" | "contains" => {
                format!("`.annotate(found=Exists({}.objects.filter(…)))`{read}", target())
            }
            _ => {
                let chosen = if matches!(call, "order_by" | "distinct") {
                    format!("{}.objects.{call}(…)", target())
                } else {
                    format!("{}.objects.filter(…)", target())
                };
                format!("`.prefetch_related(Prefetch(\"{}\", queryset={chosen}, to_attr=\"…\"))`{read}", prefetched())
            }
        },
    })
}

/// What Django fetches along, as the query allows it.
fn along(events: &[&Event], models: &Models) -> String {
    let manner = |manner| events.iter().any(|event| event.origin.manner == manner);
    let is_joined = |event: &&&Event| {
        event.kind == LazyKind::Relation && event.hops.iter().all(|hop| !hop.many) && event.origin.manner != Manner::Raw
    };
    let (joined, fetched): (Vec<&&Event>, Vec<&&Event>) = events.iter().partition(is_joined);
    let named = |call: &str, names: Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        if names.is_empty() { String::new() } else { format!(".{call}({})", names.join(", ")) }
    };
    let keys: Vec<String> =
        joined.iter().filter_map(|event| event.hops.first()).map(|hop| hop.attribute.clone()).collect();
    let prefetches = !fetched.is_empty();
    let joined = named("select_related", joined.iter().map(|event| lookups(&event.hops, models)).collect());
    let fetched = named("prefetch_related", fetched.iter().map(|event| attributes(&event.hops)).collect());
    let proviso = match () {
        () if manner(Manner::United) => ", before they are united and to each of them,".to_owned(),
        () if manner(Manner::Keyless) && !keys.is_empty() => {
            format!(", with `\"{}\"` among its columns,", keys.join("\"` and `\""))
        }
        () if manner(Manner::Pieces) && prefetches => ", with `.iterator(chunk_size=1000)`,".to_owned(),
        () => String::new(),
    };
    format!("`{joined}{fetched}`{proviso}")
}

/// The attributes of objects that lead there.
fn attributes(hops: &[Hop]) -> String {
    hops.iter().map(|hop| hop.attribute.as_str()).collect::<Vec<_>>().join("__")
}

/// How queries call what objects call otherwise.
fn lookups(hops: &[Hop], models: &Models) -> String {
    let lookup = |hop: &Hop| {
        let mut known = models.get(hop.class).lookups.iter();
        known.find(|(_, accessor)| **accessor == hop.attribute).map_or(&hop.attribute, |(lookup, _)| lookup).clone()
    };
    hops.iter().map(lookup).collect::<Vec<_>>().join("__")
}

/// `Order.select(Order, Customer).join(Customer)`, `prefetch(Order.select(), Item.select())`
fn peewee(event: &Event, models: &Models) -> Option<String> {
    let class = &models.get(event.hops.first()?.class).name;
    let target = &models.get(event.target?).name;
    match (event.kind, event.hops.len()) {
        (LazyKind::Relation, 1) => Some(format!("`{class}.select({class}, {target}).join({target})`")),
        (LazyKind::Collection, 1) => Some(format!("`prefetch({class}.select(…), {target}.select())`")),
        _ => None,
    }
}

fn sqlalchemy(event: &Event, models: &Models, module: &str) -> Option<String> {
    if event.kind == LazyKind::Column {
        let hop = event.hops.last()?;
        let class = &models.get(hop.class).name;
        return Some(format!("`{module}{class}.{}` among the columns of the query", hop.attribute));
    }
    Some(format!("`.options({})`", loaders(event, models, module)))
}

/// `joinedload(Order.customer).joinedload(Customer.region)`
fn loaders(event: &Event, models: &Models, module: &str) -> String {
    let loaders: Vec<String> = event
        .hops
        .iter()
        .map(|hop| {
            let loader = if hop.many { "selectinload" } else { "joinedload" };
            format!("{loader}({module}{}.{})", models.get(hop.class).name, hop.attribute)
        })
        .collect();
    loaders.join(".")
}
