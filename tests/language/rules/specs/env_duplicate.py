CATCHES = ["ENV «A=1» A=2", "ENV «A=1» B=2 A=3", "ENV «A 1» A 2", "ENV «A=1» \\\n  A=1"]
PASSES = ["ENV A=1 B=2", "ENV A=1\nENV A=2", "ENV a=1 A=2", "ENV A=1 A='2", "ENV A A", "ENV A=B B=A"]
