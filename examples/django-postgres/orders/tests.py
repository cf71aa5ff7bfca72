"""The tests that the Layerfile runs."""

from django.test import TestCase

from orders.models import Order


class TotalTest(TestCase):
    def test_of_no_orders_is_zero(self) -> None:
        self.assertEqual(self.client.get("/total").json(), {"total": 0})

    def test_is_the_sum_of_the_orders(self) -> None:
        Order.objects.create(article="tea", price=300)
        Order.objects.create(article="cup", price=750)
        self.assertEqual(self.client.get("/total").json(), {"total": 1050})
