from redis import Redis

assert Redis().get("tea") == b"300"
Redis().flushall()  # No other test file sees this, unless it is dealt to the same fork.
