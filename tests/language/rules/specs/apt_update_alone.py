CATCHES = ["RUN «apt-get update»\nRUN apt-get install curl", "RUN «sudo apt -y update»", "RUN «apt-get -qq update»"]
PASSES = [
    "RUN apt-get update && apt-get install curl",
    "RUN npm update",
    "RUN echo apt-get update",
    "RUN apt-get upgrade",
]
