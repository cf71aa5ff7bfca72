CATCHES = ["ENV «MY-NAME» value", "ENV «1A» b", "ENV A b «c.d» e", "ENV «a-b=c»", "ENV X=1 «y.z=2»"]
PASSES = ["ENV A b", "ENV A=b", "ENV _a1 b", "ENV A", "ENV A =b", "ENV A b-c"]
