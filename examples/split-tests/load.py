"""Fills the database that all tests use; each fork then has its own copy of it, running."""

from redis import Redis

prices = {"tea": 300, "cup": 750, "pot": 2400}
Redis().mset(prices)
print(f"{len(prices)} prices loaded")
