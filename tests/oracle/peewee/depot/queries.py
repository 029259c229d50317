from peewee import fn

from depot.models import Carrier, Parcel, Stop


def get_by_id(ids):
    return [Parcel.get_by_id(key) for key in ids]


def get(ids):
    found = []
    for key in ids:
        found.append(Parcel.get(Parcel.id == key))
    return found


def get_or_none(names):
    return [Parcel.get_or_none(Parcel.code == name) for name in names]


def get_of_query(ids):
    for key in ids:
        Parcel.select().where(Parcel.id == key).get()


def first(names):
    for name in names:
        Parcel.select().where(Parcel.code == name).first()


def counted(ids):
    return [Stop.select().where(Stop.parcel == key).count() for key in ids]


def asked_whether(ids):
    return [Stop.select().where(Stop.parcel == key).exists() for key in ids]


def listed(ids):
    for key in ids:
        list(Stop.select().where(Stop.parcel == key))


def inner_loop(ids):
    codes = []
    for key in ids:
        for stop in Stop.select().where(Stop.parcel == key):
            codes.append(stop.place)
    return codes


def at_once(ids):
    return [parcel.code for parcel in Parcel.select().where(Parcel.id.in_(ids))]


def at_once_by_operator(ids):
    return [parcel.code for parcel in Parcel.select().where(Parcel.id << ids)]


def only_built(ids):
    return [Parcel.select().where(Parcel.id == key) for key in ids]


def grouped(ids):
    totals = Stop.select(Stop.parcel, fn.COUNT(Stop.id).alias("total")).where(Stop.parcel.in_(ids)).group_by(Stop.parcel)
    return {row["parcel"]: row["total"] for row in totals.dicts()}


def by_table(ids):
    known = {parcel.id: parcel for parcel in Parcel.select()}
    return [known.get(key) for key in ids]


def create(names):
    carrier = Carrier.get()
    for name in names:
        Parcel.create(code=name, carrier=carrier)


def insert(names):
    for name in names:
        Parcel.insert(code=name, carrier=1).execute()


def insert_many(names):
    Parcel.insert_many([{"code": name, "carrier": 1} for name in names]).execute()


def bulk_create(names):
    Parcel.bulk_create([Parcel(code=name, carrier=1) for name in names])


def get_or_create(names):
    for name in names:
        Parcel.get_or_create(code=name, defaults={"carrier": 1})


def save():
    for parcel in Parcel.select():
        parcel.weight = 2
        parcel.save()


def delete_instance():
    for stop in Stop.select():
        stop.delete_instance()


def update(ids):
    for key in ids:
        Parcel.update(weight=key).where(Parcel.id == key).execute()


def update_at_once(ids):
    Parcel.update(weight=2).where(Parcel.id.in_(ids)).execute()


def delete(ids):
    for key in ids:
        Stop.delete().where(Stop.parcel == key).execute()


def by_a_class_method(names):
    return [Parcel.of_code(name) for name in names]
