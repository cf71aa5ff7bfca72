"""What the shop sells."""

from django.db import models


class Order(models.Model):
    """One line of an order; the price is in cents."""

    article = models.CharField(max_length=80)
    price = models.IntegerField()
