CATCHES = ["RUN apt-get install «curl»\\\ngit", "RUN echo a && «make»\\\ninstall -j", "RUN «make»\\  \nall"]
PASSES = [
    "RUN apt-get install curl \\\ngit",
    "RUN apt-get install curl\\\n git",
    "RUN a &&\\\nb",
    "RUN echo 'foo\\\nbar'",
    "RUN curl https://example.com/a\\\nb",
    "RUN x --fo\\\no",
    'RUN echo "a\\\nb"',
]
FIXES = [("RUN install curl\\\ngit\n", "RUN install curl \\\ngit\n")]
