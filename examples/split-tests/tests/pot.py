from redis import Redis

assert Redis().get("pot") == b"2400"
Redis().flushall()  # No other test file sees this, unless it is dealt to the same fork.
