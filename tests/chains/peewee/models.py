from peewee import (
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
)


class Sent(Exception):
    pass


class Recorder(PostgresqlDatabase):
    """Says what it is asked to run, and runs nothing."""

    def execute(self, query, **options):
        text, values = self.get_sql_context().sql(query).query()
        raise Sent(text.replace("%s", "{}").format(*map(written, values)))


def written(value):
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


db = Recorder("shop")


class Base(Model):
    class Meta:
        database = db


class Region(Base):
    name = CharField()


class Customer(Base):
    name = CharField(max_length=80, index=True)
    email = CharField(unique=True)
    region = ForeignKeyField(Region, backref="customers")


class Order(Base):
    customer = ForeignKeyField(Customer, backref="orders", null=True)
    status = CharField(max_length=20)
    total = IntegerField(default=0)
    note = TextField(null=True)
    paid = BooleanField(default=False)
    placed = DateTimeField(null=True, column_name="placed_at")

    class Meta:
        table_name = "shop_order"
        indexes = ((("status", "placed"), False),)


class Item(Base):
    order = ForeignKeyField(Order, backref="items")
    label = CharField()
