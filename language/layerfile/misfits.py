"""Lines that are no directive of the language: what they were meant to be."""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Unknown
from layerfile.keywords import DOCKER, meant
from layerfile.line_reader import Line

_PORT = pattern(r"(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)?:?([0-9]{1,5})(?:/(?:tcp|udp))?\b.*")


def read_docker(line: Line) -> Unknown:
    """A Dockerfile's word."""
    keyword = line.node.children[0]
    word = line.source.text_of(keyword).upper()
    rest = line.rest(keyword)
    message = f"{word} is Docker's: {DOCKER[word]}"
    if word == "EXPOSE":
        message = _expose(rest)
    line.report("docker-directive", message)
    return Unknown(**line.common(word, rest))


def _expose(rest: str) -> str:
    port = _PORT.fullmatch(rest)
    if port is not None:
        scheme = "https://" if rest.startswith("https:") else ""
        return (
            "EXPOSE needs to know what listens there: "
            f"EXPOSE WEBSITE {scheme}localhost:{port[1]}, or EXPOSE TCP {port[1]}"
        )
    near = meant("EXPOSE", rest)
    if near is not None and near.startswith("EXPOSE ") and rest:
        return f"EXPOSE {rest.partition(' ')[0]} is no directive: did you mean {near}?"
    return f"EXPOSE alone is Docker's: {DOCKER['EXPOSE']}"


def read_unknown(line: Line) -> Unknown:
    """A line that begins with no keyword at all."""
    keyword = line.node.children[0]
    word = line.source.text_of(keyword)
    rest = line.rest(keyword)
    line.report("unknown-directive", _unknown(word, rest))
    return Unknown(**line.common(word, rest))


def _unknown(word: str, rest: str) -> str:
    # In lower case it is more likely a command than a misspelt keyword.
    near = meant(word, rest) if word.isalpha() and not word.islower() else None
    if near is not None:
        return f"{word} is no directive: did you mean {near}?"
    if not word[0].isalnum() and word[0] not in "./~$[(":
        return f"{word} is no directive: every line starts with one, such as RUN, COPY or FROM"
    if word.isupper() and word.isalpha():
        return f"{word} is no directive of a Layerfile"
    return f"{word} is no directive: if it is a command, put RUN before it"
