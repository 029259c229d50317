from peewee import CharField, DatabaseProxy, ForeignKeyField, IntegerField, Model, TextField

db = DatabaseProxy()


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

    @classmethod
    def heavy(cls):
        return cls.select().where(cls.weight > 0)

    @classmethod
    def of_code(cls, code):
        return cls.get_or_none(cls.code == code)


class Stop(Base):
    parcel = ForeignKeyField(Parcel, backref="stops")
    place = CharField()
