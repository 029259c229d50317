from peewee import JOIN, prefetch

from depot.models import Carrier, Parcel, Region, Stop


def to_one():
    return [parcel.carrier.name for parcel in Parcel.select()]


def to_one_in_a_loop():
    names = []
    for parcel in Parcel.select().where(Parcel.weight > 0).order_by(Parcel.id):
        names.append(parcel.carrier.name)
    return names


def key():
    return [parcel.carrier_id for parcel in Parcel.select()]


def column():
    return [parcel.code for parcel in Parcel.select()]


def joined():
    return [parcel.carrier.name for parcel in Parcel.select(Parcel, Carrier).join(Carrier)]


def joined_left():
    query = Parcel.select(Parcel, Carrier).join(Carrier, JOIN.LEFT_OUTER)
    return [parcel.carrier.name for parcel in query]


def joined_without_its_rows():
    return [parcel.carrier.name for parcel in Parcel.select().join(Carrier).where(Carrier.name != "x")]


def two_hops():
    return [parcel.carrier.region.name for parcel in Parcel.select()]


def two_hops_with_one_joined():
    return [parcel.carrier.region.name for parcel in Parcel.select(Parcel, Carrier).join(Carrier)]


def two_hops_joined():
    query = Parcel.select(Parcel, Carrier, Region).join(Carrier).join(Region)
    return [parcel.carrier.region.name for parcel in query]


def backref():
    places = []
    for parcel in Parcel.select():
        for stop in parcel.stops:
            places.append(stop.place)
    return places


def backref_listed():
    return [list(parcel.stops) for parcel in Parcel.select()]


def backref_counted():
    return [parcel.stops.count() for parcel in Parcel.select()]


def backref_chosen():
    places = []
    for parcel in Parcel.select():
        for stop in parcel.stops.where(Stop.place != "x"):
            places.append(stop.place)
    return places


def backref_first():
    return [parcel.stops.first() for parcel in Parcel.select()]


def backref_not_asked():
    return [parcel.stops for parcel in Parcel.select()]


def backref_prefetched():
    places = []
    for parcel in prefetch(Parcel.select(), Stop.select()):
        for stop in parcel.stops:
            places.append(stop.place)
    return places


def dicts():
    return [row["carrier"] for row in Parcel.select().dicts()]


def tuples():
    return [code for code, weight in Parcel.select(Parcel.code, Parcel.weight).tuples()]


def from_the_other_side():
    names = []
    for region in Region.select():
        for carrier in region.carriers:
            names.append(carrier.region.name)
    return names


def held():
    parcels = list(Parcel.select())
    return [parcel.carrier.name for parcel in parcels]


def handed():
    return [carrier_of(parcel) for parcel in Parcel.select()]


def carrier_of(parcel: Parcel):
    return parcel.carrier.name


def from_a_class_method():
    return [parcel.carrier.name for parcel in Parcel.heavy()]


def with_columns_beside():
    query = Parcel.select(Parcel, Carrier.name).join(Carrier)
    return [parcel.code for parcel in query]
