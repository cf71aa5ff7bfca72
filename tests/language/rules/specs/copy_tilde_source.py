CATCHES = ["COPY «~/.npmrc» .", "COPY a «~» b/", "COPY «~/a» «~/b» c/"]
PASSES = ["COPY a ~", "COPY a ~/b", "COPY '~/a' b", "COPY a~ b", "COPY ~a b", "RUN cp ~/a b", "COPY ~/a 'b"]
