"""Recalculate order totals after a price correction, and refresh the statistics."""

from itertools import batched

from django.core.management.base import BaseCommand
from django.db import connection

from storefront.models import Order

ANALYZED_TABLES = ("orders", "order_items", "products")

UPDATE_TOTALS = """
    UPDATE orders o
    SET total = s.total
    FROM (SELECT order_id, sum(quantity * unit_price) AS total
          FROM order_items
          WHERE order_id = ANY(%s)
          GROUP BY order_id) AS s
    WHERE s.order_id = o.id
"""


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--channel", required=True)
        parser.add_argument("--backup-table")

    def handle(self, *args, channel, backup_table, **options):
        ids = Order.objects.filter(channel=channel, status="open").order_by("pk").values_list("pk", flat=True)
        with connection.cursor() as cursor:
            if backup_table:
                cursor.execute(
                    "CREATE TABLE {} AS SELECT id, total FROM orders WHERE channel = %s".format(backup_table),
                    [channel],
                )
            for chunk in batched(ids.iterator(chunk_size=1000), 1000):
                cursor.execute(UPDATE_TOTALS, [list(chunk)])
                self.stdout.write(f"updated {cursor.rowcount} orders from {chunk[0]} on")
            for table in ANALYZED_TABLES:
                cursor.execute(f"ANALYZE {table}")
            cursor.execute("SELECT count(*) FROM orders WHERE total = 0 AND channel = '{}'".format(channel))
            (empty,) = cursor.fetchone()
        self.stdout.write(f"{empty} orders select no items from the list")
