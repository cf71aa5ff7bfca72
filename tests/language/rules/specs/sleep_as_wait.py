CATCHES = ["RUN ./server & «sleep 10»; ./test", "RUN «sleep 1m»", "RUN docker-compose up -d && «sleep 6» && ./test"]
PASSES = [
    "RUN sleep 5",
    "RUN until curl -fs localhost; do sleep 10; done",
    "RUN sleep 20 &",
    "RUN sleep $X",
    "RUN sleep infinity",
    "RUN echo sleep 10",
]
