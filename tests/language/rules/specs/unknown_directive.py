CATCHES = [
    "«npm» test",
    "«./run.sh»",
    "«sudo» apt-get update",
    "«RNU» make",
    "«Copi» a b",
    "«<!--» RUN x -->",
    "«FOO» x",
    "RUN a\n  «nope»\nRUN b",
    "«RUNx» y",
    "«SECRET» A",
]
PASSES = ["RUN npm test", "run npm test", "CMD x", "EXPOSE 80", "# npm test", "RUN a \\\n  npm test", ""]
FIXES = [
    ("npm test\n", "RUN npm test\n"),
    ("  ./run.sh \\\n -x\n", "  RUN ./run.sh \\\n -x\n"),
    ("RNU make\n", "RUN make\n"),
    ("Copi a b\n", "COPY a b\n"),
]
