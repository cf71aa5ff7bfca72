CATCHES = ["CLONE u «DEFAULT=» d", "CLONE u d «DEFAULT=main»", "CLONE «DEFAULT=main» u d", "CLONE u a «default=x» d/"]
PASSES = ["CLONE u DEFAULT=main d", "CLONE u d", "CLONE", "CLONE u DEFAULT d"]
