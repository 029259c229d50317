from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"

    id = mapped_column(BigInteger, primary_key=True)
    email = mapped_column(Text, nullable=False, unique=True)
    locale = mapped_column(Text, nullable=False)
