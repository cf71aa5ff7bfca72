CATCHES = [
    "LABEL «display_name = shop»",
    "LABEL «display_name shop» status=merge",
    "LABEL «display_name =shop»",
    "LABEL «display_name= shop»",
    "LABEL «display_name=my shop»",
    "LABEL «shop»",
    "LABEL status=merge «hidden»",
    "LABEL «a b c» «d»",
]
PASSES = [
    "LABEL display_name=shop",
    "LABEL display_name='my shop' status=merge # x",
    "LABEL",
    "LABEL a-b=c",
    'LABEL display_name="x',
    "LABEL x=y z",
]
FIXES = [
    ("LABEL display_name = shop", "LABEL display_name=shop"),
    ("LABEL status merge", "LABEL status=merge"),
    ("LABEL status=merge display_name= shop", "LABEL status=merge display_name=shop"),
    ("LABEL display_name=my shop", 'LABEL display_name="my shop"'),
]
