"""What access tokens look like, by the forms that those who give them out have published."""

from __future__ import annotations

from re import compile as pattern

TOKEN = pattern(
    r"\b(?P<github>gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b"
    r"|\b(?P<gitlab>glpat-[A-Za-z0-9_-]{20,255})\b"
    r"|\b(?P<aws>(?:AKIA|ASIA)[A-Z0-9]{16})\b"
    r"|\b(?P<slack>xox[abprs]-[A-Za-z0-9-]{20,255})\b"
    r"|\b(?P<other>sk_live_[A-Za-z0-9]{20,255}|npm_[A-Za-z0-9]{36}|dckr_pat_[A-Za-z0-9_-]{20,255})\b"
    r"|(?P<key>-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----)"
)
"""A token of a well-known form; the group's name says whose."""
