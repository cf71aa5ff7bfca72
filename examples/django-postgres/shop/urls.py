"""One page."""

from django.urls import path
from orders.views import total

urlpatterns = [path("total", total)]
