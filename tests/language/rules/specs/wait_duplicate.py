CATCHES = ["WAIT a «a»", "WAIT a\nRUN b\nWAIT «./a/Layerfile» c", "WAIT /x «x/» «/x/../x»"]
PASSES = ["WAIT a b", "WAIT a a/b", "WAIT $A $A", "WAIT ../a ../a", "WAIT"]
FIXES = [("WAIT a a/ b", "WAIT a b"), ("WAIT a\nWAIT a\nRUN x", "WAIT a\nRUN x")]
