CATCHES = [
    "CACHE «/»",
    "CACHE ~/.npm «/etc»",
    "CACHE «/var/lib/postgresql/14»",
    "CACHE «/usr/»",
    "CACHE «/var/lib/docker»",
]
PASSES = [
    "CACHE ~/.npm",
    "CACHE /root/.cache",
    "CACHE /var/cache/apt",
    "CACHE /usr/local/share/.cache/yarn",
    "CACHE node_modules",
    "CACHE $X",
]
