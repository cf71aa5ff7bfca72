"""Regular expressions in conditions: those that are none anywhere, and classes that were meant as words.

A run searches with Python's `re`, others with Go's `regexp`: only what both refuse is called wrong.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

#: Where the two disagree, or where Python's first complaint might be about what Go takes.
_GO_ONLY = re.compile(r"\\[QpPxzCE]|\[\[|\(\?(?!:)")
_CLASS = re.compile(r"\[([A-Za-z][A-Za-z _-]{1,100})\]")
_RANGE = re.compile(r"[a-z]-[a-z]|[A-Z]-[A-Z]")
_FAMILIAR = frozenset({"wip", "ci", "skip", "draft", "docs", "no-ci", "no", "test", "deploy", "main", "dev", "release"})
_LONGEST = 1000

_MISTAKES = {
    "missing ), unterminated subpattern": "a ( in it is never closed",
    "unbalanced parenthesis": "a ) in it closes nothing",
    "unterminated character set": "a [ in it is never closed",
    "bad character range": "a range in its brackets runs backwards",
}


def mistake_in(expression: str) -> str | None:
    """Why this is surely no regular expression; None if it may be one."""
    if len(expression) > _LONGEST or _GO_ONLY.search(expression):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(expression)
    except re.error as error:
        for beginning, message in _MISTAKES.items():
            if error.msg.startswith(beginning):
                return message
        return _nothing_repeated(expression, error)
    except (RecursionError, OverflowError, MemoryError):
        return None
    return None


def _nothing_repeated(expression: str, error: re.error) -> str | None:
    at = error.pos or 0
    if error.msg.startswith("nothing to repeat") and (at == 0 or expression[at - 1] in "(|"):
        return f"there is nothing before {expression[at : at + 1]} that it could repeat"
    if error.msg.startswith("multiple repeat") and expression[at - 1 : at + 1] == "**":
        return "* cannot be repeated"
    return None


def words_in_brackets(expression: str) -> Iterator[tuple[int, int]]:
    """Where words stand in brackets as if those meant themselves: `[skip tests]` is one of these letters."""
    for found in _CLASS.finditer(expression):
        escaped = found.start() > 0 and expression[found.start() - 1] == "\\"
        if not escaped and _is_meant_as_words(found[1]):
            yield found.span()


def _is_meant_as_words(inside: str) -> bool:
    if inside.lower() in _FAMILIAR:
        return True
    letters = _RANGE.sub("", inside) if all(found[0][0] < found[0][2] for found in _RANGE.finditer(inside)) else inside
    words = [word for word in re.split(r"[ _-]", letters) if word]
    if inside != letters and len(words) > 1 and all(len(word) > 1 for word in re.split(r"[ _-]", inside)):
        # skip-tests: what looks like a range joins two words.
        return True
    return len(letters) > 3 and len(set(letters)) < len(letters)
