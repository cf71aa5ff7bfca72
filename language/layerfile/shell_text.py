"""The command of a RUN: as bash gets it, and where each part of that stands in the file."""

from __future__ import annotations

from re import compile as pattern
from typing import NamedTuple

from tree_sitter import Node

from layerfile.logical_lines import pieces
from layerfile.syntax import Source

_LINE = pattern(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


class ShellText(NamedTuple):
    """`command` is for bash, `written` the same as it stands in the file, continuations joined.

    `places`: pairs of an offset in `command` and a byte in the file; from each on the two run in step. None where
    the command was written as a list.
    """

    command: str
    written: str
    places: list[tuple[int, int]]


def read_shell(source: Source, shell: Node, without: list[tuple[int, int]]) -> ShellText:
    """The command of a `shell_command` node, here-documents included."""
    end = shell.end_byte
    documents: list[Node] = []
    if shell.child_count > 1:
        documents = [node for node in shell.children if node.type in ("heredoc_body", "heredoc_end")]
    if documents:
        end = end_of_line(shell)
    kept = pieces(shell.start_byte, end, without)
    command, places = _collected(source, kept)
    if not documents:
        listed = _from_list(command)
        return ShellText(command, command, places) if listed is None else ShellText(listed, command, [])
    rest_start = source.line_start(documents[0].start_byte)
    rest, rest_places = _unix(source, rest_start, documents[-1].end_byte)
    written = f"{command}\n{rest}"
    nodes = [node for node in shell.children if node.type not in ("line_continuation", "comment")]
    if nodes[0].type == "heredoc_start" and nodes[1].type.startswith("heredoc_"):
        # As in a Dockerfile: `RUN <<EOF` alone is a script.
        if documents[0].type != "heredoc_body":
            return ShellText("", written, [])
        tabs = command.startswith("<<-")
        script, script_places = _unix(source, documents[0].start_byte, documents[0].end_byte, tabs)
        return ShellText(script, written, script_places)
    places += [(len(command) + 1 + at, byte) for at, byte in rest_places]
    return ShellText(f"{command}\n{rest}\n", written, places)


def end_of_line(shell: Node) -> int:
    """The byte where the logical line ends, before any here-document's text."""
    kinds = ("shell_fragment", "heredoc_start", "unclosed_heredoc")
    return max(node.end_byte for node in shell.children if node.type in kinds)


def _collected(source: Source, kept: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    if len(kept) == 1:
        return source.text(*kept[0]), [(0, kept[0][0])]
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for start, end in kept:
        text = source.text(start, end)
        if text or not places:
            places.append((at, start))
        texts.append(text)
        at += len(text)
    return "".join(texts), places


def _unix(source: Source, start: int, end: int, tabs: bool = False) -> tuple[str, list[tuple[int, int]]]:
    """Text with LF as its line ends, and without tabs at the start of a line."""
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    at, byte = 0, start
    for found in _LINE.finditer(source.text(start, end)):
        line = found[0]
        if not line:
            break
        bare = line.rstrip("\r\n")
        kept = bare.lstrip("\t") if tabs else bare
        places.append((at, byte + len(bare) - len(kept)))
        kept += "\n" if len(bare) < len(line) else ""
        texts.append(kept)
        at += len(kept)
        byte += len(line.encode())
    return "".join(texts), places


def _from_list(text: str) -> str | None:
    """For a list in JSON the shell command that does the same."""
    if not text.startswith("[") or not text.endswith("]"):
        return None
    import json
    import shlex

    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(words, list) and words and all(isinstance(word, str) for word in words)
    return shlex.join(words) if is_list else None
