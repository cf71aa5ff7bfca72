CATCHES = ["ENV ROOT=/app BIN=«$ROOT/bin»", 'ENV A=1 B=«"x${A}y"» C=«$A»']
PASSES = ["ENV A=1\nENV B=$A", "ENV A=0\nENV A=1 B=$A", "ENV PATH=$PATH:/x", "ENV B=$A A=1", "ENV A=1 B='$A'"]
