"""Takes work from the queue, and puts back what came of it."""

from redis import Redis
from tasks import shout

queue = Redis(decode_responses=True)
while True:
    _, text = queue.blpop("work")
    queue.rpush("done", shout(text))
