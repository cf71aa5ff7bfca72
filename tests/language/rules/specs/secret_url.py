CATCHES = [
    "ENV U=«postgres://shop:hunter2@db.example.com»/shop",
    "RUN git clone «https://me:abc123@git.example.com»/a.git",
]
PASSES = [
    "ENV U=postgres://shop:hunter2@localhost/shop",
    "ENV U=postgres://shop:hunter2@127.0.0.1/shop",
    "ENV U=postgres://shop:hunter2@db/shop",
    "RUN git clone https://me:$TOKEN@git.example.com/a.git",
    "ENV U=https://user:password@example.com",
    "RUN git clone git@example.com:a/b.git",
    "RUN curl https://example.com/a:b@c",
]
