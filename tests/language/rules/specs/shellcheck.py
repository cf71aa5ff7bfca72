CATCHES = [
    "RUN «i»f [ -f a ]; then b",
    "RUN echo a && \\\n  echo «$lower_case»",
]
PASSES = [
    "RUN echo $UPPER",
    "ENV lower=1\nRUN echo $lower",
    "BUILD ENV lower\nRUN echo $lower",
    "SECRET ENV lower\nRUN echo $lower",
    "RUN cd x; make",
    "RUN cp $A $B",
    "RUN x=1; echo done",
    "RUN kill $(cat pid)",
    "RUN echo é && [ -f a ] && b",
]
