"""Orders that are called off before they are packed."""

from django.core.mail import send_mail
from django.db import transaction

from .models import Order


def cancel(order, reason):
    """Call an order off, and tell the customer."""
    with transaction.atomic():
        changed = Order.objects.filter(pk=order.pk, status="paid").update(status="cancelled")
        if changed:
            send_mail(f"Order {order.number} is cancelled", reason, None, [order.email])
    return changed == 1


def expire(order):
    """The same for orders that nobody paid; the customer hears of it when it is done."""
    with transaction.atomic():
        changed = Order.objects.filter(pk=order.pk, status="new").update(status="cancelled")
        transaction.on_commit(lambda: send_mail(f"Order {order.number} has expired", "", None, [order.email]))
    return changed == 1
