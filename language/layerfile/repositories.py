"""Addresses of git repositories, as CLONE takes them: which of them may be cloned, and how one is shown."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from re import compile as pattern
from urllib.parse import unquote

from layerfile.tokens_of_services import TOKEN

SCHEMES = ("https", "http", "ssh", "git", "file")
"""What git may speak. Others are programs that an address would choose (gitremote-helpers(7)): `ext::` runs any."""

_SCHEME = pattern(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)")
_HELPER = pattern(r"[A-Za-z0-9]+::.*")
#: `me@host:path`, as scp has it: the colon comes before any slash (git-clone(1), "GIT URLS").
_SCP = pattern(r"(?:[^/:@]+@)?(?P<host>[^/:@]+|\[[^/\]]+\]):.*")
_CREDENTIALS = pattern(r"(?P<user>[^/@:]*)(?::(?P<password>[^/@]*))?@")


@dataclass(frozen=True, slots=True)
class Repository:
    """`url` is what git is given. `shown` is the same without what proves who somebody is: it names the repository
    wherever people or files see it.
    """

    url: str = field(repr=False)
    shown: str

    @property
    def credentials(self) -> tuple[str, ...]:
        """What of the address must be masked: a password, or a token in the place of the name."""
        found = _SCHEME.fullmatch(self.url)
        who = None if found is None else _CREDENTIALS.match(found["rest"])
        if who is None:
            return ()
        hidden = [who["password"]] if who["password"] else [who["user"]] if TOKEN.search(who["user"]) else []
        return tuple(dict.fromkeys(each for one in hidden for each in (one, unquote(one))))


def refusal(url: str) -> str | None:
    """Why this is not cloned, in words; None if it may be."""
    if url.startswith("-") or not url.isprintable() or " " in url:
        return "this is no address of a repository: write https://, ssh:// or git@host:path"
    if _HELPER.fullmatch(url):
        name = url.partition("::")[0]
        return f"{name}:: has git run a program, and is not cloned: write https://, ssh:// or git@host:path"
    found = _SCHEME.fullmatch(url)
    if found is not None and found["scheme"] not in SCHEMES:
        return f"{found['scheme']}:// cannot be cloned: there are {', '.join(f'{each}://' for each in SCHEMES)}"
    if found is not None and found["scheme"] != "file" and _without_user(found["rest"])[:1] in ("", "/", "-", ":"):
        return f"{found['scheme']}:// needs the name of a host behind it"
    scp = _SCP.fullmatch(url)
    if found is None and scp is not None and scp["host"].startswith("-"):
        return "a host's name does not begin with a dash"
    return None


def repository(url: str, folder: str) -> Repository:
    """The repository at an address that is not refused. A path is taken from `folder`, which is absolute."""
    found = _SCHEME.fullmatch(url)
    if found is None:
        if _SCP.fullmatch(url):
            return Repository(url, url)
        path = posixpath.normpath(posixpath.join(folder, url))
        return Repository(path, path)
    scheme, rest = found["scheme"], found["rest"]
    if scheme == "ssh":
        # Whom it asks for is part of what is asked for; a password is not.
        user = _CREDENTIALS.match(rest)
        rest = rest if user is None else f"{user['user']}@{_without_user(rest)}"
    else:
        rest = _without_user(rest)
    shown = rest if scheme == "https" else f"{scheme}://{rest}"
    return Repository(url, shown)


def _without_user(rest: str) -> str:
    found = _CREDENTIALS.match(rest)
    return rest if found is None else rest[found.end() :]
