CATCHES = ["«COPY a»", "«COPY a» # b", "«COPY 'a b'»", "«COPY --link a»", "«COPY $A»", "«COPY \\\n  a»"]
PASSES = ["COPY", "COPY a b", "COPY 'a", "COPY --link", "CLONE a", "RUN COPY a", "COPY \\\n  a \\\n  b"]
FIXES = [("COPY package.json\n", "COPY package.json .\n"), ("COPY a # c\n", "COPY a . # c\n")]
