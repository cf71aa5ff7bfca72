CATCHES = [
    "CLONE u «DEFAULT=» d",
    "CLONE u d «DEFAULT=»",
    "CLONE u DEFAULT=a b «DEFAULT=c» d",
    "CLONE DEFAULT=a u «DEFAULT=c» d",
]
# It may stand anywhere among the words: the published parser takes it from there.
PASSES = [
    "CLONE u DEFAULT=main d",
    "CLONE DEFAULT=main u d",
    "CLONE u d DEFAULT=main",
    "CLONE 'u' /a /b DEFAULT='a branch' /d",
    "CLONE u d",
    "CLONE",
    "CLONE u DEFAULT d",
    "CLONE u DEFAULT=$X d",
    "CLONE u d DEFAULT=x 'y",
    "CLONE u x=y",
    "CLONE u default=x d/",
    "CLONE u a default=x d/",
]
