"""Composite keys, a foreign key of two columns, and columns by declared_attr."""

from datetime import date, time
from typing import Optional

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Integer, LargeBinary, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from ..base import Base, Timestamped
from .catalogue import Work


class OfWork:
    @declared_attr
    def work_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey(Work.id), index=True)


class Copy(OfWork, Timestamped, Base):
    __tablename__ = "copies"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shelf: Mapped[str] = mapped_column("shelf_mark", String(30))
    bought: Mapped[Optional[date]]


class Loan(Base):
    __tablename__ = "loans"

    id = mapped_column(Integer, nullable=False)
    branch_id: Mapped[int]
    copy_number: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), nullable=True)
    until: Mapped[date]
    closes: Mapped[Optional[time]]
    receipt: Mapped[Optional[bytes]] = mapped_column(LargeBinary)

    __table_args__ = (
        PrimaryKeyConstraint("id"),
        ForeignKeyConstraint(["branch_id", "copy_number"], ["copies.branch_id", "copies.number"], ondelete="CASCADE"),
    )
