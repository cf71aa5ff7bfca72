BASE = "FROM vm/debian:12\n"
CATCHES = [
    "RUN echo «$SPLIT»",
    "RUN test «${SPLIT}» = «$SPLIT_NUM»\nSPLIT 2\nRUN echo $SPLIT",
    "EXPOSE WEBSITE localhost:80 /x«$SPLIT»",
    "ENV PART=«$SPLIT»",
    {"Layerfile": "FROM a\nRUN echo «$SPLIT»", "a/Layerfile": BASE},
]
PASSES = [
    "SPLIT 2\nRUN echo $SPLIT",
    "SPLIT UNORDERED 2\nRUN echo $SPLIT_NUM $SPLIT",
    "RUN SPLIT=1; echo $SPLIT",
    "RUN read -r SPLIT < a && echo $SPLIT",
    "RUN echo ${SPLIT:-0} ${SPLIT-} '$SPLIT' \\$SPLIT $SPLITTER",
    "ENV SPLIT=1\nRUN echo $SPLIT",
    "BUILD ENV SPLIT\nRUN echo $SPLIT",
    "SETUP FILE a\nRUN echo $SPLIT",
    "FROM some/library:1\nRUN echo $SPLIT",
    {"Layerfile": "FROM a\nRUN echo $SPLIT", "a/Layerfile": BASE + "SPLIT 2"},
    {"Layerfile": "FROM a\nRUN echo $SPLIT"},
    {"Layerfile": "FROM a\nRUN echo $SPLIT", "a/Layerfile": BASE + "ENV SPLIT=2"},
    {"Layerfile": "FROM Layerfile\nRUN echo $SPLIT"},
]
