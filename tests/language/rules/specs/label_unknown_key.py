CATCHES = [
    'LABEL «maintainer»="a b"',
    "LABEL «org.image.version»=1",
    "LABEL «display-name»=shop status=merge",
    "LABEL «displayname»=x «statsu»=merge",
    "LABEL status=hidden «name»=x",
]
PASSES = [
    "LABEL display_name=shop status=merge",
    "LABEL DISPLAY_NAME=x Status=HIDDEN",
    "LABEL display_name='a b' # c",
    "LABEL display_name = x",
    'LABEL x="a',
    "LABEL",
    "LABEL status=x",
]
FIXES = [
    ("LABEL display-name=shop", "LABEL display_name=shop"),
    ("LABEL status=merge dispaly_name=a", "LABEL status=merge display_name=a"),
]
