HEAD = ".git/HEAD"
FROM = "FROM vm/debian:12\n"
UNIT = {"tests/unit/Layerfile": FROM}
CATCHES = [
    {"Layerfile": FROM + "WAIT «/tests/unti»", **UNIT},
    {"Layerfile": FROM + "WAIT /tests/unit «tests/other»", **UNIT, HEAD: ""},
    {"Layerfile": FROM + "WAIT «../x»", HEAD: ""},
    {"Layerfile": FROM + "WAIT «/tests»", **UNIT, HEAD: ""},
    {"Layerfile": FROM + "WAIT «/a»", "a/layerfile": FROM},
    {"Layerfile": FROM + "WAIT «/tests/Unit»", **UNIT},
]
PASSES = [
    {"Layerfile": FROM + "WAIT /tests/unit tests/unit/Layerfile ./tests/unit/", **UNIT, HEAD: ""},
    {"Layerfile": FROM + "WAIT /tests/e2e ../x"},
    {"Layerfile": FROM + "WAIT /service-two /web2", "service-one/Layerfile": FROM, "web1/Layerfile": FROM},
    {"Layerfile": FROM + "WAIT $X", HEAD: ""},
    {"Layerfile": FROM + 'WAIT "x', HEAD: ""},
    {"Layerfile": FROM + "WAIT .", HEAD: ""},
    {"Layerfile": FROM + "WAIT", HEAD: ""},
]
FIXES = [
    (
        {"Layerfile": FROM + "WAIT /tests/unti # x", **UNIT},
        {"Layerfile": FROM + "WAIT /tests/unit # x"},
    ),
    ({"Layerfile": FROM + "WAIT a", "a/layerfile": FROM}, {"Layerfile": FROM + "WAIT a/layerfile"}),
]
