"""Commands as bash reads them."""

from __future__ import annotations

from time import perf_counter

import pytest

from layerfile import parse
from layerfile.directives import Run
from layerfile.shell import Command, commands, only, place, row


def run(command: str) -> Run:
    [found] = parse(f"RUN {command}").directives
    assert isinstance(found, Run)
    return found


def read(command: str) -> tuple[Command, ...]:
    return commands(run(command))


def names(command: str, which: str) -> list[str]:
    return [one.name for one in read(command) if getattr(one, which)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("npm ci", [["npm", "ci"]]),
        ("a 'b c' \"d e\" f\\ g h'i'j", [["a", "b c", "d e", "f g", "hij"]]),
        ("a && b || c; d & e", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("x=$(a b)", [["a", "b"]]),
        ("for i in 1 2; do a $i; done", [["a", "$i"]]),
        ("export X=1 Y", [["export", "X=1", "Y"]]),
        ("unset X", [["unset", "X"]]),
        ("/usr/bin/sudo a", [["/usr/bin/sudo", "a"]]),
        ("a # b", [["a"]]),
        ("a > b 2>&1 c", [["a", "c"]]),
        ("<<EOF\na\nb c\nEOF", [["a"], ["b", "c"]]),
        ("cat > f <<EOF\na b\nEOF", [["cat"]]),
        ("é ü && ö", [["é", "ü"], ["ö"]]),
        ("a '", []),
        ("if a; then", []),
        ("X=1", []),
    ],
)
def test_words(command: str, expected: list[list[str]]) -> None:
    assert [[word.text for word in one.words] for one in read(command)] == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("a && b; c", ["a", "b", "c"]),
        ("a || b", ["a"]),
        ("[ -f x ] && a", []),
        ("test -f x && a; b", ["test", "b"]),
        ("a && test x && b", ["a", "test"]),
        ("which a > /dev/null && b", ["which"]),
        ("X=1 && a", ["a"]),
        ("a | b && c", ["c"]),
        ("if a; then b; fi; c", ["c"]),
        ("if a; then exit 1; fi; b", []),
        ("exit 1; a", ["exit"]),
        ("(a); b", ["b"]),
        ("<<EOF\na\nb\nEOF", ["a", "b"]),
    ],
)
def test_what_is_run_in_any_case(command: str, expected: list[str]) -> None:
    assert names(command, "is_certain") == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("a &", ["a"]),
        ("a && b &", ["a", "b"]),
        ("a & b", ["a"]),
        ("a > f 2>&1 &", ["a"]),
        ("(a; b) &", ["a", "b"]),
        ("(a &)", ["a"]),
        ("while a; do b; done &", ["a", "b"]),
        ("a && b", []),
        ("a '&'", []),
    ],
)
def test_what_goes_on_in_the_background(command: str, expected: list[str]) -> None:
    assert names(command, "is_background") == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("a && b", ["b"]),
        ("a; b > f &", ["b"]),
        ("a # b", ["a"]),
        ("a; (b)", []),
        ("a | b", []),
        ("a <<EOF\nx\nEOF", ["a"]),
    ],
)
def test_what_is_last(command: str, expected: list[str]) -> None:
    assert names(command, "is_last") == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("a", ["a"]),
        ("a > f", []),
        ("a >> f", []),
        ("a &> f", []),
        ("a 2> f", ["a"]),
        ("a >&2", ["a"]),
        ("a >&2 $X", ["a"]),
        ("a > /dev/stderr", ["a"]),
        ("a | b", []),
        ("x=$(a)", []),
        ("{ a; b; } > f", []),
        ("a && b > f", ["a"]),
        ("(a; b) | c", []),
        ("if a; then b; fi > f", []),
        ("f() { a; }", []),
        ("cat <(a)", ["cat"]),
    ],
)
def test_what_prints(command: str, expected: list[str]) -> None:
    assert names(command, "prints") == expected


@pytest.mark.parametrize("command", ["a < f", "a <<< x", "a <<EOF\nx\nEOF", "b | a", "(a) < f"])
def test_what_has_an_input(command: str) -> None:
    assert "a" in names(command, "has_input")
    assert names("a > f", "has_input") == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("sudo a b", "a b"),
        ("sudo -E -u postgres a b", "a b"),
        ("env X=1 Y=2 a", "a"),
        ("nohup nice -n 5 a", "a"),
        ("sudo", ""),
        ("npx --yes a", "a"),
        ("a sudo", "a sudo"),
    ],
)
def test_wrappers(command: str, expected: str) -> None:
    [found] = read(command)
    assert " ".join(word.text for word in found.without_wrappers().words) == expected


def test_assignments_before_a_command() -> None:
    [found] = read("A=1 B='x y' make C=2")
    assert found.assignments == ("A=1", "B='x y'")
    assert found.arguments == ("C=2",)


def test_variables_whose_value_becomes_part_of_a_word() -> None:
    [found] = read("a $A ${B} \"x $C\" '$D' \\$E ${#F} ${G:+x} ${H:-y} $(b $I)")[:1]
    assert [word.variables for word in found.words] == [(), ("A",), ("B",), ("C",), (), (), (), (), ("H",), ()]


def test_a_row_is_simple_commands_only() -> None:
    assert [one.name for one in row(run("cd a && b > f; c # d"))] == ["cd", "b", "c"]
    for command in ("if a; then b; fi", "(a)", "a | b", "X=1 && a", "! a", "a &&"):
        assert row(run(command)) == ()


def test_one_command_alone() -> None:
    found = only(run("cd $(dirname x) > f"))
    assert found is not None
    assert found.name == "cd"
    assert only(run("a; b")) is None


def test_places_are_those_in_the_file() -> None:
    [found] = parse("# é\nRUN é \\\n  bü c").directives
    assert isinstance(found, Run)
    [command] = commands(found)
    assert place(found, command.words[1]) == (3, 2, 3, 4)
    assert place(found, command) == (2, 4, 3, 6)


def test_long_rows_are_read_in_little_time() -> None:
    started = perf_counter()
    assert len(read(" && ".join(["a"] * 20_000))) == 20_000
    # Where time grew as its square this took a minute.
    assert perf_counter() - started < 5
