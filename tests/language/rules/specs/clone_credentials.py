CATCHES = [
    "CLONE «https://me:hunter2@example.com/a.git» d",
    "CLONE «https://:token@example.com/a» DEFAULT=x d",
    "CLONE DEFAULT=x «https://me:hunter2@example.com/a.git» d",
    "CLONE «git+ssh://me:hunter2@git.internal/a» d",
    'CLONE «"https://me:hunter2@example.com/a.git"» d',
]
PASSES = [
    "CLONE https://example.com/a.git d",
    "CLONE git@example.com:a/b.git d",
    "CLONE ssh://git@example.com:22/a/b.git d",
    "CLONE https://me:$T@example.com/a d",
    "CLONE https://me:${T}@example.com/a d",
    "CLONE https://$ME:$T@example.com/a d",
    "CLONE https://me@example.com/a d",
    "CLONE https://me:<token>@example.com/a d",
    "CLONE https://me:TOKEN@example.com/a d",
    "CLONE https://me:xxxx@example.com/a d",
    "CLONE https://example.com:8443/a@b d",
    "CLONE https://me:ghp_" + "0123456789abcdefghijABCDEFGHIJ012345@example.com/a d",
    "CLONE https://me:hunter2@example.com/a 'd",
]
