CATCHES = [
    "CLONE «ext::id» d",
    "CLONE «'ext::sh -c id'» d",
    "CLONE DEFAULT=x «ftp://example.com/a.git» d",
    "CLONE «https:///a.git» src d",
    "CLONE «-c» d",
    'CLONE «"https://example.com/a b"» d',
]
PASSES = [
    "CLONE https://example.com/a.git d",
    "CLONE git@example.com:a/b.git d",
    "CLONE ../b d",
    "CLONE /srv/b d",
    "CLONE file:///srv/b d",
    "CLONE $URL d",
    "CLONE ext::$URL d",
    "CLONE 'ext::id d",
    "CLONE '' d",
    "CLONE",
]
