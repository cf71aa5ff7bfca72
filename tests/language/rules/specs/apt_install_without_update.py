CATCHES = [
    "RUN «apt-get install curl»",
    "RUN make\nRUN «sudo apt install -y curl»\nRUN apt-get install x",
    "RUN apt-get upgrade && «apt-get install curl»",
]
PASSES = [
    "RUN apt-get update && apt-get install curl",
    "RUN apt-get update\nRUN apt-get install curl",
    "RUN sudo apt update -y; apt install curl",
    "RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash\nRUN apt-get install nodejs",
    "RUN add-apt-repository ppa:x\nRUN apt-get install y",
    "FROM ../base\nRUN apt-get install curl",
    "FROM org/base:1\nRUN apt-get install curl",
    "RUN apt-get install ./x.deb",
    "RUN apt-get install",
    "RUN echo apt-get install curl",
]
FIXES = [
    ("RUN apt-get install curl\n", "RUN apt-get update && apt-get install curl\n"),
    ("RUN sudo apt-get install curl\n", "RUN sudo apt-get update && sudo apt-get install curl\n"),
]
