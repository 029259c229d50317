"""The style of 2.0: annotations tell types and nullability."""

import enum
import uuid
from decimal import Decimal
from typing import List, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..base import Base, Named, Timestamped, int_key


class Standing(enum.Enum):
    good = "good"
    blocked = "blocked"
    gone = "left the town"


class Branch(Named):
    name: Mapped[str] = mapped_column(String(60), unique=True)
    street: Mapped[str | None]
    members: Mapped[List["Member"]] = relationship(back_populates="branch")


class Member(Timestamped, Base):
    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("branch_id", "card", name="uq_members_card"),
        CheckConstraint("owed >= 0", name="ck_members_owed"),
        Index("ix_members_open", "branch_id", postgresql_where=text("standing <> 'gone'")),
        {"comment": "who may borrow"},
    )

    id: Mapped[int_key]
    card: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254), unique=True, index=True)
    standing: Mapped[Standing]
    owed: Mapped[Decimal] = mapped_column(Numeric(8, 2), server_default="0")
    photo: Mapped[Optional[bytes]]
    remarks: Mapped[Optional[str]] = mapped_column(Text)
    external: Mapped[Optional[uuid.UUID]]
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id", ondelete="RESTRICT"))
    branch: Mapped["Branch"] = relationship(back_populates="members", lazy="joined")


Index("ix_members_lower_card", func.lower(Member.card))
