"""Hands in two pieces of work, and waits for each result at most a minute."""

from redis import Redis

queue = Redis(decode_responses=True)
queue.rpush("work", "tea", "cup")
results = [queue.blpop("done", timeout=60) for _ in range(2)]
assert results == [("done", "TEA!"), ("done", "CUP!")], results
print("both pieces of work are done")
