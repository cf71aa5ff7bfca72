CATCHES = [
    "RUN a «\\\\»\n b",
    "COPY a «\\\\»  \n b",
    "RUN a \\\n b «\\\\»\n c",
    "RUN a «\\\\»\n b «\\\\»\n c",
    "run a «\\\\»\r\n b",
    "RUN a «\\\\»\n b\x0c \u2028«\\\\»\n c",
    "RUN a \\\\«\\\\»\n b",
    "RUN cat <<EOF «\\\\»\n > x\na \\\\\nEOF",
    "  COPY a «\\\\»\n  b «\\\\»\n  c",
]
PASSES = [
    "RUN a \\\n b",
    "RUN echo \\\\ a",
    "RUN echo \\\\\\\n a",
    "RUN cat <<EOF\na \\\\\nb\nEOF",
    "RUN a \\\n# c \\\\\n b",
    "# c \\\\\nRUN a",
    "COPY a \\\\ # c",
    "RUN cat <<EOF\n# a \\\\\nEOF",
    "RUN a \\\n # c \\\\\n b",
]
FIXES = [("RUN a \\\\\n  b\n", "RUN a \\\n  b\n"), ("COPY a \\\\ \n  b\n", "COPY a \\ \n  b\n")]
