from django.contrib import admin
from django.urls import path

from .models import Customer, Item, Order

admin.site.register([Customer, Item, Order])

urlpatterns = [path("admin/", admin.site.urls)]
