CATCHES = [{"Layerfile": "«»"}, {"Layerfile": "«»# only\n# comments\n"}, {"Layerfile": "«»\n\n"}]
PASSES = ["", "RUN a", {"Layerfile": "nope"}]
