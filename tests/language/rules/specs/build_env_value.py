CATCHES = ["BUILD ENV «A=b»", "BUILD ENV C «A=b»", "BUILD ENV «A=b» «C=d»"]
PASSES = ["BUILD ENV A B", "ENV A=b", "BUILD ENV"]
FIXES = [("BUILD ENV A=b\n", "ENV A=b\n")]
