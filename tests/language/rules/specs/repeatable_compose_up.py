CATCHES = [
    "RUN REPEATABLE «docker-compose up -d --build» && sleep 5",
    "RUN REPEATABLE docker compose build && «docker compose up -d»",
]
PASSES = [
    "RUN docker-compose up -d",
    "RUN REPEATABLE docker-compose build",
    "RUN REPEATABLE echo docker-compose up",
    "RUN REPEATABLE npm run up",
]
