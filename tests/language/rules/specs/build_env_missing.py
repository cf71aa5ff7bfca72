CATCHES = ["«RUN» echo $GIT_BRANCH", "RUN a\n«RUN» b ${GIT_TAG} $GIT_TAG\nRUN c $GIT_TAG"]
PASSES = [
    "BUILD ENV GIT_BRANCH\nRUN echo $GIT_BRANCH",
    "RUN echo $SPLIT $HOME",
    "ENV GIT_TAG=1\nRUN echo $GIT_TAG",
    "RUN echo $CI",
]
FIXES = [("RUN echo $GIT_BRANCH\n", "BUILD ENV GIT_BRANCH\nRUN echo $GIT_BRANCH\n")]
