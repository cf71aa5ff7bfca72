CATCHES = [
    "RUN apt-get install «curl»\\\ngit",
    "RUN echo a && «make»\\\ninstall -j",
    "RUN «make»\\  \nall",
    'RUN echo "it\'s" «foo»\\\nbar',
    "RUN echo it\\'s «foo»\\\nbar",
    "RUN x «foo»\\\n«bar»\\\nbaz",
    "RUN a \\\n# don't\n «foo»\\\r\nbar",
]
PASSES = [
    "RUN apt-get install curl \\\ngit",
    "RUN apt-get install curl\\\n git",
    "RUN a &&\\\nb",
    "RUN echo 'foo\\\nbar'",
    "RUN curl https://example.com/a\\\nb",
    "RUN x --fo\\\no",
    'RUN echo "a\\\nb"',
    "RUN echo it\\'s 'foo\\\nbar'",
    "RUN a \\\n# don't\n 'foo\\\nbar'",
    "RUN echo 'a\\' 'foo\\\nbar'",
    'RUN echo "it\'s foo\\\nbar"',
]
FIXES = [("RUN install curl\\\ngit\n", "RUN install curl \\\ngit\n")]
