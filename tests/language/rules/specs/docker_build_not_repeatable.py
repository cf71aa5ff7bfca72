CATCHES = [
    "RUN «docker build -t image .»",
    "RUN «docker-compose build --parallel»",
    "RUN cd x && «docker compose build»",
    "RUN «sudo docker buildx build .»",
]
PASSES = [
    "RUN REPEATABLE docker build -t image .",
    "RUN BACKGROUND docker build .",
    "RUN docker run image",
    "RUN npm run build",
    "RUN echo docker build .",
]
FIXES = [("RUN docker build -t image .\n", "RUN REPEATABLE docker build -t image .\n")]
