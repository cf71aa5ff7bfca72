"""Secrets in what is shown and kept: each is replaced by `***`, in the forms that programs commonly print it in.

A piece of a stream may end in the middle of a secret. So a `StreamMask` holds back what may be the beginning of one
until it is known: never more than the longest form, and nothing of what cannot be one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import quote, quote_plus

MASK = b"***"

#: A line of a secret, or a part of its base64, with fewer characters says too little, and is found everywhere.
SHORTEST = 4

#: Columns after which programs break base64: `openssl base64` and PEM, and `base64`.
_COLUMNS = (64, 76)


class Masker:
    """Knows the forms of some secrets; without secrets it changes nothing. `stream` begins a stream of bytes."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        self._secrets = frozenset(secrets)
        found = {form for secret in secrets if secret for form in _forms(secret)}
        #: The longest first.
        self.forms = tuple(sorted(found, key=lambda form: (-len(form), form)))
        self._in_names = {form for form in self.forms if len(form) >= SHORTEST}
        # Where a secret is part of a path, no name holds more than what goes before its slash.
        begins = (secret.partition("/")[0].encode() for secret in secrets if "/" in secret)
        self._in_names |= {begin + b"\0" for begin in begins if len(begin) >= SHORTEST}

    def and_also(self, secrets: Collection[str]) -> Masker:
        """One that knows these too."""
        return Masker({*self._secrets, *secrets})

    def stream(self) -> StreamMask:
        """A mask for one stream, from its beginning."""
        return StreamMask(self.forms)

    def text(self, text: str) -> str:
        """A text that is whole."""
        if not self.forms:
            return text
        content = text.encode("utf-8", "surrogateescape")
        mask = self.stream()
        return (mask.feed(content) + mask.finish()).decode("utf-8", "surrogateescape")

    def finds(self, names: Iterable[str]) -> bool:
        """Whether one of these file names holds a secret; those shorter than `SHORTEST` are in many, and ignored."""
        listed = b"".join(name.encode("utf-8", "surrogateescape") + b"\0" for name in names)
        return any(form in listed for form in self._in_names)


class StreamMask:
    """What to show of a stream that comes in pieces. How it is cut into pieces changes nothing."""

    def __init__(self, forms: tuple[bytes, ...]) -> None:
        self._forms = forms
        self._held = b""
        #: How much of the beginning of `_held` is part of a secret for which a mask was already shown.
        self._covered = 0

    def feed(self, piece: bytes) -> bytes:
        """What can be shown after one more piece."""
        if not self._forms:
            return piece
        content = self._held + piece
        return self._show(content, self._undecided(content))

    def finish(self) -> bytes:
        """What is left when the stream has ended."""
        return self._show(self._held, len(self._held))

    def _show(self, content: bytes, upto: int) -> bytes:
        """Show `content[:upto]`, of which everything is known, and hold the rest back."""
        shown: list[bytes] = []
        end = self._covered
        for start, stop in self._found(content):
            if start >= upto:
                break
            if start >= end:
                shown += (content[end:start], MASK)
            end = max(end, stop)
        shown.append(content[end:upto])
        self._held = content[upto:]
        self._covered = max(0, end - upto)
        return b"".join(shown)

    def _found(self, content: bytes) -> list[tuple[int, int]]:
        """Where secrets are, sorted; they may overlap, as one may begin in another."""
        found: list[tuple[int, int]] = []
        for form in self._forms:
            start = content.find(form)
            while start >= 0:
                found.append((start, start + len(form)))
                start = content.find(form, start + 1)
        return sorted(found)

    def _undecided(self, content: bytes) -> int:
        """The first place from which on `content` may go on to be a secret."""
        first = len(content)
        for form in self._forms:
            start = content.find(form[:1], max(0, len(content) - len(form) + 1), first)
            while start >= 0:
                if form.startswith(content[start:]):
                    first = start
                    break
                start = content.find(form[:1], start + 1, first)
        return first


def _forms(secret: str) -> Iterator[bytes]:
    """What a secret may look like: itself, its lines, quoted for URLs and JSON, base64."""
    yield secret.encode()
    yield from (line.strip().encode() for line in secret.splitlines() if len(line.strip()) >= SHORTEST)
    for quoted in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield quoted.encode()
        yield _lower_escapes(quoted).encode()
    yield json.dumps(secret)[1:-1].encode()
    yield json.dumps(secret, ensure_ascii=False)[1:-1].encode()
    for form in _base64(secret.encode()):
        yield form
        yield form.translate(bytes.maketrans(b"+/", b"-_"))


def _lower_escapes(quoted: str) -> str:
    """`%2f` for `%2F`: both are right, and both are written."""
    first, *rest = quoted.split("%")
    return "%".join((first, *(part[:2].lower() + part[2:] for part in rest)))


def _base64(secret: bytes) -> Iterator[bytes]:
    """The base64 of a secret on its own, on lines of their own, and in the middle of something longer."""
    whole = base64.b64encode(secret)
    yield whole
    for before in range(3):
        # Six bits a character: those at the ends that have bits of what is around are left out.
        encoded = base64.b64encode(b"\0" * before + secret)
        inner = encoded[-(-before * 8 // 6) : (before + len(secret)) * 8 // 6]
        if len(inner) >= SHORTEST:
            yield inner
    for columns in _COLUMNS:
        for text in (whole.rstrip(b"="), whole[: len(secret) * 8 // 6]):
            lines = (text[start : start + columns] for start in range(0, len(text), columns))
            yield from (line for line in lines if len(line) >= SHORTEST)
