"""Flask-SQLAlchemy: tables named after their classes."""

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class OpeningHour(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    weekday = db.Column(db.SmallInteger, nullable=False)
    opens = db.Column(db.Time, nullable=False)
    price = db.Column(db.Numeric(6, 2))


class HTTPLog(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    hour_id = db.Column(db.Integer, db.ForeignKey("opening_hour.id"))
    address = db.Column(db.String, nullable=False, index=True)
