"""What Layerfiles say after files have got other names: the same files as before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from layer_server.features.moving import Move, replacements
from layer_server.features.navigation import Target, targets
from layerfile.directives import Directive
from tests.server.feature import view

START = "FROM vm/debian:12\n"


def after(text: str, files: dict[str, str], path: str, move: Move) -> str:
    """The text with all that is to be replaced."""
    lines = text.splitlines(keepends=True)
    for one in sorted(replacements(view(text, files, path), move), key=lambda one: one.place.span, reverse=True):
        span = one.place.span
        line = lines[span.start_line - 1]
        lines[span.start_line - 1] = line[: span.start_column] + one.text + line[span.end_column :]
    return "".join(lines)


@pytest.mark.parametrize(
    ("text", "move", "wanted"),
    [
        ("FROM ../base\n", Move("base", "bottom"), "FROM ../bottom\n"),
        ("FROM /base\n", Move("base", "a/b"), "FROM /a/b\n"),
        ("FROM ../base/Layerfile\n", Move("base", "bottom"), "FROM ../bottom/Layerfile\n"),
        ("FROM ../base\n", Move("base/Layerfile", "base/Layerfile.old"), "FROM ../base/Layerfile.old\n"),
        ("FROM ../base/Layerfile\n", Move("base/Layerfile", "Layerfile"), "FROM ../Layerfile\n"),
        (START + "WAIT /base ../other\n", Move("other", "app/inner"), START + "WAIT /base inner\n"),
        (START + "COPY ./x.txt ../base/ .\n", Move("app/x.txt", "app/y.txt"), START + "COPY ./y.txt ../base/ .\n"),
        (START + "COPY x.txt ../base/ .\n", Move("base", "top"), START + "COPY x.txt ../top/ .\n"),
        # The Layerfile itself moves: what it names stays where it is.
        (
            "FROM ../base\nCOPY x.txt .\n",
            Move("app/Layerfile", "app/deep/Layerfile"),
            "FROM ../../base\nCOPY ../x.txt .\n",
        ),
        ("FROM ../base\nCOPY x.txt .\n", Move("app", "deep/er/app"), "FROM ../../../base\nCOPY x.txt .\n"),
        ("FROM /base\nCOPY /app/x.txt .\n", Move("app", "web"), "FROM /base\nCOPY /web/x.txt .\n"),
        ("FROM ../base # x\n", Move("unrelated", "y"), "FROM ../base # x\n"),
        (START + "COPY nope $X *.txt .\n", Move("app/x.txt", "app/y.txt"), START + "COPY nope $X *.txt .\n"),
    ],
)
def test_paths_follow(text: str, move: Move, wanted: str) -> None:
    files = {"base/Layerfile": START, "other/Layerfile": START, "app/x.txt": ""}
    assert after(text, files, "app/Layerfile", move) == wanted


def test_they_mean_the_same_files_afterwards() -> None:
    files = {"base/Layerfile": START, "other/Layerfile": START, "app/x.txt": "", "app/d/y": ""}
    text = "FROM ../base\nWAIT ../other /other/Layerfile\nCOPY x.txt d ./d/y ../other/Layerfile .\n"
    for move in (
        Move("base", "b"),
        Move("other", "app/o"),
        Move("app", "x/y"),
        Move("app/d", "d"),
        Move("app/x.txt", "z"),
    ):
        new_files = {move.of(path): content for path, content in files.items()}
        new_path = move.of("app/Layerfile")
        new = after(text, files, "app/Layerfile", move)
        before = [
            one.path
            for d, _ in view(text, files, "app/Layerfile").placed
            for one in _paths(d, "app/Layerfile", text, files)
        ]
        now = [
            one.path for d, _ in view(new, new_files, new_path).placed for one in _paths(d, new_path, new, new_files)
        ]
        assert now == [None if path is None else move.of(path) for path in before], (move, new)


def _paths(directive: Directive, path: str, text: str, files: dict[str, str]) -> Iterator[Target]:
    return targets(directive, path, view(text, files, path).files)
