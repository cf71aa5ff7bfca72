CATCHES = ["LABEL status=«visible»", "LABEL display_name=x status=«merged»", "LABEL «status=»", "LABEL STATUS=«'hide'»"]
PASSES = [
    "LABEL status=merge",
    "LABEL status=hidden",
    "LABEL Status=Merge",
    "LABEL status='hidden'",
    "LABEL status=$X",
    "LABEL display_name=x",
]
FIXES = [("LABEL status=merged", "LABEL status=merge"), ("LABEL status=hide", "LABEL status=hidden")]
