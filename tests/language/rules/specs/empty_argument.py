CATCHES = ['COPY «""» b', "COPY a «''»", 'WORKDIR «""»', 'CACHE a «""»', "FROM «''»"]
PASSES = ['ENV A=""', "COPY a b", 'COPY "a" b', "COPY $A b", 'LABEL display_name=""', "WORKDIR"]
