CATCHES = [
    "RUN «git clone https://example.com/shop.git /shop»",
    "RUN «git clone --depth 1 https://example.com/shop.git» && cd shop && make",
    "RUN if true; then «git clone $X»; fi",
]
PASSES = ["RUN git pull", "RUN echo git clone x", "CLONE https://example.com/x.git /x", "RUN git config clone x"]
FIXES = [
    ("RUN git clone https://example.com/shop.git /shop\n", "CLONE https://example.com/shop.git /shop\n"),
    ("RUN git clone https://example.com/shop.git", "CLONE https://example.com/shop.git shop"),
    ("RUN git clone -b next git@example.com:a/shop.git x", "CLONE git@example.com:a/shop.git DEFAULT=next x"),
]
