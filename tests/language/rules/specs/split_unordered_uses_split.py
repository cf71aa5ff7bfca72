CATCHES = [
    "SPLIT «UNORDERED» 2\nRUN echo $SPLIT",
    "SPLIT «UNORDERED» 2\nRUN echo ${SPLIT}\nRUN echo $SPLIT",
    "SPLIT «UNORDERED» 2\nEXPOSE WEBSITE localhost:80 /x$SPLIT",
    "SPLIT «UNORDERED» 2\nENV PART=$SPLIT\nSPLIT 3",
    {
        "Layerfile": "FROM a\nSPLIT «UNORDERED» 2\nRUN echo $SPLIT",
        "a/Layerfile": "FROM vm/debian:12\nSPLIT UNORDERED 2",
    },
]
PASSES = [
    "SPLIT UNORDERED 2\nRUN echo $SPLIT_NUM",
    "SPLIT UNORDERED 2\nRUN a --parallel",
    "SPLIT 2\nSPLIT UNORDERED 2\nRUN echo $SPLIT",
    "SPLIT UNORDERED 2\nSPLIT 2\nRUN echo $SPLIT",
    "SPLIT UNORDERED 2\nRUN SPLIT=1 && echo $SPLIT",
    "SPLIT UNORDERED 2\nRUN for SPLIT in 1 2; do echo $SPLIT; done",
    "SPLIT UNORDERED 2\nENV SPLIT=1\nRUN echo $SPLIT",
    "SPLIT UNORDERED 2\nRUN echo ${SPLIT:-0} $SPLITS '$SPLIT' \\$SPLIT",
    "RUN echo $SPLIT\nSPLIT UNORDERED 2",
    "SPLIT UNORDERED 2\n# echo $SPLIT",
    {"Layerfile": "FROM a\nSPLIT UNORDERED 2\nRUN echo $SPLIT", "a/Layerfile": "FROM vm/debian:12\nSPLIT 2"},
]
FIXES = [("SPLIT UNORDERED  2\nRUN echo $SPLIT", "SPLIT 2\nRUN echo $SPLIT")]
