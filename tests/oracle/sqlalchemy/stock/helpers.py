"""Queries that hide in functions."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

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
