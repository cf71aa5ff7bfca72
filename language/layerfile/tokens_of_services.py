"""What access tokens and keys look like, by the forms that those who give them out have published."""

from __future__ import annotations

from collections.abc import Iterator
from re import Match
from re import compile as pattern

# Each alternative begins with a letter of its own, not with a group: so `re` skips what begins with none of them.
TOKEN = pattern(
    r"g(?P<github>h[pousr]_[A-Za-z0-9]{36,255}|ithub_pat_[A-Za-z0-9_]{60,255})(?!\w)"
    r"|g(?P<gitlab>lpat-[A-Za-z0-9_-]{20,255})"
    r"|A(?P<aws>(?:KIA|SIA)[A-Z0-9]{16})(?!\w)"
    r"|x(?P<slack>ox[abprs]-[A-Za-z0-9-]{20,255})(?!\w)"
    r"|s(?P<stripe>k_live_[A-Za-z0-9]{20,255})(?!\w)"
    r"|r(?P<restricted>k_live_[A-Za-z0-9]{20,255})(?!\w)"
    r"|n(?P<npm>pm_[A-Za-z0-9]{36})(?!\w)"
    r"|d(?P<docker>ckr_pat_[A-Za-z0-9_-]{20,255})"
    r"|S(?P<sendgrid>G\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})"
    r"|p(?P<pypi>ypi-AgE[A-Za-z0-9_-]{50,255})"
    r"|d(?P<digitalocean>o[opr]_v1_[a-f0-9]{64})(?!\w)"
    # Without the beginning of a key behind it, it is what somebody looks for.
    r"|-(?P<key>----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----)"
    r"(?=(?:\\[nr]|[\\\s]){0,8}(?:MI[IGH]|b3BlbnNzaC1|[A-Za-z0-9+][A-Za-z0-9+/]{15}))"
)
"""A token of a well-known form; the group's name says whose. What stands before it is not looked at."""

_WHAT = {
    "github": "a GitHub token",
    "gitlab": "a GitLab token",
    "aws": "an AWS key",
    "slack": "a Slack token",
    "stripe": "a Stripe key",
    "restricted": "a Stripe key",
    "npm": "an npm token",
    "docker": "a Docker token",
    "sendgrid": "a SendGrid key",
    "pypi": "a PyPI token",
    "digitalocean": "a DigitalOcean token",
    "key": "a private key",
}
#: A token is made by chance, and has more different letters than this; xxxx and 1234 have not.
_FEW = 8


def tokens(text: str) -> Iterator[Match[str]]:
    """The tokens in a text, but for those that only show what one looks like."""
    for found in TOKEN.finditer(text):
        before = text[found.start() - 1 : found.start()]
        if found.lastgroup == "key" or not (before.isalnum() or before == "_" or _is_example(found[0])):
            yield found


def _is_example(token: str) -> bool:
    return token.upper().endswith("EXAMPLE") or len(set(token)) <= _FEW


def what(token: Match[str]) -> str:
    """Whose it is."""
    return _WHAT.get(token.lastgroup or "", "an access token")
