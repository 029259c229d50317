"""Queries that hide in functions."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from .crud import articles, suppliers
from .models import Article, Place


def shelves_of(session: Session, article):
    return session.scalars(select(Place.shelf).where(Place.article_id == article.id)).all()


def through_a_function(session: Session):
    return [shelves_of(session, article) for article in session.scalars(select(Article)).all()]


def supplier_name(article):
    return article.supplier.name


def relation_in_a_function(session: Session):
    return [supplier_name(article) for article in session.scalars(select(Article))]


def relation_in_a_function_loaded(session: Session):
    return [supplier_name(article) for article in session.scalars(select(Article).options(joinedload(Article.supplier)))]


def shelf_label(place):
    return place.shelf.lower()


def through_a_function_without_a_query(session: Session):
    return [shelf_label(place) for place in session.scalars(select(Place))]


def of_an_object(session: Session):
    return [article.supplier.name for article in articles.find_all(session)]


def of_an_object_selected(session: Session):
    return [len(supplier.articles) for supplier in suppliers.select_all(session)]


def of_an_object_that_loads(session: Session):
    return [article.supplier.name for article in articles.with_suppliers(session)]


def of_an_object_without_relations(session: Session):
    return [supplier.name for supplier in suppliers.find_all(session)]
