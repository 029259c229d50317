"""Relations that are read row by row, and how they are fetched at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only, selectinload, subqueryload, undefer

from .models import Article, Place, Supplier


def to_one(session: Session):
    return [article.supplier.name for article in session.scalars(select(Article))]


def to_one_in_a_statement(session: Session):
    names = []
    for article in session.scalars(select(Article).order_by(Article.name)).all():
        names.append(article.supplier.name)
    return names


def to_one_joined(session: Session):
    return [
        article.supplier.name for article in session.scalars(select(Article).options(joinedload(Article.supplier)))
    ]


def to_one_selectin(session: Session):
    articles = session.scalars(select(Article).options(selectinload(Article.supplier)))
    return [article.supplier.name for article in articles]


def to_one_key_only(session: Session):
    return [article.supplier_id for article in session.scalars(select(Article))]


def joined_but_not_loaded(session: Session):
    articles = session.scalars(select(Article).join(Article.supplier))
    return [article.supplier.name for article in articles]


def joined_and_loaded(session: Session):
    articles = session.scalars(
        select(Article).join(Article.supplier).options(contains_eager(Article.supplier))
    )
    return [article.supplier.name for article in articles]


def to_many(session: Session):
    return [len(supplier.articles) for supplier in session.scalars(select(Supplier))]


def to_many_selectin(session: Session):
    suppliers = session.scalars(select(Supplier).options(selectinload(Supplier.articles)))
    return [len(supplier.articles) for supplier in suppliers]


def to_many_subquery(session: Session):
    suppliers = session.scalars(select(Supplier).options(subqueryload(Supplier.articles)))
    return [len(supplier.articles) for supplier in suppliers]


def to_many_by_the_model(session: Session):
    return [len(article.labels) for article in session.scalars(select(Article))]


def two_hops(session: Session):
    return [place.article.supplier.name for place in session.scalars(select(Place))]


def two_hops_first_loaded(session: Session):
    places = session.scalars(select(Place).options(joinedload(Place.article)))
    return [place.article.supplier.name for place in places]


def two_hops_loaded(session: Session):
    places = session.scalars(select(Place).options(joinedload(Place.article).joinedload(Article.supplier)))
    return [place.article.supplier.name for place in places]


def nested_loops(session: Session):
    shelves = []
    for supplier in session.scalars(select(Supplier).options(selectinload(Supplier.articles))):
        for article in supplier.articles:
            shelves.extend(place.shelf for place in article.places)
    return shelves


def nested_loops_loaded(session: Session):
    shelves = []
    options = selectinload(Supplier.articles).selectinload(Article.places)
    for supplier in session.scalars(select(Supplier).options(options)):
        for article in supplier.articles:
            shelves.extend(place.shelf for place in article.places)
    return shelves


def legacy_query(session: Session):
    return [article.supplier.name for article in session.query(Article).all()]


def legacy_query_joined(session: Session):
    return [article.supplier.name for article in session.query(Article).options(joinedload(Article.supplier))]


def columns_only(session: Session):
    return [name for (name,) in session.execute(select(Supplier.name).join(Supplier.articles))]


def column_left_out(session: Session):
    places = session.scalars(select(Place).options(load_only(Place.id)))
    return [place.shelf for place in places]


def column_loaded(session: Session):
    places = session.scalars(select(Place).options(load_only(Place.shelf)))
    return [place.shelf for place in places]


def deferred_by_the_model(session: Session):
    return [article.manual for article in session.scalars(select(Article))]


def deferred_by_the_model_loaded(session: Session):
    return [article.manual for article in session.scalars(select(Article).options(undefer(Article.manual)))]


def loaded_before(session: Session):
    suppliers = session.scalars(select(Supplier)).all()
    names = [article.supplier.name for article in session.scalars(select(Article))]
    return suppliers, names


def one_row_only(session: Session):
    return session.get(Article, 1).supplier.name


def back_to_the_parent(session: Session):
    supplier = session.get(Supplier, 1)
    return [article.supplier.name for article in supplier.articles]
