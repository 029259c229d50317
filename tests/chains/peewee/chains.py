from peewee import JOIN, fn

from models import Customer, Item, Order, Region


def everything():
    return list(Order.select())


def where():
    return list(Order.select().where(Order.status == "open"))


def where_two():
    return list(Order.select().where(Order.status == "open", Order.total > 5))


def where_again():
    return list(Order.select().where(Order.status != "open").where(Order.total <= 5))


def both():
    return list(Order.select().where((Order.status == "open") & (Order.total >= 5)))


def either():
    return list(Order.select().where((Order.status == "open") | (Order.total < 5)))


def neither():
    return list(Order.select().where(~(Order.status == "open")))


def nested():
    return list(Order.select().where(Order.total > 1, (Order.status == "open") | (Order.note.is_null() & (Order.total == 3))))


def or_where():
    return list(Order.select().where(Order.status == "open", Order.total > 5).orwhere(Order.total == 1))


def is_none():
    return list(Order.select().where(Order.note == None))  # noqa: E711


def is_not_none():
    return list(Order.select().where(Order.note != None))  # noqa: E711


def is_null():
    return list(Order.select().where(Order.note.is_null()))


def is_not_null():
    return list(Order.select().where(Order.note.is_null(False)))


def null_by_operator():
    return list(Order.select().where(Order.note >> None))


def listed():
    return list(Order.select().where(Order.status.in_(["open", "paid"])))


def listed_by_operator():
    return list(Order.select().where(Order.status << ["open", "paid"]))


def not_listed():
    return list(Order.select().where(Order.status.not_in(["open", "paid"])))


def in_query():
    return list(Order.select().where(Order.customer.in_(Customer.select(Customer.id).where(Customer.email == "x"))))


def exists_query():
    return list(Customer.select().where(fn.EXISTS(Order.select().where(Order.customer == Customer.id))))


def between():
    return list(Order.select().where(Order.total.between(1, 5)))


def contains():
    return list(Customer.select().where(Customer.email.contains("example")))


def starts():
    return list(Customer.select().where(Customer.email.startswith("ada")))


def ends():
    return list(Customer.select().where(Customer.email.endswith(".org")))


def caseless():
    return list(Customer.select().where(Customer.email**"ada%"))


def like():
    return list(Customer.select().where(Customer.email.like("ada%")))


def ilike():
    return list(Customer.select().where(Customer.email.ilike("%ada")))


def lowered():
    return list(Customer.select().where(fn.LOWER(Customer.email) == "x"))


def upper_of_two():
    return list(Customer.select().where(fn.COALESCE(Customer.email, Customer.name) == "x"))


def cast():
    return list(Order.select().where(Order.total.cast("text") == "5"))


def year():
    return list(Order.select().where(Order.placed.year == 2024))


def by_relation():
    return list(Order.select().where(Order.customer == 5))


def by_key_of_relation():
    return list(Order.select().where(Order.customer_id == 5))


def named_column():
    return list(Order.select().where(Order.placed > "2024-01-01"))


def two_columns():
    return list(Order.select().where(Order.status == Order.note))


def columns():
    return list(Order.select(Order.id, Order.total))


def tuples():
    return list(Order.select(Order.id, Order.total).tuples())


def alias_of_column():
    return list(Order.select(Order.id, Order.total.alias("sum")).dicts())


def joined():
    return list(Order.select().join(Customer).where(Customer.email == "x"))


def joined_with_rows():
    return list(Order.select(Order, Customer).join(Customer))


def joined_left():
    return list(Order.select().join(Customer, JOIN.LEFT_OUTER))


def left_outer_join():
    return list(Order.select().left_outer_join(Customer))


def joined_on_field():
    return list(Order.select().join(Customer, on=Order.customer))


def joined_on():
    return list(Order.select().join(Customer, on=(Order.customer == Customer.id)))


def joined_backwards():
    return list(Customer.select().join(Order).where(Order.total > 5))


def joined_twice():
    return list(Order.select().join(Customer).join(Region).where(Region.name == "north"))


def switched():
    return list(Order.select().join(Customer).switch(Order).join(Item).where(Item.label == "x"))


def joined_from():
    return list(Order.select().join(Customer).join_from(Order, Item))


def where_before_join():
    return list(Order.select().where(Customer.email == "x").join(Customer))


def another_name():
    other = Order.alias()
    return list(Order.select().join(other, on=(Order.status == other.status)).where(other.total > 5))


def ordered():
    return list(Order.select().order_by(Order.placed.desc(), Order.id))


def ordered_again():
    return list(Order.select().order_by(Order.placed).order_by(Order.total.asc()))


def ordered_downwards():
    return list(Order.select().order_by(-Order.placed))


def nulls():
    return list(Order.select().order_by(Order.placed.desc(nulls="last")))


def limited():
    return list(Order.select().order_by(Order.id).limit(10).offset(20))


def paged():
    return list(Order.select().order_by(Order.id).paginate(1, 10))


def distinct():
    return list(Order.select(Order.status).distinct())


def grouped():
    return list(Order.select(Order.customer, fn.COUNT(Order.id)).group_by(Order.customer))


def having():
    return list(Order.select(Order.customer).group_by(Order.customer).having(fn.COUNT(Order.id) > 5))


def locked():
    return list(Order.select().where(Order.id == 5).for_update())


def get():
    return Order.get(Order.status == "open")


def get_by_name():
    return Order.get(status="open")


def get_or_none():
    return Order.get_or_none(Order.status == "open", Order.total == 3)


def get_by_id():
    return Order.get_by_id(5)


def get_of_query():
    return Order.select().where(Order.status == "open").get()


def first():
    return Order.select().order_by(Order.id).first()


def counted():
    return Order.select().where(Order.status == "open").count()


def counted_sorted():
    return Order.select().order_by(Order.id).count()


def there_is():
    return Order.select().where(Order.status == "open").exists()


def scalar():
    return Order.select(fn.MAX(Order.total)).where(Order.status == "open").scalar()


def filtered():
    return list(Order.filter(status="open", total__gt=5))


def filtered_through():
    return list(Order.filter(customer__email="x"))


def updated():
    return Order.update(status="paid").where(Order.total > 5).execute()


def updated_all():
    return Order.update(paid=True).execute()


def deleted():
    return Order.delete().where(Order.status == "open").execute()


def deleted_by_id():
    return Order.delete_by_id(5)


def inserted():
    return Order.insert(status="open").execute()


def created():
    return Order.create(status="open")


def calculated():
    return list(Order.select().where(Order.total + 5 > 10))
