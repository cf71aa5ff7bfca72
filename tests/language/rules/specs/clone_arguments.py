CATCHES = [
    "«CLONE https://example.com/a.git»",
    "«CLONE u DEFAULT=main»",
    "«CLONE DEFAULT=main u»",
    "«CLONE DEFAULT=main»",
    "«CLONE u» # d",
]
PASSES = [
    "CLONE",
    "CLONE u d",
    "CLONE u DEFAULT=main d",
    "CLONE DEFAULT=main u d",
    "CLONE u a b c/",
    "CLONE 'a b' c",
    "CLONE 'u",
    "CLONE u DEFAULT='x",
]
