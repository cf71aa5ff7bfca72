CATCHES = ["«CLONE https://example.com/a.git»", "«CLONE u DEFAULT=main»"]
PASSES = ["CLONE", "CLONE u d", "CLONE u DEFAULT=main d", "CLONE u a b c/", "CLONE 'u"]
