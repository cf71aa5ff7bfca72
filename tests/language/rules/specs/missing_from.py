CATCHES = [{"Layerfile": "«RUN a»\n"}, {"Layerfile": "# c\n«COPY a b»\nRUN x"}, {"Layerfile": "«CMD» x"}]
PASSES = ["RUN a", {"Layerfile": ""}, {"Layerfile": "RUN a\nFROM b"}, {"Layerfile": "FORM vm/debian:12\nRUN a"}]
