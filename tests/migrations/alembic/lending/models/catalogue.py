"""The style of 1.4: Column says everything."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import relationship

from ..base import Base

work_subjects = Table(
    "work_subjects",
    Base.metadata,
    Column("work_id", ForeignKey("works.id", ondelete="CASCADE"), primary_key=True),
    Column("subject_id", Integer, ForeignKey("subjects.id"), primary_key=True),
    sa.Index("ix_work_subjects_subject", "subject_id"),
)


class Subject(Base):
    __tablename__ = "subjects"

    id = Column(Integer, primary_key=True)
    label = Column(String(80), nullable=False)
    parent_id = Column(Integer, ForeignKey("subjects.id"), index=True)

    works = relationship("Work", secondary=work_subjects, back_populates="subjects")


class Work(Base):
    __tablename__ = "works"

    id = Column(sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind = Column(String(20), nullable=False)
    heading = Column("title", sa.Unicode(200), nullable=False, index=True)
    pages = Column(sa.SmallInteger)
    weight = Column(sa.Float)
    lendable = Column(sa.Boolean, nullable=False, server_default=sa.true())
    published = Column(sa.Date)
    details = Column(sa.JSON().with_variant(JSONB, "postgresql"))
    language = Column(sa.Enum("de", "en", "fr", name="language"), nullable=False)

    subjects = relationship(Subject, secondary=work_subjects, back_populates="works")

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "work"}
    __table_args__ = (sa.Index("ix_works_language_published", language, published.desc()),)


class Book(Work):
    """Shares the table of its base."""

    isbn = Column(String(13), unique=True)

    __mapper_args__ = {"polymorphic_identity": "book"}


class Recording(Work):
    """Has a table beside that of its base."""

    __tablename__ = "recordings"

    id = Column(sa.BigInteger().with_variant(Integer, "sqlite"), ForeignKey(Work.id), primary_key=True)
    length = Column(sa.Interval)

    __mapper_args__ = {"polymorphic_identity": "recording"}
