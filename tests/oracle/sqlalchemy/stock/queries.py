"""Queries in loops, and how they are avoided."""

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from .models import Article, Place, Supplier


def get_for_each_id(session: Session, ids):
    return [session.get(Article, pk).name for pk in ids]


def select_for_each_id(session: Session, ids):
    names = []
    for pk in ids:
        names.append(session.scalar(select(Article.name).where(Article.id == pk)))
    return names


def select_for_all_ids(session: Session, ids):
    return session.execute(select(Article.id, Article.name).where(Article.id.in_(ids))).all()


def legacy_query_for_each_id(session: Session, ids):
    return [session.query(Article).filter(Article.id == pk).first() for pk in ids]


def legacy_query_for_all_ids(session: Session, ids):
    return session.query(Article).filter(Article.id.in_(ids)).all()


def count_for_each_supplier(session: Session):
    counts = {}
    for supplier in session.scalars(select(Supplier)):
        counts[supplier.id] = session.scalar(
            select(func.count()).select_from(Article).where(Article.supplier_id == supplier.id)
        )
    return counts


def count_by_group(session: Session):
    return session.execute(select(Article.supplier_id, func.count()).group_by(Article.supplier_id)).all()


def update_for_each_id(session: Session, ids):
    for pk in ids:
        session.execute(update(Place).where(Place.id == pk).values(shelf="A1"))


def update_for_all_ids(session: Session, ids):
    session.execute(update(Place).where(Place.id.in_(ids)).values(shelf="A1"))


def insert_for_each_name(session: Session, names):
    for name in names:
        session.execute(insert(Supplier).values(name=name))


def insert_for_all_names(session: Session, names):
    session.execute(insert(Supplier), [{"name": name} for name in names])


def flush_for_each_name(session: Session, names):
    for name in names:
        session.add(Supplier(name=name))
        session.flush()


def few_shelves(session: Session):
    return [session.scalar(select(func.count()).where(Place.shelf == shelf)) for shelf in ("A1", "A2", "B1")]
