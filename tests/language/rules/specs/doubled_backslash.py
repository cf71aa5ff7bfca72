CATCHES = [
    "RUN a «\\\\»\n b",
    "COPY a «\\\\»  \n b",
    "RUN a \\\n b «\\\\»\n c",
    "RUN a «\\\\»\n b «\\\\»\n c",
    "run a «\\\\»\r\n b",
]
PASSES = [
    "RUN a \\\n b",
    "RUN echo \\\\ a",
    "RUN echo \\\\\\\n a",
    "RUN cat <<EOF\na \\\\\nb\nEOF",
    "RUN a \\\n# c \\\\\n b",
    "# c \\\\\nRUN a",
]
FIXES = [("RUN a \\\\\n  b\n", "RUN a \\\n  b\n"), ("COPY a \\\\ \n  b\n", "COPY a \\ \n  b\n")]
