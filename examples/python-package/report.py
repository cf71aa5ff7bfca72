"""A table for people."""

from tabulate import tabulate


def report(prices: dict[str, int]) -> str:
    """Articles and their prices, a line each."""
    return tabulate(prices.items(), tablefmt="plain")
