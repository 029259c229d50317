"""What templates of the shop call."""

from django import template

register = template.Library()


@register.inclusion_tag("shop/badge.html")
def badge(customer=None, size="small"):
    return {"customer": customer, "size": size}
