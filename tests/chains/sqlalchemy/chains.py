from sqlalchemy import and_, asc, cast, delete, desc, exists, func, insert, not_, or_, select, update, Date
from sqlalchemy.orm import aliased, joinedload, selectinload

from models import Customer, Item, Order, Region, visits


def where(session):
    return session.execute(select(Order).where(Order.status == "open")).all()


def where_two(session):
    return session.scalars(select(Order).where(Order.status == "open", Order.total > 5)).all()


def where_again(session):
    return session.scalars(select(Order).where(Order.status != "open").where(Order.total <= 5)).all()


def named_column(session):
    return session.scalars(select(Order).where(Order.paid > 5)).all()


def is_none(session):
    return session.scalars(select(Order).where(Order.note == None)).all()  # noqa: E711


def is_(session):
    return session.scalars(select(Order).where(Order.note.is_(None))).all()


def is_not(session):
    return session.scalars(select(Order).where(Order.note.is_not(None))).all()


def in_(session):
    return session.scalars(select(Order).where(Order.status.in_(["open", "paid"]))).all()


def not_in(session):
    return session.scalars(select(Order).where(Order.status.not_in(["open", "paid"]))).all()


def in_query(session):
    return session.scalars(
        select(Order).where(Order.customer_id.in_(select(Customer.id).where(Customer.email == "x")))
    ).all()


def like(session):
    return session.scalars(select(Customer).where(Customer.email.like("%example.org"))).all()


def ilike(session):
    return session.scalars(select(Customer).where(Customer.email.ilike("ada%"))).all()


def contains(session):
    return session.scalars(select(Order).where(Order.note.contains("gift"))).all()


def startswith(session):
    return session.scalars(select(Customer).where(Customer.email.startswith("ada"))).all()


def endswith(session):
    return session.scalars(select(Customer).where(Customer.email.endswith(".org"))).all()


def between(session):
    return session.scalars(select(Order).where(Order.total.between(1, 9))).all()


def function(session):
    return session.scalars(select(Customer).where(func.lower(Customer.email) == "ada@example.org")).all()


def cast_column(session):
    return session.scalars(select(Order).where(cast(Order.placed, Date) == "2024-05-01")).all()


def or_of(session):
    return session.scalars(select(Order).where(or_(Order.status == "open", Order.total > 5))).all()


def or_sign(session):
    return session.scalars(select(Order).where((Order.status == "open") | (Order.total > 5))).all()


def and_in_or(session):
    return session.scalars(
        select(Order).where(or_(and_(Order.status == "open", Order.total > 5), Order.paid == 0))
    ).all()


def not_of(session):
    return session.scalars(select(Order).where(not_(Order.status == "open"))).all()


def not_sign(session):
    return session.scalars(select(Order).where(~Order.status.in_(["open"]))).all()


def filter_by(session):
    return session.scalars(select(Order).filter_by(status="open", customer_id=5)).all()


def columns(session):
    return session.execute(select(Order.id, Order.status)).all()


def count(session):
    return session.scalar(select(func.count()).select_from(Order).where(Order.status == "open"))


def grouped(session):
    return session.execute(
        select(Order.status, func.count(Order.id)).group_by(Order.status).having(func.count(Order.id) > 5)
    ).all()


def distinct(session):
    return session.scalars(select(Order.status).distinct()).all()


def ordered(session):
    return session.scalars(select(Order).order_by(Order.placed.desc(), Order.id)).all()


def ordered_by_function(session):
    return session.scalars(select(Order).order_by(desc(Order.placed), asc(Order.id))).all()


def ordered_nulls(session):
    return session.scalars(select(Order).order_by(Order.note.desc().nulls_last())).all()


def at_random(session):
    return session.scalars(select(Order).order_by(func.random()).limit(1)).all()


def limited(session):
    return session.scalars(select(Order).order_by(Order.id).limit(10).offset(2000)).all()


def locked(session):
    return session.scalars(select(Order).where(Order.status == "open").with_for_update()).all()


def locked_skipping(session):
    return session.scalars(
        select(Order).where(Order.status == "open").with_for_update(skip_locked=True).limit(1)
    ).all()


def join_relation(session):
    return session.scalars(select(Order).join(Order.customer).where(Customer.email == "x")).all()


def join_class(session):
    return session.scalars(select(Order).join(Customer).where(Customer.email == "x")).all()


def join_on(session):
    return session.scalars(select(Order).join(Customer, Customer.id == Order.customer_id)).all()


def outer_join(session):
    return session.scalars(select(Customer).outerjoin(Customer.orders).where(Order.id.is_(None))).all()


def outer_join_flag(session):
    return session.scalars(select(Customer).join(Customer.orders, isouter=True)).all()


def two_joins(session):
    return session.scalars(
        select(Item).join(Item.order).join(Order.customer).where(Customer.email == "x")
    ).all()


def implicit_join(session):
    return session.execute(select(Order.id, Customer.email).where(Order.customer_id == Customer.id)).all()


def joined_load(session):
    return session.scalars(select(Order).options(joinedload(Order.customer))).all()


def select_in_load(session):
    return session.scalars(select(Customer).options(selectinload(Customer.orders))).all()


def any_of(session):
    return session.scalars(select(Customer).where(Customer.orders.any(Order.status == "open"))).all()


def has(session):
    return session.scalars(select(Order).where(Order.customer.has(Customer.email == "x"))).all()


def core_table(session):
    return session.execute(select(visits).where(visits.c.path == "/")).all()


def alias(session):
    friend = aliased(Customer)
    return session.scalars(select(Customer).join(friend, friend.id == Customer.inviter_id)).all()


def query_filter(session):
    return session.query(Order).filter(Order.status == "open", Order.total > 5).all()


def query_filter_by(session):
    return session.query(Order).filter_by(status="open").first()


def query_column(session):
    return session.query(Order.id).filter(Order.note.like("gift%")).all()


def query_join(session):
    return session.query(Order).join(Order.customer).filter(Customer.email == "x").order_by(Order.id.desc()).all()


def query_count(session):
    return session.query(func.count(Order.id)).filter(Order.status == "open").scalar()


def query_one(session):
    return session.query(Order).filter(Order.id == 5).one_or_none()


def query_limit(session):
    return session.query(Order).order_by(Order.placed).offset(2000).limit(20).all()


def query_update(session):
    return session.query(Order).filter(Order.status == "open").update({"status": "void"})


def query_delete(session):
    return session.query(Order).filter(Order.status == "open").delete()


def update_where(session):
    return session.execute(update(Order).where(Order.status == "open").values(status="void"))


def delete_where(session):
    return session.execute(delete(Item).where(Item.sku == "x"))


def insert_values(session):
    return session.execute(insert(Region).values(name="South"))


def exists_query(session):
    return session.scalar(select(exists().where(Order.status == "open")))


def column_with_column(session):
    return session.scalars(select(Order).where(Order.total > Order.paid)).all()


def arithmetic(session):
    return session.scalars(select(Order).where(Order.total * 2 > 100)).all()
