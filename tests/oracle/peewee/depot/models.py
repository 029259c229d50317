from peewee import CharField, ForeignKeyField, IntegerField, Model, SqliteDatabase, TextField

db = SqliteDatabase(":memory:")


class Base(Model):
    class Meta:
        database = db


class Region(Base):
    name = CharField()


class Carrier(Base):
    name = CharField()
    region = ForeignKeyField(Region, backref="carriers")


class Parcel(Base):
    carrier = ForeignKeyField(Carrier, backref="parcels")
    code = CharField(unique=True)
    weight = IntegerField(default=1)
    manual = TextField(default="")


class Stop(Base):
    parcel = ForeignKeyField(Parcel, backref="stops")
    place = CharField()
