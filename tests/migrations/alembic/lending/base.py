from datetime import datetime
from typing import Annotated, Optional

from sqlalchemy import DateTime, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

int_key = Annotated[int, mapped_column(primary_key=True)]
label = Annotated[str, mapped_column(String(80))]


class Base(DeclarativeBase):
    pass


class Timestamped:
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    changed_at: Mapped[Optional[datetime]] = mapped_column(index=True)


class Named(Base):
    """Takes its table's name from the class."""

    __abstract__ = True

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower()

    id: Mapped[int] = mapped_column(primary_key=True)
