//! Django's models and migrations as one file tells them.

use super::super::read;
use super::knowledge;
use crate::extract::{Action, HostSchema, MigrationStep, ModelChange};
use crate::text::{Source, SourceKind};

fn schema(path: &str, text: &str) -> HostSchema {
    let source = Source::new(path, text, SourceKind::Host("python"));
    read(&source, knowledge(), None).schema
}

fn steps(operations: &str) -> Vec<MigrationStep> {
    let head =
        "import shared\nfrom django.db import migrations, models\nfrom django.db.models import Q\nNAME = 'title'\n";
    let text = format!("{head}class Migration(migrations.Migration):\n    operations = [{operations}]\n");
    schema("shop/migrations/0002_more.py", &text).migration.expect("it is one").steps
}

#[test]
fn forms_and_serializers_are_no_models() {
    let form = "from django import forms\nclass Search(forms.Form):\n    q = forms.CharField(max_length=9)\n";
    assert!(schema("shop/forms.py", form).is_empty());
    let serializer = "from rest_framework import serializers\nclass Order(serializers.Serializer):\n    \
                      note = serializers.CharField()\n";
    assert!(schema("shop/api.py", serializer).is_empty());
}

#[test]
fn a_model_has_its_fields_and_nothing_else() {
    let text = "from django.db import models\nfrom shop.fields import Money\nSIZE = 30\n\
                class Order(models.Model):\n    note = models.CharField('Note', max_length=SIZE, null=True)\n    \
                objects = OrderManager()\n    kinds = dict(a=1)\n    target = GenericForeignKey('kind', 'number')\n    \
                shop = models.ForeignKey('Shop', models.CASCADE, related_name='orders')\n";
    let schema = schema("shop/models.py", text);
    let [order] = schema.models.as_slice() else { panic!("{:?}", schema.models) };
    let names: Vec<&str> = order.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["note", "shop"]);
    assert_eq!((order.fields[0].sizes.as_slice(), order.fields[0].null), (&[30][..], Some(true)));
    assert_eq!(order.fields[1].target.as_deref(), Some("Shop"));
    assert_eq!(order.fields[1].on_delete.as_deref(), Some("CASCADE"));
    assert!(!order.partial);
    let unclear = text.replace("kinds = dict(a=1)", "price = Money()");
    assert!(self::schema("shop/models.py", &unclear).models[0].partial, "a field of its own making");
}

#[test]
fn conditions_become_sql() {
    let text = |condition: &str| {
        let step = format!("migrations.AddIndex('order', models.Index(fields=['a'], name='i', condition={condition}))");
        match &steps(&step)[..] {
            [MigrationStep::Model(step)] => match &step.change {
                ModelChange::AddIndex { index, .. } => index.predicate.clone().expect("a condition"),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let read = text("Q(closed=False, n__gte=-2) & Q(kind__in=['a', \"b'c\"])");
    assert_eq!(read.text, "NOT closed AND n >= -2 AND kind IN ('a', 'b''c')");
    assert_eq!(read.tests.len(), 3);
    assert_eq!(text("Q(paid_on__isnull=True)").text, "paid_on IS NULL");
    for unread in ["~Q(closed=False)", "Q(a=1) | Q(b=2)", "Q(a=F('b'))", "Q(Q(a=1), b=2)"] {
        let read = text(unread);
        assert_eq!((read.text.as_str(), read.tests.len()), (unread, 0));
    }
}

#[test]
fn what_cannot_be_read_hides_what_it_may_do() {
    let is_opaque = |step: &MigrationStep| match step {
        MigrationStep::Schema(operation) => matches!(&operation.action, Action::Opaque { tables } if tables.is_empty()),
        MigrationStep::Model(_) => false,
    };
    for unread in
        ["migrations.RunSQL(shared.sql())", "shared.Cleanup(models)", "migrations.AddField('order', shared.n, x)"]
    {
        assert!(is_opaque(&steps(unread)[0]), "{unread}");
    }
    for own in ["shared.Cleanup('shop.Order', 3)", "shared.Cleanup(model='shop.Order')"] {
        let named = matches!(&steps(own)[..], [MigrationStep::Model(step)]
            if step.change == ModelChange::Own { texts: vec!["shop.Order".to_owned()] });
        assert!(named, "{own} names what it changes");
    }
    assert!(steps("migrations.RunPython(f), migrations.AlterModelOptions('order', {})").is_empty());
    assert!(steps("migrations.RunSQL('', migrations.RunSQL.noop)").is_empty());
    let sql = steps("migrations.RunSQL(['CREATE INDEX i ON t (a)', ('DROP TABLE u', None)])");
    assert_eq!(sql.len(), 2);
    assert!(matches!(&sql[0], MigrationStep::Schema(operation) if matches!(operation.action, Action::CreateIndex(_))));
    assert!(
        matches!(&sql[1], MigrationStep::Schema(operation) if matches!(operation.action, Action::DropTable { .. }))
    );
}
