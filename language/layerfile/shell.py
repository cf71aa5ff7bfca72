"""The commands in a RUN, as bash would read them (tree-sitter-bash)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import tree_sitter
from tree_sitter import Node

from layerfile.directives import Run
from layerfile.spans import Span

#: Between two commands in a row; None before the first, and in front of what is nested otherwise.
Joint = Literal["&&", "||", ";", "&", "|", "|&", "\n"]

_COMMANDS = frozenset({"command", "declaration_command", "unset_command"})
_IN_ROW = frozenset({"program", "list", "redirected_statement"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text` without quotes, or as it is written where that is only known when it runs.

    `start` and `end` are offsets in the RUN's command.
    """

    text: str
    start: int
    end: int
    is_static: bool


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command; `words[0]` is its name.

    `start` and `end` are offsets in the RUN's command, assignments before the name and redirections included.
    `assignments` are `X=1` before the name. `is_in_row`: it is run by the RUN's own shell, whatever the values of
    variables are, unless one before it in the row ends the row: no subshell, function, loop or condition is around
    it, and it is no part of a pipeline. `is_in_pipeline`: `|` stands before or behind it. `is_background`: `&` follows it.
    """

    words: tuple[Word, ...]
    start: int
    end: int
    assignments: tuple[str, ...] = ()
    redirections: tuple[str, ...] = ()
    is_in_row: bool = True
    is_in_pipeline: bool = False
    is_background: bool = False

    @property
    def name(self) -> str:
        """The command's name as it is written, without its folder: `sudo` for `/usr/bin/sudo`; "" if there is none."""
        return self.words[0].text.rpartition("/")[2] if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind the name."""
        return tuple(word.text for word in self.words[1:])

    def without(self, *wrappers: str) -> Command:
        """The command that is run by one of these (`sudo`, `env`, `time`, ...), options of theirs left out."""
        words = list(self.words)
        assignments = self.assignments
        while words and words[0].text.rpartition("/")[2] in wrappers:
            words.pop(0)
            while words and (words[0].text.startswith("-") or "=" in words[0].text):
                words.pop(0)
        if len(words) == len(self.words):
            return self
        return Command(
            tuple(words),
            self.start,
            self.end,
            assignments,
            self.redirections,
            self.is_in_row,
            self.is_in_pipeline,
            self.is_background,
        )


@lru_cache(maxsize=256)
def _read(command: str) -> tuple[Command, ...]:
    data = command.encode("utf-8", "replace")
    ascii_only = len(data) == len(command)
    tree = _parser().parse(data)

    def offset(byte: int) -> int:
        return byte if ascii_only else len(data[:byte].decode("utf-8", "replace"))

    found: list[Command] = []
    waiting: list[tuple[Node, bool, bool, tuple[str, ...]]] = [(tree.root_node, True, False, ())]
    while waiting:
        node, in_row, in_pipeline, redirections = waiting.pop()
        if node.type in _COMMANDS:
            found.append(_command(node, data, offset, in_row, in_pipeline, redirections))
        if node.type == "redirected_statement":
            redirections = tuple(
                data[one.start_byte : one.end_byte].decode("utf-8", "replace")
                for one in node.children_by_field_name("redirect")
            )
        in_row = in_row and node.type in _IN_ROW
        in_pipeline = in_pipeline or node.type == "pipeline"
        if node.type not in ("redirected_statement", "pipeline", "list", "program"):
            redirections = ()
            in_pipeline = in_pipeline and node.type != "command_substitution"
        waiting.extend((child, in_row, in_pipeline, redirections) for child in reversed(node.named_children))
    return tuple(found)


def commands(run: Run) -> tuple[Command, ...]:
    """All simple commands of a RUN in the order of the text, those in subshells, loops and `$( )` included."""
    return _read(run.command)


def place(run: Run, of: Word | Command) -> Span:
    """Where a word or a command stands in the file."""
    return run.locate(of.start, of.end)


@cache
def _parser() -> tree_sitter.Parser:
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


def _command(node, data, offset, in_row, in_pipeline, redirections):  # type: ignore[no-untyped-def]
    words: list[Word] = []
    assignments: list[str] = []
    inner: list[str] = []
    children = node.children
    for child in children:
        kind = child.type
        text = data[child.start_byte : child.end_byte].decode("utf-8", "replace")
        if kind == "variable_assignment" and not words:
            assignments.append(text)
        elif kind in ("file_redirect", "herestring_redirect", "heredoc_redirect"):
            inner.append(text)
        elif kind != "comment":
            words.append(_word(child, text, offset))
    following = node.next_sibling
    background = following is not None and following.type == "&"
    return Command(
        tuple(words),
        offset(node.start_byte),
        offset(node.end_byte),
        tuple(assignments),
        (*redirections, *inner),
        in_row,
        in_pipeline,
        background,
    )


def _word(node: Node, text: str, offset) -> Word:  # type: ignore[no-untyped-def]
    start, end = offset(node.start_byte), offset(node.end_byte)
    static = _static(node, text)
    return Word(text if static is None else static, start, end, static is not None)


def _static(node: Node, text: str) -> str | None:
    """What a word always is; None where it is only known when it runs."""
    kind = node.type
    if kind == "command_name" and node.named_child_count == 1:
        return _static(node.named_children[0], text)
    if kind == "raw_string":
        return text[1:-1]
    if kind == "string":
        return None if "$" in text or "`" in text else text[1:-1].replace('\\"', '"')
    if kind == "concatenation":
        parts = []
        for child in node.children:
            begin = child.start_byte - node.start_byte
            part = text.encode("utf-8", "replace")[begin : child.end_byte - node.start_byte].decode("utf-8", "replace")
            static = _static(child, part)
            if static is None:
                return None
            parts.append(static)
        return "".join(parts)
    if "$" in text or "`" in text:
        return None
    return text
