CATCHES = [
    "RUN «cd app»",
    "RUN «cd»",
    "RUN «cd ~/app»",
    'RUN «cd "$HOME/app"»',
    "RUN «mkdir -p /app && cd /app»",
    "RUN REPEATABLE «cd app»",
    "RUN «cd $(dirname x)»",
    "RUN «cd app &&\\\n  cd web»",
    "RUN «set -e; cd app»",
]
PASSES = [
    "RUN cd app && make",
    "RUN cd app; make",
    "RUN make && cd ..",
    "RUN cd app || exit 1",
    "RUN (cd app)",
    "RUN cd app && (make)",
    "RUN echo cd app",
    "RUN cd app \\\n  && make",
    "RUN <<EOF\ncd app\nmake\nEOF",
    "RUN if [ -d app ]; then cd app; fi",
    "RUN test -d app && cd app",
    "RUN BACKGROUND cd app",
    "RUN cd app > log",
    "RUN cd app && X=1",
    "RUN mkdir app",
    "RUN cd 'app",
    "WORKDIR cd",
]
FIXES = [
    ("RUN cd app\nRUN make\n", "WORKDIR app\nRUN make\n"),
    ("RUN mkdir -p /app && cd /app\n", "WORKDIR /app\n"),
]
