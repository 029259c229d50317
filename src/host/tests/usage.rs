//! What becomes of results, and rows that are made or changed.

use super::{python, rust};
use crate::fact::Outcome;

const DJANGO: &str = "from django.db import models\nfrom shop.models import Order, Tag\n";

/// The outcome of the only query of a Django function.
fn outcome(body: &str) -> Outcome {
    let program = python(&format!("{DJANGO}def f(user, show):\n    {body}\n"));
    let found: Vec<Outcome> = program.extract.executions.iter().map(|execution| execution.outcome).collect();
    assert_eq!(found.len(), 1, "{body}");
    found[0]
}

#[test]
fn numbers_are_tested_compared_or_counted() {
    for (body, expected) in [
        ("return Order.objects.filter(user=user).count() > 0", Outcome::Tested),
        ("return 1 <= Order.objects.filter(user=user).count()", Outcome::Tested),
        ("n = Order.objects.filter(user=user).count()\n    if not n:\n        show()", Outcome::Tested),
        ("if (n := Order.objects.filter(user=user).count()) == 0:\n        show()", Outcome::Tested),
        ("return Order.objects.filter(user=user).count() > 1", Outcome::Compared),
        ("n = Order.objects.filter(user=user).count()\n    if n:\n        show(n)", Outcome::Counted),
        ("show(f'{Order.objects.filter(user=user).count()} orders')", Outcome::Counted),
    ] {
        assert_eq!(outcome(body), expected, "{body}");
    }
}

#[test]
fn rows_are_kept_unless_all_of_their_uses_are_known() {
    for (body, expected) in [
        ("return len(list(Order.objects.filter(user=user)))", Outcome::Counted),
        ("return len(set(Order.objects.filter(user=user)))", Outcome::Kept),
        ("orders = Order.objects.filter(user=user)\n    return len(orders) >= 3", Outcome::Compared),
        ("orders = Order.objects.filter(user=user)\n    return len(orders), orders", Outcome::Kept),
        ("orders = Order.objects.filter(user=user)\n    return show(len(orders), locals())", Outcome::Kept),
        ("return bool(Order.objects.filter(user=user))", Outcome::Tested),
        ("if show and not Order.objects.filter(user=user):\n        show()", Outcome::Tested),
        ("show.orders = list(Order.objects.filter(user=user))", Outcome::Kept),
    ] {
        assert_eq!(outcome(body), expected, "{body}");
    }
}

#[test]
fn a_macro_may_name_what_is_not_read() {
    let text = |last: &str| {
        format!(
            "use diesel::prelude::*;\nfn f(conn: &mut PgConnection) {{\n    let n = tags::table.count().get_result::<i64>(conn).unwrap();\n    {last}\n}}\n"
        )
    };
    let outcome = |last: &str| rust(&text(last)).execution("get_result::<i64>").outcome;
    assert_eq!(outcome("if n > 0 { println!(\"tags\") }"), Outcome::Tested);
    assert_eq!(outcome("if n > 0 { println!(\"{n} tags\") }"), Outcome::Kept);
}

#[test]
fn rows_of_one_query_follow_only_on_its_own_way() {
    let follows = |body: &str| {
        let text = format!("{DJANGO}def f(user, show):\n    orders = Order.objects.filter(user=user)\n    {body}\n");
        python(&text).extract.executions.iter().any(|execution| execution.rows_follow.is_some())
    };
    assert!(follows("if orders.exists():\n        for order in orders:\n            show(order)"));
    assert!(!follows("for order in orders:\n        show(order)\n    return orders.count()"));
    assert!(!follows("if user:\n        show(orders.count())\n    else:\n        list(orders)"));
    assert!(!follows("show(orders.count())\n    if user:\n        list(orders)"));
    assert!(!follows("show(orders.count())\n    Tag.objects.create(user=user)\n    list(orders)"));
}

#[test]
fn rows_are_made_for_lack_of_one() {
    let keys = |body: &str| {
        let program = python(&format!("{DJANGO}def f(name, other):\n    {body}\n"));
        program.extract.creations.iter().map(|creation| creation.keys.join(",")).collect::<Vec<_>>()
    };
    assert_eq!(keys("return Tag.objects.filter(name=name).first() or Tag.objects.create(name=name, x=1)"), ["name"]);
    assert_eq!(keys("if not Tag.objects.filter(name=name).exists():\n        Tag(name=name).save()"), ["name"]);
    for silent in [
        "return Tag.objects.filter(name=name).first() or Tag.objects.create(name=other)",
        "if Tag.objects.filter(name=name).exists():\n        Tag.objects.create(name=name)",
        "if not Tag.objects.filter(name__startswith=name).exists():\n        Tag.objects.create(name=name)",
        "if not Tag.objects.exclude(name=name).exists():\n        Tag.objects.create(name=name)",
        "if not Order.objects.filter(name=name).exists():\n        Tag.objects.create(name=name)",
    ] {
        assert!(keys(silent).is_empty(), "{silent}");
    }
}
