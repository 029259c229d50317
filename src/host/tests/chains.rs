//! The queries that ORMs build.

use super::{python, rust};
use crate::extract::{Chain, Expression, Step};

fn shown(expression: &Expression) -> String {
    let many = |items: &[Expression], sign: &str| items.iter().map(shown).collect::<Vec<_>>().join(sign);
    match expression {
        Expression::Text(text) => format!("'{text}'"),
        Expression::Number(number) => number.clone(),
        Expression::Boolean(value) => value.to_string(),
        Expression::Null => "null".to_owned(),
        Expression::Path(path) => path.join("."),
        Expression::Member { object, name } => format!("{}.{name}", shown(object)),
        Expression::Call(call) => format!("{}({})", shown(&call.callee), arguments(&call.arguments)),
        Expression::List(items) => format!("[{}]", many(items, ", ")),
        Expression::All(items) => format!("({})", many(items, " and ")),
        Expression::Any(items) => format!("({})", many(items, " or ")),
        Expression::Not(value) => format!("not {}", shown(value)),
        Expression::Comparison { left, operator, right } => format!("{} {operator} {}", shown(left), shown(right)),
        Expression::Slice { from, to } => format!("{from:?}:{to:?}").replace("Some(", "").replace(')', ""),
        Expression::Calculation => "??".to_owned(),
        Expression::Value => "?".to_owned(),
    }
}

fn arguments(arguments: &[crate::extract::Argument]) -> String {
    let one = |argument: &crate::extract::Argument| match &argument.name {
        Some(name) => format!("{name}={}", shown(&argument.value)),
        None if argument.spread => format!("*{}", shown(&argument.value)),
        None => shown(&argument.value),
    };
    arguments.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn chain(chain: &Chain) -> String {
    let step = |step: &Step| match &step.arguments {
        Some(given) => format!("{}({})", step.name, arguments(given)),
        None => step.name.clone(),
    };
    format!("{}: {}", shown(&chain.root), chain.steps.iter().map(step).collect::<Vec<_>>().join(" "))
}

fn chains(program: &super::Program) -> Vec<String> {
    program.extract.executions.iter().filter_map(|execution| execution.chain.as_ref()).map(chain).collect()
}

#[test]
fn of_django() {
    let program = python(
        "from django.db.models import Q\nfrom shop.models import Order\n\ndef f(day, extra):\n    orders = Order.objects.filter(Q(status='open') | ~Q(total__gt=5), placed__date=day, **extra)\n    for order in orders.order_by('-placed')[:10]:\n        pass\n    return Order.objects.filter(pk__in=[1, 2]).count()\n",
    );
    assert_eq!(
        chains(&program),
        [
            "shop.models.Order: objects filter((django.db.models.Q(status='open') or not django.db.models.Q(total__gt=5)), placed__date=?, *?) order_by('-placed') [](None:10)",
            "shop.models.Order: objects filter(pk__in=[1, 2]) count()",
        ]
    );
}

#[test]
fn of_sqlalchemy() {
    let program = python(
        "from sqlalchemy import select, func\nfrom app.models import Order\n\ndef f(session, day):\n    stmt = select(Order.id, func.count()).where(Order.status == 'open', Order.note.is_(None)).limit(5)\n    rows = session.execute(stmt).all()\n    one = session.query(Order).filter(Order.day >= day).first()\n",
    );
    assert_eq!(
        chains(&program),
        [
            "sqlalchemy: select(app.models.Order.id, sqlalchemy.func.count()) where(app.models.Order.status == 'open', app.models.Order.note.is_(null)) limit(5)",
            "?: query(app.models.Order) filter(app.models.Order.day >= ?) first()",
        ]
    );
}

#[test]
fn of_diesel() {
    let program = rust(
        "use diesel::prelude::*;\nuse crate::schema::orders;\nfn f(conn: &mut PgConnection) {\n    let found = orders::table.filter(orders::status.eq(\"open\")).order(orders::id.desc()).limit(5).load::<Order>(conn);\n}\n",
    );
    assert_eq!(
        chains(&program),
        [
            "crate.schema.orders: table filter(crate.schema.orders.status.eq('open')) order(crate.schema.orders.id.desc()) limit(5) load(?)"
        ]
    );
}
