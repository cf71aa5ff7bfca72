CATCHES = ["BUILD ENV «A=b»", "BUILD ENV C «A=b»", "BUILD ENV «A=b» «C=d»", "BUILD ENV A «=» b", "BUILD ENV «A='b c'»"]
PASSES = ["BUILD ENV A B", "ENV A=b", "BUILD ENV", "BUILD ENV A # b=c", "BUILD ENV A=b 'c"]
FIXES = [("BUILD ENV A=b\n", "ENV A=b\n"), ('BUILD ENV A="b c" D=e # f\n', 'ENV A="b c" D=e # f\n')]
