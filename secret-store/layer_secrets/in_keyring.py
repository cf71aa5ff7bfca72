"""Values in the system's keyring: Secret Service, KWallet, macOS' keychain, Windows' credential store.

Which of them there is, and whether it is unlocked, is only known by trying.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from layer_secrets.index import Entry

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

#: What the entries are filed under.
SERVICE = "layer"

#: Those that encrypt, as they come with `keyring`. What else can be installed may write plain text, or nothing.
_SOUND = frozenset(f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows"))


class Unusable(Exception):
    """There is no keyring that keeps anything, or it refused; the message says why."""


def keep(name: str, number: str, value: str) -> None:
    """Put a value into the first keyring that gives it back. Raises Unusable."""
    reasons = []
    for keyring in _keyrings():
        account = _account(name, number)
        try:
            keyring.set_password(SERVICE, account, value)
            if keyring.get_password(SERVICE, account) == value:
                return
            reasons.append("it does not give back what it is given")
        except Exception as error:
            # What a backend's own libraries raise is not listed anywhere.
            reasons.append(_words(error))
        with contextlib.suppress(Exception):
            keyring.delete_password(SERVICE, account)
    raise Unusable("; ".join(reasons) or "there is none on this machine")


def find(entry: Entry) -> str:
    """The value of a secret. Raises Unusable."""
    reasons = []
    for keyring in _keyrings():
        try:
            value = keyring.get_password(SERVICE, _account(entry.name, entry.id))
        except Exception as error:
            reasons.append(_words(error))
            continue
        if value is not None:
            return value
        reasons.append("the keyring does not have it any more")
    raise Unusable("; ".join(reasons) or "there is no keyring in this session")


def forget(entry: Entry) -> None:
    """Remove a value, wherever it is; one that is gone already is no error."""
    for keyring in _keyrings():
        with contextlib.suppress(Exception):
            keyring.delete_password(SERVICE, _account(entry.name, entry.id))


def _keyrings() -> Iterator[KeyringBackend]:
    from keyring import get_keyring

    chosen = get_keyring()
    # Where there are several, the library chains them: the best comes first.
    for backend in (chosen, *getattr(chosen, "backends", ())):
        if type(backend).__module__ in _SOUND:
            yield backend


def _account(name: str, number: str) -> str:
    return f"{name} ({number})"


def _words(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
