from tests.language.rules.right_lines import SKIP

CATCHES = [
    "SKIP REMAINING IF A=~«*-draft»",
    "SKIP REMAINING IF A=~«(a|b»",
    'SKIP REMAINING IF A !=~ «"a|b)"» AND B=~«[a-»',
    "SKIP REMAINING IF A=~«a**»",
    "SKIP REMAINING IF A=~«[z-a]»",
    "SKIP REMAINING IF A=~«+1»",
]
PASSES = [
    *SKIP,
    "SKIP REMAINING IF A=~(?i)main AND B=~a(?i)b",
    "SKIP REMAINING IF A=~[[:alpha:]]+ AND B=~\\pL AND C=~\\z",
    "SKIP REMAINING IF A=~^* AND B=~a++ AND C=~(?P<n>a)",
    "SKIP REMAINING IF A=*( AND B!=)",
    "SKIP REMAINING IF A=~[skip-ci]",
    "SKIP REMAINING IF A=~[skip tests]",
    "SKIP REMAINING IF A=~$B( AND B=~ AND C=~{x AND D=~]",
    "SKIP REMAINING IF A=~\\( AND B='[' AND C=~\"\\[\"",
    "SKIP REMAINING IF A=~" + "(" * 5000,
    "SKIP REMAINING IF A=~a{99999999999999}",
]
