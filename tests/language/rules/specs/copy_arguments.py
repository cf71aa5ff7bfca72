CATCHES = ["«COPY a»", "«COPY a» # b", "«COPY 'a b'»", "«COPY --link a»"]
PASSES = ["COPY", "COPY a b", "COPY 'a", "CLONE a", "RUN COPY a"]
FIXES = [("COPY package.json\n", "COPY package.json .\n"), ("COPY a # c\n", "COPY a . # c\n")]
