CATCHES = [
    "«SPLIT 2»\nRUN a",
    "RUN echo $SPLIT\n«SPLIT 2»",
    "SPLIT 2\nRUN echo $SPLIT\n«SPLIT 3»",
    "«SPLIT 2»\nRUN SPLIT=1; echo $SPLIT",
]
PASSES = [
    "SPLIT 2\nRUN echo ${SPLIT}",
    "SPLIT UNORDERED 2\nRUN a",
    "SPLIT 2\nEXPOSE WEBSITE localhost:80 /x$SPLIT",
    "RUN a",
]
