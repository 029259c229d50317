"""Objects that keep a model, and give its rows."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from .models import Article, Supplier


class Base:
    def __init__(self, model):
        self.model = model

    def find_all(self, session: Session):
        return session.query(self.model).order_by(self.model.id).all()

    def select_all(self, session: Session):
        return session.scalars(select(self.model)).all()


class Articles(Base):
    def with_suppliers(self, session: Session):
        return session.query(self.model).options(joinedload(Article.supplier)).all()


articles = Articles(Article)
suppliers = Base(Supplier)
