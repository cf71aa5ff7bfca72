CATCHES = ["FROM vm/debian:12 «AS build»", "FROM vm/debian:12 «as x»", "FROM a/b:c   «AS»"]
PASSES = ["FROM vm/debian:12", "FROM ../as", "FROM as", "RUN x as y"]
FIXES = [("FROM vm/debian:12 AS build\n", "FROM vm/debian:12\n")]
