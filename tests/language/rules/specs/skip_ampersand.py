from tests.language.rules.right_lines import SKIP

CATCHES = [
    "SKIP REMAINING IF A=b «&&» C=d",
    "SKIP REMAINING IF A=b «&» C=d",
    "SKIP REMAINING IF A=b «,» C=d",
    "SKIP REMAINING IF A=b«,» C=d",
    "SKIP REMAINING IF A=b«&&» C=d",
    "SKIP REMAINING IF A=b«&&»CC=d",
    "SKIP REMAINING IF A=b«||»CC=d",
    "SKIP REMAINING IF A=b «||» C=d",
    "SKIP REMAINING IF A=b «OR» C=d «or» E=f",
    "SKIP REMAINING IF A=b «|» C=d",
    "SKIP REMAINING IF A='b' «&&»",
    "SKIP REMAINING IF «&&» A=b",
    "SKIP REMAINING IF A «&&» B=c",
]
PASSES = [*SKIP, "SKIP REMAINING IF A=b,", "SKIP REMAINING IF A=b&", "SKIP REMAINING IF A=http://x/?a=b&c=d"]
FIXES = [
    ("SKIP REMAINING IF A=b && C=d", "SKIP REMAINING IF A=b AND C=d"),
    ("SKIP REMAINING IF A=b&&CC=d", "SKIP REMAINING IF A=b AND CC=d"),
    ("SKIP REMAINING IF A=b, C=d", "SKIP REMAINING IF A=b AND C=d"),
    ("SKIP REMAINING IF A=b & \\\n C=d", "SKIP REMAINING IF A=b AND \\\n C=d"),
]
