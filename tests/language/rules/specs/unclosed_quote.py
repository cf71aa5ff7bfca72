CATCHES = ['ENV A=«"b»', "COPY «'a b»", "ENV A=«$(b»", "ENV A=«`b»", 'LABEL x=«"y»', 'ENV A="b" C=«"d e»']
PASSES = ['ENV A="b"', "RUN echo 'a", "COPY a\\' b", "ENV A='$(b'", "BUTTON don't", 'COPY "a b" c']
