CATCHES = ["«ENV A = b»", "«ENV A =b»", "«ENV A= b»", "«ENV A = b C = d»"]
PASSES = ["ENV A=b", "ENV A b", "ENV A=", "ENV A=b C=", "ENV A==b", "ENV A '='"]
FIXES = [("ENV A = b\n", "ENV A=b\n"), ("ENV A =b\n", "ENV A=b\n"), ("ENV A= b # c\n", "ENV A=b # c\n")]
