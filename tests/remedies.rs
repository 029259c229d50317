//! What reports on loops tell people to type: the right form for what is written, and one for all that is read of the
//! same rows.

use seqscan::extract::Extract;
use seqscan::finding::Finding;
use seqscan::lint::{self, Settings};
use seqscan::project::Contribution;
use seqscan::rule::Ruleset;
use seqscan::text::{Source, SourceKind};

/// Message and help of each finding of a rule.
fn reports(rule: &str, python: &str) -> Vec<(String, String)> {
    reports_beside(rule, ("shop/services.py", python), &[])
}

/// The same, of the first file among others.
fn reports_beside(rule: &str, first: (&str, &str), others: &[(&str, &str)]) -> Vec<(String, String)> {
    findings(rule, first, others).into_iter().map(|found| (found.message, found.help)).collect()
}

fn findings(rule: &str, first: (&str, &str), others: &[(&str, &str)]) -> Vec<Finding> {
    let settings = Settings::default();
    let read = |&(path, text): &(&str, &str)| {
        let kind = if path.ends_with(".sql") { SourceKind::Sql } else { SourceKind::Host("python") };
        let source = Source::new(path, text, kind);
        let extract = lint::extract(&source, &settings);
        (source, extract)
    };
    let files: Vec<_> = std::iter::once(&first).chain(others).map(read).collect();
    let mut sorted: Vec<&(Source, Extract)> = files.iter().collect();
    sorted.sort_by(|one, other| one.0.path.cmp(&other.0.path));
    let contributions: Vec<_> = sorted
        .iter()
        .map(|(source, extract)| Contribution { path: &source.path, kind: source.kind, extract })
        .collect();
    let project = lint::fold(&contributions, &settings);
    let rules = Ruleset::embedded().expect("our rules can be read");
    let (source, extract) = &files[0];
    let findings = lint::lint(source, extract, &project, &rules, &settings);
    findings.into_iter().filter(|found| found.rule == rule).collect()
}

#[track_caller]
fn one(rule: &str, python: &str) -> (String, String) {
    let mut all = reports(rule, python);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn write(line: &str) -> (String, String) {
    one(
        "write-in-loop",
        &format!("from django.db import models, transaction\n\ndef f(rows):\n    for row in rows:\n        {line}\n"),
    )
}

#[test]
fn each_write_is_told_its_own_bulk_form() {
    assert!(write("Order.objects.create(number=row.number)").1.contains("`bulk_create(objects)`"));
    let (message, help) = write("Order.objects.get_or_create(number=row.number)");
    assert!(message.contains("looks for its row, and makes it where there is none, once for each `row`"), "{message}");
    assert!(help.contains("ignore_conflicts=True"), "{help}");
    let (message, help) = write("Order.objects.update_or_create(number=row.number)");
    assert!(message.contains("writes it either way"), "{message}");
    assert!(help.contains("update_conflicts=True"), "{help}");
    let (message, help) = write("Order.objects.filter(pk=row.id).update(total=row.total)");
    assert!(message.contains("writes to the database once for each `row`"), "{message}");
    assert!(help.contains("bulk_update(") && !help.contains("bulk_create("), "{help}");
    let (_, help) = write("Order.objects.filter(pk=row.id).delete()");
    assert!(help.contains("`filter(pk__in=ids).delete()`") && !help.contains("bulk_create("), "{help}");
}

#[test]
fn the_statement_tells_what_is_written() {
    let write = |sql: &str| {
        let program = format!(
            "import psycopg\n\ndef f(conn: psycopg.Connection, rows):\n    for row in rows:\n        conn.execute(\"{sql}\", (row.a, row.b))\n"
        );
        one("write-in-loop", &program).1
    };
    assert!(write("UPDATE stock SET quantity = %s WHERE id = %s").contains("unnest("));
    assert!(write("DELETE FROM stock WHERE a = %s AND b = %s").contains("DELETE … WHERE id = ANY(%s)"));
    assert!(write("INSERT INTO stock (a, b) VALUES (%s, %s)").contains("executemany"));
}

const MODELS: &str = "from django.db import models\n\nclass Customer(models.Model):\n    name = models.CharField(max_length=80)\n\nclass Region(models.Model):\n    name = models.CharField(max_length=80)\n\nclass Order(models.Model):\n    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)\n    region = models.ForeignKey(Region, on_delete=models.PROTECT)\n\nclass Item(models.Model):\n    order = models.ForeignKey(Order, related_name=\"items\", on_delete=models.CASCADE)\n    sku = models.CharField(max_length=20)\n\n";

#[test]
fn all_relations_of_the_same_rows_are_one_report() {
    let body = "def f():\n    for order in Order.objects.all():\n        print(order.customer.name)\n        print(order.region.name)\n        print([item.sku for item in order.items.all()])\n";
    let (message, help) = one("lazy-relation-in-loop", &format!("{MODELS}{body}"));
    assert!(message.contains("`order.customer` asks the database again for each `order` of the loop"), "{message}");
    assert!(message.contains("the same goes for `order.region` and `order.items"), "{message}");
    assert!(help.contains("`.select_related(\"customer\", \"region\").prefetch_related(\"items\")`"), "{help}");
    // Rows of another query are another report.
    let other = "def f():\n    for order in Order.objects.all():\n        print(order.customer.name)\n    for order in Order.objects.filter(pk__gt=7):\n        print(order.region.name)\n";
    assert_eq!(reports("lazy-relation-in-loop", &format!("{MODELS}{other}")).len(), 2);
}

#[test]
fn a_session_asks_once_for_each_different_row() {
    let program = "from sqlalchemy import ForeignKey, select\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship\n\nclass Base(DeclarativeBase):\n    pass\n\nclass Customer(Base):\n    __tablename__ = \"customers\"\n    id: Mapped[int] = mapped_column(primary_key=True)\n\nclass Product(Base):\n    __tablename__ = \"products\"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    name: Mapped[str]\n\nclass Order(Base):\n    __tablename__ = \"orders\"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    customer_id: Mapped[int] = mapped_column(ForeignKey(\"customers.id\"))\n    customer: Mapped[\"Customer\"] = relationship()\n    product_id: Mapped[int] = mapped_column(ForeignKey(\"products.id\"))\n    product: Mapped[\"Product\"] = relationship()\n\ndef f(session: Session):\n    return [(order.customer.name, order.product.name) for order in session.scalars(select(Order))]\n";
    let (message, help) = one("lazy-relation-in-loop", program);
    assert!(message.contains("asks the database again for each different `Customer`"), "{message}");
    assert!(help.contains("`.options(joinedload(Order.customer), joinedload(Order.product))`"), "{help}");
}

/// What Django says to each of these was tried: it refuses what is not told here.
#[test]
fn what_is_fetched_along_suits_the_query() {
    let help = |expression: &str| {
        let body = format!("def f():\n    for order in {expression}:\n        print(order.customer.name)\n");
        one("lazy-relation-in-loop", &format!("{MODELS}{body}")).1
    };
    assert!(
        help("Order.objects.raw(\"SELECT id, customer_id FROM orders\")").contains("`.prefetch_related(\"customer\")`")
    );
    let united = help("Order.objects.filter(pk=1).union(Order.objects.filter(pk=2))");
    assert!(united.contains("`.select_related(\"customer\")`, before they are united and to each of them"), "{united}");
    let keyless = help("Order.objects.only(\"region\")");
    assert!(keyless.contains("`.select_related(\"customer\")`, with `\"customer\"` among its columns"), "{keyless}");
    assert!(help("Order.objects.only(\"customer\")").contains("add `.select_related(\"customer\")` to the query"));
    let body = "def f():\n    for order in Order.objects.iterator():\n        print([item.sku for item in order.items.all()])\n";
    let (_, pieces) = one("lazy-relation-in-loop", &format!("{MODELS}{body}"));
    assert!(pieces.contains("`.prefetch_related(\"items\")`, with `.iterator(chunk_size=1000)`"), "{pieces}");
}

#[test]
fn a_look_up_of_a_time_is_called_as_it_is_written() {
    let shifts = "from django.db import models\n\nDATABASES = {\"default\": {\"ENGINE\": \"django.db.backends.sqlite3\"}}\n\nclass Shift(models.Model):\n    starts = models.DateTimeField(db_index=True)\n\n";
    let report = |lookup: &str| {
        let body = format!("def f(value):\n    return list(Shift.objects.filter({lookup}=value))\n");
        one("function-on-column", &format!("{shifts}{body}"))
    };
    let (message, help) = report("starts__hour");
    assert!(message.starts_with("`__hour` around"), "{message}");
    assert!(help.contains("`starts__gte=…, starts__lt=…`") && help.contains("What comes again every day"), "{help}");
    let casts = shifts.replace("sqlite3", "postgresql");
    let body = "def f(value):\n    return list(Shift.objects.filter(starts__date=value))\n";
    let (_, help) = one("cast-on-column", &format!("{casts}{body}"));
    assert!(help.contains("`starts__gte=…, starts__lt=…`"), "{help}");
    let (message, help) = report("starts__date");
    assert!(message.starts_with("`__date` around"), "{message}");
    assert!(help.contains("from the beginning of the day to that of the next"), "{help}");
}

#[test]
fn the_index_for_text_inside_a_column_is_on_what_is_sent() {
    let articles = "from django.db import models\n\nDATABASES = {\"default\": {\"ENGINE\": \"django.db.backends.postgresql\"}}\n\nclass Article(models.Model):\n    title = models.CharField(max_length=80)\n    class Meta:\n        db_table = \"articles\"\n\n";
    let help = |lookup: &str| {
        let body = format!("def f(value):\n    return list(Article.objects.filter({lookup}=value))\n");
        one("leading-wildcard-like", &format!("{articles}{body}")).1
    };
    assert!(help("title__contains").contains("`CREATE INDEX CONCURRENTLY ON articles USING gin (title gin_trgm_ops)`"));
    assert!(
        help("title__icontains")
            .contains("`CREATE INDEX CONCURRENTLY ON articles USING gin (upper(title) gin_trgm_ops)`")
    );
}

/// `Order.objects.select_related("customer")` would ask the wrong class, and what is forgotten is not told again.
#[test]
fn a_fix_stands_in_the_query_that_it_is_of() {
    let fixes = |lines: &str| {
        let body = format!("def f():\n{lines}        print(order.region.name)\n");
        let found = findings("lazy-relation-in-loop", ("shop/services.py", &format!("{MODELS}{body}")), &[]);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].fix.is_some()
    };
    assert!(fixes("    orders = Order.objects.all()\n    for order in orders:\n"));
    assert!(!fixes("    one = Customer.objects.get(pk=1)\n    for order in one.order_set.filter(pk__gt=1):\n"));
    assert!(!fixes(
        "    orders = Order.objects.select_related(\"region\")\n    for order in orders.select_related(None):\n"
    ));
}

#[test]
fn a_bulk_form_is_told_what_else_it_has_to_do() {
    let program = "from django.db import connection

def touch(account_id):
    with connection.cursor() as cursor:
        cursor.execute(\"UPDATE accounts SET changed_at = now() WHERE id = %s\", [account_id])

def remove(letter):
    touch(letter.account_id)
    with connection.cursor() as cursor:
        cursor.execute(\"DELETE FROM letters WHERE id = %s\", [letter.id])

def remove_all(letters):
    for letter in letters:
        remove(letter)
";
    let (_, help) = one("write-in-called-function", program);
    assert!(
        help.ends_with("`remove` calls `touch` too: the new form has to do that for all of them as well."),
        "{help}"
    );
    let alone = program.replace("    touch(letter.account_id)\n", "");
    let (_, help) = one("write-in-called-function", &alone);
    assert!(!help.contains("too:"), "{help}");
}

#[test]
fn models_are_called_as_the_query_calls_them() {
    let models = "from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

class Author(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))

class Book(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    shelf = db.Column(db.Integer)
    author_id = db.Column(db.Integer, db.ForeignKey(\"author.id\"))
    author = db.relationship(Author)
";
    let list = "from shop import models

def titles(shelf):
    return [book.author.name for book in models.Book.query.filter(models.Book.shelf == shelf)]
";
    let told = reports_beside("lazy-relation-in-loop", ("shop/lists.py", list), &[("shop/models.py", models)]);
    let [(_, help)] = told.as_slice() else { panic!("{told:?}") };
    assert!(help.contains("joinedload(models.Book.author)"), "{help}");
    let bare = list.replace("models.", "").replace("from shop import models", "from shop.models import Book");
    let told = reports_beside("lazy-relation-in-loop", ("shop/lists.py", &bare), &[("shop/models.py", models)]);
    let [(_, help)] = told.as_slice() else { panic!("{told:?}") };
    assert!(help.contains("joinedload(Book.author)"), "{help}");
}

#[test]
fn what_is_annotated_is_read_where_it_was_asked_for() {
    let body = "class Shelf(models.Model):
    @property
    def copies(self):
        return self.books.count()

class Book(models.Model):
    shelf = models.ForeignKey(Shelf, related_name=\"books\", on_delete=models.CASCADE)

def f():
    return [shelf.copies for shelf in Shelf.objects.all()]
";
    let told = reports("lazy-relation-in-loop", &format!("from django.db import models\n\n{body}"));
    let called = reports("query-in-called-function", &format!("from django.db import models\n\n{body}"));
    let told: Vec<_> = told.into_iter().chain(called).collect();
    let [(_, help)] = told.as_slice() else { panic!("{told:?}") };
    assert!(help.contains("(and have `copies` read that)"), "{help}");
}

#[test]
fn an_index_that_takes_the_place_of_another_is_built_first() {
    let create = "CREATE INDEX orders_by_day ON orders (placed_at, id);\n";
    let migration = format!("DROP INDEX orders_by_day;\n{create}");
    let told = |text: &str| reports_beside("blocking-index-create", ("migrations/0007_orders.postgres.sql", text), &[]);
    let replaced = told(&migration);
    assert!(replaced[0].1.contains("`ALTER INDEX … RENAME TO orders_by_day`"), "{replaced:?}");
    let plain = told(create);
    assert!(!plain[0].1.contains("RENAME"), "{plain:?}");
}
