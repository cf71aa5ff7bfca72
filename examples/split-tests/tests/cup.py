from redis import Redis

assert Redis().get("cup") == b"750"
Redis().flushall()  # No other test file sees this, unless it is dealt to the same fork.
