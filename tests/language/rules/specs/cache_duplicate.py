CATCHES = ["CACHE a\nCACHE «a»", "CACHE ~/.npm «~/.npm/»", "CACHE /a b\nRUN x\nCACHE c «/a»"]
PASSES = ["CACHE a b\nCACHE c", "CACHE a\nWORKDIR /x\nCACHE a", "CACHE ~/x\nUSER b\nCACHE ~/x", "CACHE /a /ab"]
