"""What steps print between two pictures of a terminal, as far as a person could read it: the newest lines."""

from __future__ import annotations

from collections import deque

from layer_cli.terminal import harmless

#: Lines that are shown of what came between two pictures, a tenth of a second: 2,000 a second. Of more than that nobody
#: reads anything, and to draw it would take longer than a step takes to print it.
MOST = 200

#: Characters of a line that are shown.
LONGEST = 4096


class Flood:
    """Lines as they come; `take` gives them away. What is left out is counted, and is in the steps' logs."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=MOST)
        self._came = 0

    def add(self, text: str, prefix: str = "") -> None:
        """One or more whole lines, without the last one's end."""
        self._came += text.count("\n") + 1
        # Of a large piece only the end is looked at.
        for line in text.rsplit("\n", MOST)[-MOST:]:
            self._lines.append(prefix + line)

    def take(self) -> str | None:
        """What is to be shown of all that came, harmless but for colours; None if nothing came."""
        if not self._came:
            return None
        left_out = self._came - len(self._lines)
        shown = [harmless(_cut(line), colours=True) for line in self._lines]
        if left_out:
            shown.insert(0, f"… {left_out:,} lines more than can be shown (`layer logs` has them)")
        self._lines.clear()
        self._came = 0
        return "\n".join(shown)


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
