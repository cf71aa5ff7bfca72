CATCHES = ["RUN ./server «&»", "RUN cd x && ./server > log«&»", "RUN make; ./server «&»"]
PASSES = [
    "RUN BACKGROUND ./server &",
    "RUN a & b",
    "RUN a &&",
    "RUN echo 'x &'",
    "RUN REPEATABLE a &",
    "RUN (a &)",
    "RUN make",
]
FIXES = [
    ("RUN ./server &\n", "RUN BACKGROUND ./server\n"),
]
