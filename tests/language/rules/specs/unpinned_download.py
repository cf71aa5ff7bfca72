CATCHES = [
    "RUN curl -fLO «https://example.com/releases/latest/tool»",
    'RUN wget «"https://example.com/latest"» && a',
    'RUN curl -fL «"https://example.com/a/latest/$(uname -m)"» | tar x',
]
PASSES = [
    "RUN curl -fLO https://example.com/releases/1.2/latest-tool",
    "RUN docker pull redis:latest",
    "RUN npm install npm@latest -g",
    "RUN echo https://example.com/latest/x",
    "RUN curl -fLO https://example.com/1.2/tool",
]
