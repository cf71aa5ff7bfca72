CATCHES = ["RUN a\n«FROM vm/debian:12»\nRUN b", "# c\nMEMORY 1G\n«FROM x»\nFROM y", "npm i\n«FROM vm/debian:12»"]
PASSES = ["FROM vm/debian:12\nRUN a", "# c\n\nFROM vm/debian:12", {"Layerfile": "RUN a"}]
FIXES = [("# c\nMEMORY 1G\nRUN a\nFROM vm/debian:12\nRUN b\n", "# c\nFROM vm/debian:12\nMEMORY 1G\nRUN a\nRUN b\n")]
