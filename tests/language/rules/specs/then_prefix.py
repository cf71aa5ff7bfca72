CATCHES = ["«THEN» RUN x", "«then» copy a b", "  «THEN» \\\n RUN x"]
PASSES = ["RUN THEN", "RUN if a; then b; fi", "THENCE x"]
FIXES = [("THEN RUN x\n", "RUN x\n"), ("  THEN \\\n COPY a b\n", "  COPY a b\n")]
