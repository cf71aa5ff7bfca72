CATCHES = ["RUN «sudo» apt-get install curl", "RUN a && «sudo» b\nUSER app\nRUN sudo c"]
PASSES = [
    "USER app\nRUN sudo apt-get install curl",
    "RUN sudo -u postgres psql",
    "RUN curl -f x | sudo -E bash -",
    "RUN sudo",
    "RUN sudo X=1 make",
    "RUN echo sudo a",
    "FROM ../base\nRUN sudo a",
    "RUN apt-get install sudo",
]
FIXES = [("RUN sudo apt-get install curl\n", "RUN apt-get install curl\n")]
