"""How long parsing takes, and that it takes time in proportion to the text: `grammar.py [BYTES]`.

For the slowest rows of one thing (see tests/grammar/rows.py) and for a file of ordinary instructions: milliseconds for
an eighth of the bytes (1 MB where none are given) and for all of them, best of three, and the ratio, which is 8 where
time is linear and 64 where it is quadratic. Then: how long it takes to follow one typed character.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tree_sitter import Language, Parser

import tree_sitter_layerfile

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.grammar.edits import Edit
from tests.grammar.rows import MORE_STARTS, STARTS, UNITS, row

ORDINARY = """\
# The server
FROM vm/debian:12
RUN apt-get update && \\
    apt-get install -y curl git # tools
COPY --from=x package.json "a b" ./
ENV NAME=value OTHER="$NAME $(date)"
RUN cat > f <<EOF
text
EOF
SKIP REMAINING IF GIT_BRANCH!=~"^main$" AND CI=true
EXPOSE WEBSITE http://localhost:8000 /api /
"""
SHOWN = 10
FACTOR = 8


def main() -> None:
    """Measure, and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    parser = Parser(Language(tree_sitter_layerfile.language()))
    rows = {f"{start!r} and {unit!r}": (start, unit) for start in STARTS + MORE_STARTS for unit in UNITS}
    # What is slow at an eighth of the size is so at all of it.
    times = {name: seconds(parser, row(start, unit, size // FACTOR), 1) for name, (start, unit) in rows.items()}
    slowest = sorted(times, key=lambda name: -times[name])[:SHOWN]
    show("ordinary instructions", parser, row("", ORDINARY, size), row("", ORDINARY, size // FACTOR))
    print(f"the {SHOWN} slowest of {len(rows)} rows:")
    for name in slowest:
        start, unit = rows[name]
        show(name, parser, row(start, unit, size), row(start, unit, size // FACTOR))
    show_edit(parser, row("", ORDINARY, size))


def show(name: str, parser: Parser, long: bytes, short: bytes) -> None:
    """Measure a text and its eighth."""
    one, all_of_it = seconds(parser, short), seconds(parser, long)
    print(f"{name}: {one * 1000:.0f} ms, {all_of_it * 1000:.0f} ms, ratio {all_of_it / one:.1f}")


def show_edit(parser: Parser, text: bytes) -> None:
    """Measure one character that is typed in the middle, best of ten."""
    best = float("inf")
    for number in range(10):
        tree = parser.parse(text)
        place = text.index(b"curl", len(text) // 2) + number % 4
        edit = Edit(place, place, b"x")
        edited = edit.apply(text)
        edit.tell(tree, text, edited)
        began = time.perf_counter()
        parser.parse(edited, tree)
        best = min(best, time.perf_counter() - began)
    print(f"one character typed into {len(text)} bytes: {best * 1000:.2f} ms")


def seconds(parser: Parser, text: bytes, rounds: int = 3) -> float:
    """Processor seconds of the fastest parse. Fails where a text makes an ERROR."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        tree = parser.parse(text)
        best = min(best, time.process_time() - began)
        assert not tree.root_node.has_error
    return best


if __name__ == "__main__":
    main()
