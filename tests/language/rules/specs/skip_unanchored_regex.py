from tests.language.rules.right_lines import SKIP

CATCHES = ["SKIP REMAINING IF GIT_BRANCH=~«main»", 'SKIP REMAINING IF GIT_TAG !=~ «"v1"» AND A=b']
PASSES = [
    *SKIP[:5],
    "SKIP REMAINING IF GIT_BRANCH=main AND GIT_COMMIT_TITLE=~skip",
    "SKIP REMAINING IF GIT_BRANCH=~main.*",
]
