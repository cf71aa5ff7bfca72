CATCHES = ["FROM a\n«FROM b»", "FROM a/b:c\nRUN x\n«FROM d/e:f»\n«from g»"]
PASSES = ["FROM vm/debian:12", "RUN FROM x", "# FROM b"]
