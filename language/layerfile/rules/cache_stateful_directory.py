"""A CACHE of a directory that holds more than a cache.

What CACHE keeps is shared by all later runs, and is no part of any snapshot. A system directory, or a database's, does
not survive that: two runs would write to it at once, and a restored machine would find files of another one.

## Wrong

```layerfile
FROM vm/debian:12
CACHE /var/lib/postgresql
```

## Right

```layerfile
FROM vm/debian:12
CACHE ~/.npm ~/.cache/pip
```
"""

from __future__ import annotations

import posixpath

from layerfile.directives import Cache
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF321", "cache-stateful-directory", "warning")

_SYSTEM = frozenset(
    {
        *("/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr"),
        *("/usr/bin", "/usr/lib", "/usr/sbin", "/var", "/var/lib", "/var/lib/dpkg", "/var/run"),
    }
)
_DATABASES = frozenset(
    {
        *("postgresql", "mysql", "mariadb", "mongodb", "redis", "elasticsearch", "docker", "containerd", "rabbitmq"),
        *("cassandra", "clickhouse", "etcd", "influxdb", "kafka", "zookeeper"),
    }
)


@rule.each(Cache)
def check(cache: Cache) -> Findings:
    """A cache is something that can be thrown away."""
    if not all(argument.is_closed for argument in cache.arguments):
        return
    for item in cache.items:
        # normpath keeps two slashes at the start.
        path = "/" + posixpath.normpath(str(item)).lstrip("/") if str(item).startswith("/") else ""
        if path in _SYSTEM:
            yield Finding(f"{item} is more than a cache: name the directory in it that is one", item.span)
        elif path.startswith("/var/lib/") and path.split("/")[3] in _DATABASES:
            message = f"{item} has state that two runs cannot share: leave it to the snapshots"
            yield Finding(message, item.span)
