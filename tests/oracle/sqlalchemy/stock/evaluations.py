"""Queries that are run once, and queries that are run twice for the same rows."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Place


def count_then_rows(session: Session):
    places = session.query(Place).filter(Place.id > 0)
    number = places.count()
    return number, places.all()


def rows_twice(session: Session):
    places = session.query(Place).filter(Place.id > 0)
    return [place.id for place in places], [place.shelf for place in places]


def all_twice(session: Session):
    places = session.query(Place).filter(Place.id > 0)
    return [place.id for place in places.all()], [place.shelf for place in places.all()]


def list_twice(session: Session):
    places = session.query(Place).filter(Place.id > 0).all()
    return [place.id for place in places], [place.shelf for place in places], len(places)


def scalars_once(session: Session):
    places = session.scalars(select(Place).where(Place.id > 0)).all()
    return len(places), [place.shelf for place in places]


def truth_of_a_query(session: Session):
    places = session.query(Place).filter(Place.id > 0)
    return places.all() if places else []
