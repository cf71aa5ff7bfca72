CATCHES = [
    "COPY «$(ls)» b",
    "WORKDIR «`pwd`»",
    "USER «$(whoami)»",
    "CACHE «/x/$(id)»",
    "COPY a «$(b)»",
    "COPY «\\\\$(a)» b",
]
PASSES = [
    "ENV A=$(b)",
    "ENV A=`b`",
    "RUN echo $(b)",
    "COPY '$(a)' b",
    "WORKDIR /$A",
    "BUTTON `x`",
    "COPY \\$(a) b",
    "COPY a\\`b\\` c",
]
