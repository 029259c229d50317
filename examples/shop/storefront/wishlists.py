"""Wishlists. They have no models: their pages need little more than a join."""

from django.db import connection, transaction


def lists_of(customer_id):
    """The lists of one customer, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM wishlists WHERE customer_id = %s ORDER BY name", [customer_id])
        return cursor.fetchall()


def items(wishlist_id):
    """What stands on a list, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id, added_at FROM wishlist_items WHERE wishlist_id = %s ORDER BY added_at DESC",
            [wishlist_id],
        )
        return cursor.fetchall()


def wished_by(product_id):
    """On which lists a product stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wishlist_id FROM wishlist_items WHERE product_id = %s", [product_id])
        return [row[0] for row in cursor.fetchall()]


def shared_with(wishlist_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM wishlist_shares WHERE wishlist_id = %s ORDER BY email", [wishlist_id])
        return [row[0] for row in cursor.fetchall()]


def newest_wishes():
    """The ticker on the front page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT product_id, added_at FROM wishlist_items ORDER BY added_at DESC LIMIT 20")
        return cursor.fetchall()


def newest_orders():
    """The same for orders, on the wall screen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, total FROM orders ORDER BY placed_at DESC, id DESC LIMIT 20")
        return cursor.fetchall()


def add(wishlist_id, product_id):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wishlist_items (wishlist_id, product_id) VALUES (%s, %s) "
            "ON CONFLICT (product_id, wishlist_id) DO NOTHING",
            [wishlist_id, product_id],
        )


@transaction.atomic
def discard(customer_id, wishlist_id):
    """Delete a list; what stands on it goes with it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM wishlists WHERE id = %s AND customer_id = %s", [wishlist_id, customer_id])
        return cursor.rowcount
