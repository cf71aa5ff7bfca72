"""The command of a RUN, as bash gets it."""

from __future__ import annotations

from re import MULTILINE
from re import compile as pattern

from tree_sitter import Node

from layerfile.logical_lines import joined
from layerfile.syntax import Source

_TABS = pattern(r"^\t+", MULTILINE)


def command(source: Source, shell: Node, without: list[tuple[int, int]]) -> str:
    """The command of a `shell_command` node, continuations joined, here-documents included."""
    documents = [node for node in shell.children if node.type in ("heredoc_body", "heredoc_end")]
    if not documents:
        return _as_shell(joined(source, shell.start_byte, shell.end_byte, without))
    first_line = joined(source, shell.start_byte, end_of_line(shell), without)
    written = [node for node in shell.children if node.type not in ("line_continuation", "comment")]
    if written[0].type == "heredoc_start" and written[1].type.startswith("heredoc_"):
        # As in a Dockerfile: `RUN <<EOF` alone is a script.
        script = _unix(source.text_of(documents[0])) if documents[0].type == "heredoc_body" else ""
        return _TABS.sub("", script) if first_line.startswith("<<-") else script
    rest = source.text(source.line_start(documents[0].start_byte), documents[-1].end_byte)
    return f"{first_line}\n{_unix(rest)}\n"


def end_of_line(shell: Node) -> int:
    """Where the logical line ends, before any here-document's text."""
    kinds = ("shell_fragment", "heredoc_start", "unclosed_heredoc")
    return max(node.end_byte for node in shell.children if node.type in kinds)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_shell(text: str) -> str:
    """A list in JSON as the shell command that does the same; other text as it is."""
    if not text.startswith("[") or not text.endswith("]"):
        return text
    import json
    import shlex

    try:
        words = json.loads(text)
    except ValueError:
        return text
    is_list = isinstance(words, list) and words and all(isinstance(word, str) for word in words)
    return shlex.join(words) if is_list else text
