CATCHES = ["FROM ../base\n«MEMORY 2G»", "FROM /\nRUN a\n«MEMORY 2G»\n«MEMORY 3G»"]
PASSES = ["FROM vm/debian:12\nMEMORY 2G", "FROM org/name:tag\nMEMORY 2G", "FROM ../base\nRUN a"]
