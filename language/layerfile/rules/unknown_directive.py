"""A line that begins with no word of the language.

Every line starts with a directive. What stands there is a misspelt one, or a command that has lost its RUN.

## Wrong

```layerfile
FROM vm/debian:12
npm test
```

## Right

```layerfile
FROM vm/debian:12
RUN npm test
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Directive, Docker, Unknown
from layerfile.keywords import DOCKER, GLUED, KEYWORDS, meant, nearest
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, insert, replace
from layerfile.spans import Span

rule = Rule("LF001", "unknown-directive", "error")

# A program, its path, a variable set for it or used as its name, or a test: no `key:`, no prose, no bracket of data.
_COMMAND = pattern(r"[a-z][\w.+-]*|(?:\.{0,2}|~)/\S+|\.|[A-Za-z_]\w*=.*|\$[A-Za-z_{(].*|\[{1,2}")
_ASSIGNMENT = pattern(r"[A-Za-z_]\w*=.*")
_KEYWORDS = frozenset(KEYWORDS)
_WORD = pattern(r"[^ \t\r\n\\]+")


@rule.each(Unknown, Docker)
def check(line: Directive) -> Findings:
    """A line begins with a directive. Docker's words have a rule of their own."""
    if _is_glued(line):
        behind = Span.between(line.keyword_span.end, line.keyword_span.end)
        message = f"{line.keyword} and what the next line begins with become one word: put a blank before the backslash"
        yield Finding(message, line.keyword_span, insert("Put a blank before the backslash", behind, " "))
    elif isinstance(line, Unknown):
        message, fix = _said(line)
        yield Finding(message, line.keyword_span if line.rest else line.span, fix)


def _is_glued(line: Directive) -> bool:
    """Whether a keyword is carried on by a next line that does not begin with a blank, so that it is none."""
    keyword = line.keyword.upper()
    if isinstance(line, Docker):
        return keyword not in DOCKER
    return isinstance(line, Unknown) and (keyword in _KEYWORDS or keyword in DOCKER)


def _said(line: Unknown) -> tuple[str, Fix | None]:
    word = line.keyword
    # In lower case it is more likely a command than a misspelt keyword.
    if word.isalpha() and len(word) > 2 and not word.islower():
        near = GLUED.get(word.upper()) or meant(word, line.rest)
        if near is not None:
            return f"{word} is no directive: did you mean {near}?", _rewrite(line, near)
    if _ASSIGNMENT.fullmatch(word) and not line.rest:
        return f"{word} is no directive: to set a variable for later steps, put ENV before it", None
    if _COMMAND.fullmatch(word):
        fix = insert("Put RUN before it", line.keyword_span, "RUN ")
        return f"{word} is no directive: if it is a command, put RUN before it", fix
    if word.isupper() and word.isalpha():
        return f"{word} is no directive of a Layerfile", None
    return f"{word} is no directive: every line starts with one, such as RUN, COPY or FROM", None


def _rewrite(line: Unknown, near: str) -> Fix | None:
    """Puts a keyword in the place of the words that it was meant by, if each of them is like one of its own."""
    title = f"Write {near}"
    if " " not in near or near == GLUED.get(line.keyword.upper()):
        return replace(title, line.keyword_span, near)
    wanted, at = near.split(" "), 0
    for number, word in enumerate(wanted):
        found = _WORD.match(line.source, at)
        if found is None or (found[0].upper() != word and nearest(found[0], (word,)) is None):
            return None
        at = found.end()
        if number < len(wanted) - 1:
            # On one line: what stands between them would be lost.
            at += len(line.source[at:]) - len(line.source[at:].lstrip(" \t"))
    return replace(title, line.place(0, at), near)
