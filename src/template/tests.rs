//! What templates say of rows.

use super::*;
use crate::text::SourceKind;

fn rows(text: &str) -> Vec<String> {
    let extract = read(&Source::new("a.html", text, SourceKind::Template));
    let names = |steps: &[Step]| {
        let name = |step: &Step| format!(".{}{}", step.name, if step.arguments.is_some() { "()" } else { "" });
        steps.iter().map(name).collect::<String>()
    };
    let root = |root: &RowRoot| match root {
        RowRoot::Row(row) => format!("row {row}"),
        RowRoot::Parameter { name, .. } => format!("given {name}"),
        other => format!("{other:?}"),
    };
    let rows = extract.rows.iter().map(|rows| {
        let source = &rows.sources[0];
        let flags = |read: &RowRead| {
            let marks = [(read.usage == RowUse::Items, "*"), (read.guarded, "?"), (read.memoised, "!")];
            marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect::<String>()
        };
        let reads: Vec<String> =
            rows.reads.iter().map(|read| format!("{}{}", names(&read.steps), flags(read))).collect();
        let repeated = if rows.repetition.is_some() { "in" } else { "is" };
        let from = format!("{}{}", root(&source.root), names(&source.steps));
        format!("{} {repeated} {from}: {}", rows.variable, reads.join(" "))
    });
    let handings = extract.handings.iter().map(|handing| {
        let given: Vec<String> =
            handing.sources.iter().map(|source| format!("{}{}", root(&source.root), names(&source.steps))).collect();
        match &handing.to {
            Recipient::Template { name, variable } => {
                Some(format!("{name} {}={}", variable.as_deref().unwrap_or("*"), given.join("|")))
            }
            Recipient::Tag { name, parameter } if name != "url" => {
                let parameter = match parameter {
                    ParameterName::Position(position) => position.to_string(),
                    ParameterName::Name(name) => name.clone(),
                };
                Some(format!("{name}[{parameter}]={}", given.join("|")))
            }
            _ => None,
        }
    });
    rows.chain(handings.flatten()).collect()
}

#[test]
fn loops_take_rows_and_read_them() {
    let text = "{% for order in orders %}<td>{{ order.customer.name|title }}</td>{% if order.paid %}{{ order.items.count }}{% endif %}\
                {% for item in order.items.all %}{{ item }}{% endfor %}{% endfor %}{{ order.number }}";
    assert_eq!(
        rows(text),
        [
            "order in given orders: .customer.name.__str__() .paid* .items.count.__str__()? .items.all*",
            "item in row 0.items.all: .__str__()",
            "order is given order: .number.__str__()",
            "title[0]=row 0.customer.name",
        ]
    );
}

#[test]
fn names_are_given_to_what_is_read() {
    let text = "{% for o in page.object_list %}{% with c=o.customer total=o.total %}{{ c.region }}{% endwith %}\
                {% with o.shop as s %}{% url 'shop' s.owner.pk %}{% endwith %}{% set n = o.note %}{{ n.text }}{% endfor %}";
    assert_eq!(
        rows(text),
        [
            "page is given page: .object_list*",
            "o in given page.object_list: .customer .total .customer.region.__str__() .shop .shop.owner.pk .note .note.text.__str__()",
        ]
    );
}

#[test]
fn other_templates_are_given_rows() {
    let text = "{% extends 'base.html' %}{% for o in orders %}{% include \"row.html\" with line=o.first_line only %}{% include 'all.html' %}{% endfor %}";
    assert_eq!(
        rows(text),
        [
            "o in given orders: .first_line",
            "base.html *=",
            "row.html line=row 0.first_line",
            "all.html o=row 0",
            "all.html *="
        ]
    );
}

#[test]
fn what_is_not_shown_is_not_read() {
    let text = "{# {{ a.b }} #}{% comment %}{{ a.b }}{% endcomment %}{% verbatim %}{{ a.b }}{% endverbatim %}\
                {% for k, v in pairs.items %}{{ v.x }}{{ forloop.counter }}{% endfor %}{% for c in order.lines|slice:\":5\" %}{% cache 500 c.pk %}{{ c.product }}{% endcache %}{% endfor %}{{ unclosed";
    assert_eq!(
        rows(text),
        [
            "pairs is given pairs: .items*",
            "order is given order: .lines*",
            "c in given order.lines: .pk .product.__str__()!",
            "slice[0]=given order.lines",
        ]
    );
}

#[test]
fn jinja_calls_and_indexes() {
    let text = "{%- for order in orders.filter(open=True) if order.customer -%}{{ order.lines[0].product.name }} {{ label(order.shop) }}{%- endfor -%}\
                {% macro label(shop) %}{{ shop.owner }}{% endmacro %}";
    assert_eq!(
        rows(text),
        [
            "orders is given orders: .filter()*",
            "order in given orders.filter(): .customer* .lines.[]().product.name.__str__() .shop",
        ]
    );
}
