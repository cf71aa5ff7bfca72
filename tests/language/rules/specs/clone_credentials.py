CATCHES = ["CLONE «https://me:hunter2@example.com/a.git» d", "CLONE «https://:token@example.com/a» DEFAULT=x d"]
PASSES = [
    "CLONE https://example.com/a.git d",
    "CLONE git@example.com:a/b.git d",
    "CLONE https://me:$T@example.com/a d",
    "CLONE https://me@example.com/a d",
]
