CATCHES = [
    "RUN git commit -m «“first try”»",
    "RUN psql -c «“CREATE DATABASE x;”»",
    "RUN export A=«“b c”»",
    "RUN echo «“hello world”»",
    "RUN echo «‘hello’» > x",
    "RUN apt-get install «–»y curl",
    "RUN npm ci «—»silent",
    "RUN grep «‘a’» x && git tag -m «“b”» v1",
]
FIXES = [
    ("RUN git commit -m “first try”\n", 'RUN git commit -m "first try"\n'),
    ("RUN grep ‘a b’ x\n", "RUN grep 'a b' x\n"),
    ("RUN apt-get install –y curl\n", "RUN apt-get install -y curl\n"),
    ("RUN npm ci —silent\n", "RUN npm ci --silent\n"),
]
PASSES = [
    'RUN git commit -m "first try"',
    'RUN echo "he said “yes”"',
    "RUN echo 'he said “yes”'",
    "RUN echo don’t worry",
    "RUN echo the “quick” fox",
    "RUN echo “a” and “b”",
    "RUN echo wait – it works",
    "RUN echo —done",
    "RUN curl localhost | grep ’",
    "RUN cat > x <<EOF\n“a”\nEOF",
    "RUN make # the “real” one",
    "RUN touch Übung–1",
    "RUN ls –",
    "RUN grep “ x",
    'RUN echo "a “b" c ”',
    "ENV A=“b”",
]
