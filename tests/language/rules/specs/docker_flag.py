CATCHES = [
    "COPY «--from=build» a b",
    "COPY «--chown=a:b» «--link» a b",
    "RUN «--mount=type=cache,target=/x» make",
    "FROM «--platform=linux/amd64» vm/debian:12",
    "CLONE «--depth=1» u d",
]
PASSES = ["COPY a b", "RUN make --from=x", "RUN -- make", "AWS link --region=x", "COPY - a", "COPY a --b c/"]
FIXES = [
    ("COPY --link a b\n", "COPY a b\n"),
    ("FROM --platform=linux/amd64 vm/debian:12\n", "FROM vm/debian:12\n"),
    ("RUN --network=none make\n", "RUN make\n"),
    ("COPY --link \\\n a b\n", "COPY \\\n a b\n"),
    ("COPY \\\n  --parents\ta b\n", "COPY \\\n  a b\n"),
]
