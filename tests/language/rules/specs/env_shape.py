CATCHES = ["«ENV A»", "«ENV A b c»", "«ENV A=b C»", "«ENV A=b C d»", "«ENV A=$B c»"]
PASSES = ["ENV A=b", "ENV A b", "ENV A b C d", "ENV", "ENV A = b", "ENV A=", 'ENV A="b c"', "ENV A='b", "ENV A=b # c"]
