"""What the shop answers."""

from django.db.models import Sum
from django.http import HttpRequest, JsonResponse

from orders.models import Order


def total(request: HttpRequest) -> JsonResponse:
    """The sum of all orders."""
    return JsonResponse({"total": Order.objects.aggregate(Sum("price"))["price__sum"] or 0})
