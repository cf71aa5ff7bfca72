"""The end of a text that grows."""

from __future__ import annotations

from msgspec import Struct

#: Characters that are kept, at least, of a longer text.
KEPT = 32768

_PIECE = 4096
# Two neighbours are longer than a piece together, or they would be one.
_PIECES = 2 * KEPT // _PIECE + 1


class Tail(Struct, frozen=True):
    """The last characters of a text of which `total` were written. Adding to it costs the same however long that is."""

    pieces: tuple[str, ...] = ()
    total: int = 0

    @property
    def text(self) -> str:
        """At most the last `KEPT` characters."""
        return "".join(self.pieces)[-KEPT:]

    def plus(self, text: str) -> Tail:
        """The tail of the text with `text` after it."""
        pieces, kept = self.pieces, text[-KEPT:]
        if pieces and len(pieces[-1]) + len(kept) <= _PIECE:
            pieces = (*pieces[:-1], pieces[-1] + kept)
        else:
            pieces = (*pieces[-_PIECES + 1 :], kept)
        return Tail(pieces, self.total + len(text))
