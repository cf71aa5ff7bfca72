"""What is shown of more output than anybody can read."""

from __future__ import annotations

from layer_cli.display.flood import LONGEST, MOST, Flood


def test_what_can_be_read_is_shown_whole_blank_lines_too() -> None:
    flood = Flood()
    flood.add("one\n\ntwo", "[1] ")
    flood.add("")
    assert flood.take() == "[1] one\n[1] \n[1] two\n"
    assert flood.take() is None


def test_of_more_the_newest_lines_are_shown_and_the_others_counted() -> None:
    flood = Flood()
    for start in range(0, 3000, 1000):
        flood.add("\n".join(f"line {number}" for number in range(start, start + 1000)))
    heading, *lines = (flood.take() or "").split("\n")
    assert f"{3000 - MOST:,} lines" in heading
    assert lines == [f"line {number}" for number in range(3000 - MOST, 3000)]
    assert flood.take() is None, "what was left out is said once"


def test_nothing_that_drives_a_terminal_gets_through_and_lines_have_an_end() -> None:
    flood = Flood()
    flood.add("\x1b[31mred\x1b[2J" + "x" * 2 * LONGEST)
    shown = flood.take() or ""
    assert shown.startswith("\x1b[31mred")
    assert "[2J" not in shown
    assert len(shown) <= LONGEST + 1
