CATCHES = [
    "RUN «curl» -L https://example.com/install.sh | bash",
    "RUN «curl» https://example.com/x -o x",
    "RUN «curl» -sLO https://example.com/x",
    "RUN sudo «curl» --output x https://example.com/x",
]
PASSES = [
    "RUN curl -fsSL https://example.com/x | bash",
    "RUN curl --fail -o x https://example.com/x",
    "RUN curl -sSfL https://example.com/x -o x",
    "RUN curl localhost:8080",
    "RUN echo a | curl -d @- localhost",
    "RUN apt-get install curl",
    "RUN echo curl -o x",
]
FIXES = [("RUN curl -L https://example.com/x | bash\n", "RUN curl -f -L https://example.com/x | bash\n")]
