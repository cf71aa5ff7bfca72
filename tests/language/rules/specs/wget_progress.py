CATCHES = ["RUN «wget» https://example.com/x", "RUN sudo «wget» -O x https://example.com/x && a"]
PASSES = [
    "RUN wget -q https://example.com/x",
    "RUN wget -qO- https://example.com/x | sh",
    "RUN wget -nv https://example.com/x",
    "RUN wget --progress=dot:giga https://example.com/x",
    "RUN wget -o log https://example.com/x",
    "RUN wget --version",
    "RUN apt-get install wget",
    "RUN echo wget https://example.com/x",
]
FIXES = [("RUN wget https://example.com/x\n", "RUN wget --progress=dot:giga https://example.com/x\n")]
