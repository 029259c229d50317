# Where the value comes from: the path of it is followed through names, calls, classes and tasks.

import argparse
import asyncio
import os
import sys
from typing import LiteralString, cast

import psycopg
from celery import shared_task
from django.core.management.base import BaseCommand
from django.db import connection
from fastapi import FastAPI, Query, Request
from rest_framework.views import APIView

app = FastAPI()


# shape: django view, GET
def django_view(request):
    term = request.GET.get("q", "").strip()
    with connection.cursor() as cursor:
        # expect: request-in-sql
        cursor.execute(f"SELECT id FROM products WHERE name = '{term}'")
        return cursor.fetchone()


# shape: django view, a part of the path
def order_detail(request, number):
    with connection.cursor() as cursor:
        # expect: sql-string-interpolation
        cursor.execute(f"SELECT id FROM orders WHERE number = '{number}'")
        return cursor.fetchone()


# shape: class-based view
class Search(APIView):
    def get(self, request):
        term = self.request.query_params["q"]
        with connection.cursor() as cursor:
            # expect: request-in-sql
            cursor.execute(f"SELECT id FROM products WHERE name = '{term}'")
            return cursor.fetchone()

    def post(self, request):
        with connection.cursor() as cursor:
            # expect: request-in-sql
            cursor.execute("SELECT id FROM products WHERE name = '%s'" % request.data["name"])
            return cursor.fetchone()


# shape: keyword of a view's address
class Detail(APIView):
    def get(self, request, *args, **kwargs):
        with connection.cursor() as cursor:
            # expect: sql-string-interpolation
            cursor.execute("SELECT id FROM products WHERE sku = '%s'" % self.kwargs["sku"])
            return cursor.fetchone()


# shape: FastAPI parameter
@app.get("/products")
async def products(conn: psycopg.AsyncConnection, q: str = Query("")):
    # expect: request-in-sql
    return await conn.execute(f"SELECT id FROM products WHERE name = '{q}'")


# shape: FastAPI path parameter
@app.get("/products/{sku}")
async def product(conn: psycopg.AsyncConnection, sku: str):
    # expect: request-in-sql
    return await conn.execute(f"SELECT id FROM products WHERE sku = '{sku}'")


# shape: FastAPI numeric parameter
@app.get("/orders/{key}")
async def order(conn: psycopg.AsyncConnection, key: int):
    return await conn.execute(f"SELECT id FROM orders WHERE id = {key}")


# shape: starlette request
async def starlette(conn: psycopg.AsyncConnection, request: Request):
    body = await request.json()
    # expect: request-in-sql
    return await conn.execute(f"SELECT id FROM products WHERE sku = '{body['sku']}'")


# shape: command line
def main(conn: psycopg.Connection):
    # expect: request-in-sql
    conn.execute("DELETE FROM products WHERE sku = '%s'" % sys.argv[1])


# shape: argparse
def parsed(conn: psycopg.Connection):
    parser = argparse.ArgumentParser()
    parser.add_argument("--sku")
    arguments = parser.parse_args()
    # expect: request-in-sql
    conn.execute(f"DELETE FROM products WHERE sku = '{arguments.sku}'")


# shape: management command
class Command(BaseCommand):
    def handle(self, *args, **options):
        with connection.cursor() as cursor:
            # expect: request-in-sql
            cursor.execute("DELETE FROM products WHERE sku = '%s'" % options["sku"])


# shape: configuration in a value
def configured(conn: psycopg.Connection):
    # expect: sql-string-interpolation
    conn.execute(f"SELECT set_config('app.region', '{os.environ['REGION']}', false)")


# shape: second-order, one row
def second_order(conn: psycopg.Connection, key):
    note = conn.execute("SELECT note FROM orders WHERE id = %s", (key,)).fetchone()[0]
    # expect: sql-string-interpolation
    return conn.execute(f"SELECT id FROM orders WHERE note = '{note}'").fetchall()


# shape: second-order, rows of a loop
def second_order_loop(conn: psycopg.Connection):
    for name, city in conn.execute("SELECT name, city FROM customers ORDER BY id").fetchall():
        # expect: sql-string-interpolation
        conn.execute(f"INSERT INTO visits (name, city) VALUES ('{name}', 'x')")


# shape: second-order, a model's field
def second_order_field(order):
    with connection.cursor() as cursor:
        # expect: sql-string-interpolation
        cursor.execute(f"SELECT id FROM orders WHERE note = '{order.note}'")
        return cursor.fetchall()


# shape: second-order, names of tables read from the database
def clear_tables(conn: psycopg.Connection):
    tables = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for (table,) in tables:
        # expect: identifier-from-parameter
        conn.execute(f"TRUNCATE {table}")


# shape: through a private function
def _find(conn: psycopg.Connection, number):
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM orders WHERE number = '{number}'").fetchone()


def find(conn: psycopg.Connection, request):
    return _find(conn, request.GET["number"])


# shape: through a public function of the same file
def orders_of(conn: psycopg.Connection, customer):
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM orders WHERE customer = '{customer}'").fetchall()


def customer_view(conn: psycopg.Connection, request):
    return orders_of(conn, request.GET["customer"])


# shape: through an attribute of the object
class Finder:
    def __init__(self, conn: psycopg.Connection, request):
        self.conn = conn
        self.term = request.GET["q"]

    def found(self):
        # expect: request-in-sql
        return self.conn.execute(f"SELECT id FROM products WHERE name = '{self.term}'").fetchall()


# shape: through a dictionary
def dictionary(conn: psycopg.Connection, request):
    values = {"name": request.GET["name"]}
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM products WHERE name = '{values['name']}'").fetchone()


# shape: through a default
def default(conn: psycopg.Connection, request):
    # expect: request-in-sql
    name = request.GET.get("name") or "all"
    return conn.execute(f"SELECT id FROM products WHERE name = '{name}'").fetchone()


# shape: through a function of one's own that keeps the text
def normalised(term):
    return term.strip().lower()


def through_own_function(conn: psycopg.Connection, request):
    # expect: request-in-sql
    return conn.execute(f"SELECT id FROM products WHERE name = '{normalised(request.GET['q'])}'").fetchone()


# shape: through an async task
async def run(conn: psycopg.AsyncConnection, sql):
    return await conn.execute(sql)


async def start(conn: psycopg.AsyncConnection, request):
    # expect: request-in-sql
    asyncio.create_task(run(conn, f"DELETE FROM carts WHERE session = '{request.GET['session']}'"))


# shape: through a queued task
@shared_task
def forget(session):
    with connection.cursor() as cursor:
        # expect: request-in-sql
        cursor.execute(f"DELETE FROM carts WHERE session = '{session}'")


def leave(request):
    forget.delay(request.GET["session"])


# shape: LiteralString cast
def cast_away(conn: psycopg.Connection, request):
    # expect: request-in-sql
    query = cast(LiteralString, f"SELECT id FROM products WHERE name = '{request.GET['q']}'")
    return conn.execute(query).fetchone()


# shape: str and bytes of a query
def as_bytes(conn: psycopg.Connection, request):
    # expect: request-in-sql
    query = f"SELECT id FROM products WHERE name = '{request.GET['q']}'".encode()
    return conn.execute(query).fetchone()
