CATCHES = [
    "«RUN» echo $GIT_BRANCH",
    "RUN a\n«RUN» b ${GIT_TAG} $GIT_TAG\nRUN c $GIT_TAG",
    "«RUN» echo $GIT_BRANCH\nBUILD ENV GIT_BRANCH\nRUN echo $GIT_BRANCH",
    {"Layerfile": "FROM ./a\n«RUN» echo $GIT_TAG\n", "a/Layerfile": "FROM vm/debian:12\nBUILD ENV GIT_BRANCH\n"},
]
PASSES = [
    "BUILD ENV GIT_BRANCH\nRUN echo $GIT_BRANCH",
    "RUN echo $SPLIT $HOME",
    "ENV GIT_TAG=1\nRUN echo $GIT_TAG",
    "RUN echo $CI",
    "BUILD ENV GIT_BRANCH\nRUN echo $LAYERCI_BRANCH",
    {"Layerfile": "FROM ./a\nRUN echo $GIT_BRANCH\n", "a/Layerfile": "FROM vm/debian:12\nBUILD ENV GIT_BRANCH\n"},
]
FIXES = [("RUN echo $GIT_BRANCH\n", "BUILD ENV GIT_BRANCH\nRUN echo $GIT_BRANCH\n")]
