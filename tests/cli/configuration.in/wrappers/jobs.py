from ours.db import ask


def totals(orders):
    for order in orders:
        ask("SELECT total FROM orders WHERE id = %s", order.id)
