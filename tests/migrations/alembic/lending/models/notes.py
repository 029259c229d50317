"""SQLModel."""

from datetime import datetime
from typing import Optional

from sqlalchemy import Column, Text
from sqlmodel import Field, Relationship, SQLModel


class NoteBase(SQLModel):
    title: str = Field(index=True, max_length=120)
    pinned: bool = False


class NoteTag(SQLModel, table=True):
    note_id: Optional[int] = Field(default=None, foreign_key="staffnote.id", primary_key=True)
    tag: str = Field(primary_key=True)


class StaffNote(NoteBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    body: str = Field(sa_column=Column(Text, nullable=False))
    due: Optional[datetime] = None
    code: str = Field(unique=True)
    tags: list["NoteTag"] = Relationship()


class NoteRead(NoteBase):
    """What an answer carries; it has no table."""

    id: int
