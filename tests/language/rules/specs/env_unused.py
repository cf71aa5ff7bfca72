CATCHES = ["ENV «A»=1", "ENV «A»=1 B=2\nRUN echo $B"]
PASSES = ["ENV A=1\nRUN echo $A", "ENV A=1\nCOPY ${A} b", "ENV A=1\nENV B=$A\nRUN $B"]
