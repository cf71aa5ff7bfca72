"""Passwords in addresses: `scheme://user:password@host`."""

from __future__ import annotations

from collections.abc import Iterator
from re import IGNORECASE, Match
from re import compile as pattern

from layerfile.tokens_of_services import TOKEN

_ADDRESS = pattern(
    r"\b[a-z][a-z0-9+]{1,20}://[A-Za-z0-9_.%+-]{0,100}:"
    r"(?P<password>[^\s/:@$\"'`<>(){}\[\]*\\]{3,200})@(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)"
)
#: What stands in the place of a password: `PASSWORD`, `xxx`, `...`, `%TOKEN%`, `your-token`.
_STAND_IN = pattern(r"[A-Z]+(?:_[A-Z]+)*|(?i:x+|\.+|%\w+%|#\w+#|your\W?.*|change\W?me|redacted|hidden)")
_OWN_NETWORK = pattern(r".*\.(?:local|localhost|localdomain|internal|test|svc)", IGNORECASE)


def passwords(text: str) -> Iterator[Match[str]]:
    """The addresses with a password in them, up to the host's end; those with an access token are left out."""
    if "://" not in text or "@" not in text:
        return
    for found in _ADDRESS.finditer(text):
        if _STAND_IN.fullmatch(found["password"]) is None and TOKEN.search(found[0]) is None:
            yield found


def is_elsewhere(host: str) -> bool:
    """Whether a host is surely none of the machine's own: it has a dot in it that makes it a name of the world."""
    return "." in host and not host.replace(".", "").isdecimal() and _OWN_NETWORK.fullmatch(host) is None
