"""Lines in which no rule of a group may find anything: what is documented, and what comes close to a mistake."""

SKIP = [
    "SKIP REMAINING IF GIT_BRANCH=main\nRUN a",
    'SKIP REMAINING IF GIT_BRANCH!=main AND REPOSITORY_NAME !=~ "shop"\nRUN a',
    'SKIP REMAINING IF GIT_COMMIT_TITLE =~ "\\[no tests\\]"\nRUN a',
    "SKIP REMAINING IF GIT_BRANCH!=~^(main|next)$\nRUN a",
    'SKIP REMAINING IF API_EXTRA="" AND X != true\nRUN a',
    'SKIP REMAINING IF GIT_BRANCH =~ "r.*ase 2" AND JOB_ID !=~ "a/.*"\nRUN a',
    'SKIP REMAINING IF A= b AND C =d AND E = "f g"\nRUN a',
    "SKIP REMAINING IF A=b \\\n  AND C=d # comment\nRUN a",
    "SKIP REMAINING IF A=~\"a && B=c\" AND D='|, &'\nRUN a",
    "SKIP REMAINING IF A=x,y&z AND B=~a|b AND C!=$D\nRUN a",
    "SKIP REMAINING IF A='b c'\nRUN a",
    "SKIP REMAINING IF A=~^v[0-9]+\\.[0-9]+$ AND B!=~\\[x\\]\nRUN a",
    "SKIP REMAINING IF\nRUN a",
    'SKIP REMAINING IF A="b\nRUN a',
    "skip remaining if a=b and c=d\nRUN a",
]
