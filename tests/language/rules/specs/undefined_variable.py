_FROM = "FROM vm/debian:12\n"
CATCHES = [
    "ENV VERSION=1\nWORKDIR /app/«$VERISON»",
    "COPY «${NOPE}»/a b",
    "USER «$WHO»",
    {"Layerfile": "FROM ./base\nCOPY «$X» $Y b/\n", "base/Layerfile": _FROM + "ENV Y=1\n"},
]
PASSES = [
    "ENV A=1\nWORKDIR $A",
    "WORKDIR $HOME/x",
    "COPY ${A:-b} c",
    "RUN echo $NOPE",
    "ENV A=$NOPE",
    "BUILD ENV A\nCOPY $A b",
    "EXPOSE WEBSITE localhost:80 /x$SPLIT",
    "COPY '$NOPE' b",
    "SETUP FILE x\nCOPY $NOPE b",
    "WORKDIR $LAYERCI_BRANCH",
    {"Layerfile": "FROM org/name:tag\nCOPY $X b\n"},
    {"Layerfile": "FROM ./base\nCOPY $X b\n"},
]
FIXES = [("ENV VERSION=1\nWORKDIR ${VERISON}\n", "ENV VERSION=1\nWORKDIR ${VERSION}\n")]
