//! Rows that loops take, and what is read of them.

use super::python;
use crate::extract::{Annotation, RowRoot, RowUse, Rows};

fn shown(rows: &Rows) -> String {
    let names = |steps: &[crate::extract::Step]| {
        let name =
            |step: &crate::extract::Step| format!(".{}{}", step.name, if step.arguments.is_some() { "()" } else { "" });
        steps.iter().map(name).collect::<String>()
    };
    let root = |root: &RowRoot| match root {
        RowRoot::Path(path) => path.join("."),
        RowRoot::Row(row) => format!("row {row}"),
        RowRoot::RowList(row) => format!("rows {row}"),
        RowRoot::Own(class) => format!("a {class}"),
        RowRoot::Base(class) => format!("a base of {class}"),
        RowRoot::Passed(passing) => format!("{}(…)", passing.step.name),
        RowRoot::Parameter { annotated: Some(Annotation { class, many }), .. } => {
            format!("{} {}", if *many { "many" } else { "one" }, class.join("."))
        }
        RowRoot::Parameter { name, annotated: None, .. } => format!("given {name}"),
        RowRoot::Value => "?".to_owned(),
    };
    let sources: Vec<String> =
        rows.sources.iter().map(|source| format!("{}{}", root(&source.root), names(&source.steps))).collect();
    let usage = |usage: RowUse| match usage {
        RowUse::Value => "",
        RowUse::Items => "*",
        RowUse::Target => "=",
    };
    let reads: Vec<String> =
        rows.reads.iter().map(|read| format!("{}{}", names(&read.steps), usage(read.usage))).collect();
    format!("{} in {}: {}", rows.variable, sources.join(" | "), reads.join(" "))
}

fn rows(text: &str) -> Vec<String> {
    python(text).extract.rows.iter().map(shown).collect()
}

const HEAD: &str = "from django.db import models\nfrom shop.models import Order\n";

#[test]
fn come_from_queries_on_every_way() {
    let text = "def f(day):\n    orders = Order.objects.all()\n    if day:\n        orders = orders.filter(day=day)\n    for order in sorted(orders):\n        order.customer.name\n";
    assert_eq!(
        rows(&format!("{HEAD}{text}")),
        ["order in shop.models.Order.objects.all() | shop.models.Order.objects.all().filter(): .customer.name"]
    );
}

#[test]
fn lead_to_rows_of_their_relations() {
    let text = "def f():\n    for n, order in enumerate(Order.objects.all()):\n        order.seen = n\n        for item in order.items.filter(x=1):\n            print(item.product)\n        if order.notes.all():\n            last = order.customer\n            last.region.name\n";
    assert_eq!(
        rows(&format!("{HEAD}{text}")),
        [
            "order in shop.models.Order.objects.all(): .seen= .items.filter()* .notes.all()* .customer.region.name .customer",
            "item in row 0.items.filter(): .product.__str__()"
        ]
    );
}

#[test]
fn are_told_by_annotations_and_by_the_class() {
    let text = "class Item(models.Model):\n    def f(self):\n        return [tag.name for tag in self.tags.all()]\n\ndef f(orders: list[Order]):\n    return {order.pk: order.customer.name for order in orders}\n\ndef g(orders):\n    return [order.customer for order in orders]\n";
    assert_eq!(
        rows(&format!("{HEAD}{text}")),
        [
            "tag in a Item.tags.all(): .name",
            "order in many shop.models.Order: .pk .customer.name",
            "order in given orders: .customer",
            "self in a Item: .tags.all()*",
        ]
    );
}

#[test]
fn keep_what_guards_a_read() {
    let program = python(&format!(
        "{HEAD}def f():\n    known = {{}}\n    for order in Order.objects.all():\n        if order.customer_id not in known:\n            known[order.customer_id] = order.customer.name\n        try:\n            pass\n        except ValueError:\n            print(order.number)\n"
    ));
    let reads = &program.extract.rows[0].reads;
    let said: Vec<(bool, bool)> = reads.iter().map(|read| (read.memoised, read.failing)).collect();
    assert_eq!(said, [(false, false), (true, false), (true, false), (false, true)]);
}

#[test]
fn of_sessions_are_awaited_or_not() {
    let text = "from sqlalchemy import select\nfrom shop.models import Order\n\nasync def f(session):\n    order = await session.get(Order, 1)\n    order.customer\n    for order in (await session.scalars(select(Order))).all():\n        order.items\n";
    let program = python(text);
    let said: Vec<(String, bool)> =
        program.extract.rows.iter().map(|rows| (shown(rows), rows.sources[0].awaited)).collect();
    let orders = [
        ("order in given session.scalars().all(): .items".to_owned(), true),
        ("order in given session.get(): .customer".to_owned(), true),
    ];
    assert_eq!(said[..2], orders);
}

#[test]
fn come_from_what_a_function_makes_of_others() {
    let text = "def f(orders=None):\n    if orders is None:\n        orders = Order.objects.all()\n    for order in narrowed(orders, 1).filter(x=1):\n        order.customer\n    for order in orders:\n        order.notes.all()\n";
    assert_eq!(
        rows(&format!("{HEAD}{text}")),
        [
            "order in narrowed(…).filter(): .customer",
            "order in given orders | shop.models.Order.objects.all(): .notes.all()"
        ]
    );
}
