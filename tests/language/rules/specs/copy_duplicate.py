CATCHES = ["COPY . /app\n«COPY . /app»", "COPY a b\nRUN x\n«COPY  a b»"]
PASSES = ["COPY . a\nCOPY . b", "COPY a b\nWORKDIR /x\nCOPY a b", "COPY a b\nUSER x\nCOPY a b"]
FIXES = [("COPY . /app\nCOPY . /app\nRUN a\n", "COPY . /app\nRUN a\n")]
