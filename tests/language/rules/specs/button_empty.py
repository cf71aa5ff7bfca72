CATCHES = ["«BUTTON»", "«BUTTON»  \nRUN a"]
PASSES = ["BUTTON deploy?", "BUTTON # deploy", "RUN BUTTON"]
