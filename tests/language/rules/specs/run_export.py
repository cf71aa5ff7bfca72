CATCHES = [
    "RUN «export NODE_ENV=test»",
    'RUN «export PATH="$PATH:/opt/bin"»',
    "RUN «export A=1 B=2»",
    "RUN «export A=1 && export B=2»",
    "RUN «export A=$(date)»",
    "RUN «declare -x A=1»",
    "RUN REPEATABLE «export A=1»",
    "RUN «cd x && export A=1»",
]
PASSES = [
    "RUN export A=1 && make",
    'RUN REPEATABLE export REGISTRY="localhost:26612" && \\\n    build-and-push.sh',
    "RUN export",
    "RUN export -p",
    "RUN export A=1; echo $A",
    "RUN echo export A=1",
    "RUN echo 'export A=1' >> ~/.bashrc",
    "RUN A=1 make",
    "RUN declare -p",
    "RUN export A=1 > x",
    "RUN BACKGROUND export A=1",
    "ENV export=1",
    "RUN export A=1 && if true; then make; fi",
]
FIXES = [
    ("RUN export NODE_ENV=test\n", "ENV NODE_ENV=test\n"),
    ('RUN export PATH="$PATH:/opt/bin"\n', 'ENV PATH="$PATH:/opt/bin"\n'),
    ("RUN export A=1 B=$A", "ENV A=1\nENV B=$A"),
    ("RUN export A=1 && \\\n  export B='x y'", "ENV A=1\nENV B='x y'"),
]
