//! Functions, their calls, and what a call tells of itself.

use super::{Program, python, rust};
use crate::extract::{CallSite, Callee, Uses};

impl Program {
    fn call(&self, written: &str) -> &CallSite {
        let calls = &self.extract.functions.calls;
        let known: Vec<&str> = calls.iter().map(|call| call.written.as_str()).collect();
        calls.iter().find(|call| call.written == written).unwrap_or_else(|| panic!("`{written}` among {known:?}"))
    }

    fn callee(&self, written: &str) -> Callee {
        self.call(written).callee.clone()
    }
}

fn path(path: &str) -> Callee {
    Callee::Path(path.to_owned())
}

fn of(class: &str, method: &str) -> Callee {
    Callee::Of { classes: vec![class.to_owned()], method: method.to_owned() }
}

#[test]
fn callees_are_paths_methods_and_attributes() {
    let found = python(
        "from django.db import connection\nfrom ..orders import totals as t, models\nfrom .models import Order\nclass Cart(Base):\n    def fill(self, line: Order, other):\n        t(line)\n        models.load(line)\n        self.check(line)\n        super().fill(line)\n        line.total()\n        other.recalculate_price()\n        other.get()\n        Order(1).total()\n        for row in Order.objects.all():\n            row.price\n        local(1)\n        print(line)\ndef local(x):\n    pass\n",
    );
    assert_eq!(found.callee("t"), path("..orders.totals"));
    assert_eq!(found.callee("models.load"), path("..orders.models.load"));
    assert_eq!(found.callee("local"), path("local"));
    assert_eq!(found.callee("self.check"), Callee::Own { class: "Cart".into(), method: "check".into() });
    assert_eq!(found.callee("super().fill"), Callee::Base { class: "Cart".into(), method: "fill".into() });
    assert_eq!(found.callee("line.total"), of(".models.Order", "total"));
    assert_eq!(found.callee("other.recalculate_price"), Callee::Method("recalculate_price".into()));
    assert_eq!(found.callee("Order().total"), of(".models.Order", "total"));
    let read = Callee::Attribute { classes: vec![".models.Order".into()], name: "price".into() };
    assert_eq!(found.callee("row.price"), read);
    let calls = &found.extract.functions.calls;
    assert!(calls.iter().all(|call| call.written != "other.get" && call.written != "print"), "names that tell nothing");
    assert_eq!(found.extract.functions.classes[0].bases, ["Base"]);
}

#[test]
fn rust_callees() {
    let found = rust(
        "use diesel::prelude::*;\nuse crate::db::{orders, Item as Row};\nimpl Cart {\n    pub fn all(conn: &mut PgConnection) -> Vec<Self> { Vec::new() }\n    pub fn sum(&self, conn: &mut PgConnection) {\n        for cart in Self::all(conn) {\n            cart.price(conn);\n        }\n        for id in self.ids.iter() {\n            orders::load(conn, id);\n            Row::find(conn, id);\n            id.reload(conn);\n        }\n    }\n}\nimpl Totals for Cart {}\n#[cached]\nfn rate() {}\n",
    );
    assert_eq!(found.callee("cart.price"), of("Cart", "price"));
    assert_eq!(found.callee("orders::load"), path("crate.db.orders.load"));
    assert_eq!(found.callee("Row::find"), path("crate.db.Item.find"));
    assert_eq!(found.callee("id.reload"), Callee::Method("reload".into()));
    assert!(found.call("id.reload").hands_connection);
    let functions = &found.extract.functions;
    assert_eq!(functions.classes[0].bases, ["Totals"]);
    let cached: Vec<&str> = functions.defined.iter().filter(|f| f.is_cached).map(|f| f.name.as_str()).collect();
    assert_eq!(cached, ["rate"]);
}

#[test]
fn parameters_flow_into_queries_and_arguments() {
    let found = python(
        "import psycopg\nclass Shop:\n    def price(self, conn: psycopg.Connection, line, day, *, unused=None):\n        key = (line.product_id, day)\n        return conn.execute('SELECT price FROM prices WHERE product_id = %s AND day = %s', key)\n    def all(self, conn, lines, day):\n        for line in lines:\n            self.price(conn, line, day=day)\n",
    );
    let functions = &found.extract.functions;
    let names: Vec<_> = functions.defined[0].parameters.iter().map(String::as_str).collect();
    assert_eq!(names[..3], ["conn", "line", "day"]);
    assert!(functions.defined[0].has_receiver);
    let executes = &functions.executes[0];
    let uses = |position| executes.uses.has(Uses::parameter(position));
    assert_eq!((uses(0), uses(1), uses(2), uses(3)), (true, true, true, false));
    assert!(!executes.uses.has(Uses::RECEIVER));
    let call = found.call("self.price");
    let changes: Vec<_> = call.arguments.iter().map(|given| given.changes).collect();
    assert_eq!(changes, [Some(false), Some(true), Some(false)]);
    assert_eq!(call.arguments[0].passed, Some(0));
    assert_eq!(call.arguments[2].name.as_deref(), Some("day"));
    assert_eq!(call.receiver.changes, Some(false));
}

/// What is said of the way to the only execution of a function.
#[track_caller]
fn way(body: &str, conditional: bool, memoised: bool) {
    let text =
        format!("import psycopg\nclass Shop:\n    def price(self, conn: psycopg.Connection, key, cache):\n{body}\n",);
    let found = python(&text);
    let way = found.extract.functions.executes[0].way;
    assert_eq!((way.conditional, way.memoised), (conditional, memoised), "{body}");
}

#[test]
fn ways_to_a_query() {
    let query = "conn.execute('SELECT 1 FROM prices WHERE id = %s', (key,))";
    way(&format!("        if not key:\n            return None\n        return {query}"), false, false);
    way(&format!("        if key:\n            return {query}"), true, false);
    way(
        &format!("        if self._price is None:\n            self._price = {query}\n        return self._price"),
        true,
        true,
    );
    way(
        &format!(
            "        hit = cache.get(key)\n        if hit is not None:\n            return hit\n        return {query}"
        ),
        false,
        true,
    );
    way(&format!("        if key not in self.known:\n            self.known[key] = {query}"), true, true);
    way(
        &format!("        if hasattr(self, '_price'):\n            return self._price\n        self._price = {query}"),
        false,
        true,
    );
    way(
        &format!(
            "        try:\n            return self._price\n        except AttributeError:\n            return {query}"
        ),
        true,
        false,
    );
}

#[test]
fn what_is_kept_and_what_is_an_attribute() {
    let found = python(
        "from functools import lru_cache\nimport django.db.models\nclass Order:\n    @property\n    def total(self):\n        return 1\n    @lru_cache(maxsize=None)\n    def rate(self):\n        return 2\n    @staticmethod\n    def vat(x):\n        return 3\n",
    );
    let marks: Vec<_> = found.extract.functions.defined.iter().map(|f| (f.is_property, f.is_cached)).collect();
    assert_eq!(marks, [(true, false), (false, true), (false, false)]);
}

#[test]
fn arms_of_a_match_guard() {
    let found = rust(
        "use diesel::prelude::*;\nfn all(conn: &mut PgConnection, kinds: &[i32]) {\n    for kind in kinds {\n        match kind {\n            1 => { let x = crate::shop::load_prices(conn); }\n            2 => crate::shop::load_stock(conn),\n            _ => {}\n        }\n    }\n}\n",
    );
    assert_eq!(found.call("crate::shop::load_stock").turn.map(|turn| turn.guarded), Some(true));
    assert_eq!(found.call("crate::shop::load_prices").turn.map(|turn| turn.guarded), Some(true));
}
