CATCHES = [
    "«RUN» ./login $TOKEN\nSECRET ENV TOKEN",
    "«RUN» a ${A}\n«RUN» b $B\nSECRET ENV A B",
    '«RUN» a "x $TOKEN y"\nSECRET ENV TOKEN\nRUN b $TOKEN',
]
PASSES = [
    "SECRET ENV TOKEN\nRUN ./login $TOKEN",
    "RUN TOKEN=x; echo $TOKEN\nSECRET ENV TOKEN",
    "RUN read TOKEN < x && echo $TOKEN\nSECRET ENV TOKEN",
    "RUN for TOKEN in a b; do echo $TOKEN; done\nSECRET ENV TOKEN",
    "ENV TOKEN=x\nRUN echo $TOKEN\nSECRET ENV TOKEN",
    "BUILD ENV TOKEN\nRUN echo $TOKEN\nSECRET ENV TOKEN",
    "SETUP FILE x\nRUN echo $TOKEN\nSECRET ENV TOKEN",
    "FROM ../base\nRUN echo $TOKEN\nSECRET ENV TOKEN",
    "FROM org/name:tag\nRUN echo $TOKEN\nSECRET ENV TOKEN",
    "RUN echo '$TOKEN'\nSECRET ENV TOKEN",
    "RUN echo \\$TOKEN\nSECRET ENV TOKEN",
    "RUN a ${TOKEN:-none}\nSECRET ENV TOKEN",
    "RUN a ${TOKEN-}\nSECRET ENV TOKEN",
    'RUN if [ -n "$TOKEN" ]; then a; fi\nSECRET ENV TOKEN',
    "RUN echo $TOKENS\nSECRET ENV TOKEN",
    "RUN echo $PATH $GIT_TAG\nSECRET ENV GIT_TAG",
]
