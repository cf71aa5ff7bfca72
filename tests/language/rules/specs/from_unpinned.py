CATCHES = ["FROM «org/base»", "FROM «a/b/c»"]
PASSES = ["FROM org/base:v1", "FROM github/a/b/Layerfile@c", "FROM ../base", "FROM vm/debian:12", "FROM base"]
