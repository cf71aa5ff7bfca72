"""What can be wrong with the words of ENV, so that each mistake is one rule's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from re import DOTALL
from re import compile as pattern

from layerfile.arguments import Argument
from layerfile.directives import Env, Pair
from layerfile.environment import is_name
from layerfile.mistakes import Mistake, short
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import replace
from layerfile.spans import Span

_DOLLAR = pattern(r"\$(?:\{(\w+)\}|(\w+))(=.*)?", DOTALL)
_QUOTED_NAME = pattern(r"([\"'])(\w+)\1(=.*)?", DOTALL)
_QUOTED_PAIR = pattern(r"([\"'])(\w+)=([^\"']*)\1", DOTALL)


def mistakes_of(env: Env) -> Iterator[Mistake]:
    """All of them; none where a quote is not closed."""
    if not env.words or not all(argument.is_closed for argument in env.arguments):
        return
    items: list[_Item] = sorted([*env.words, *env.assigned], key=lambda item: item.span)
    name = _name_before_blank(items)
    if name is not None:
        message = f"no blank can stand before or after =: write ENV {short(name) or 'NAME'}=value"
        yield Mistake("env-spaces-around-equals", message, env.span, _closed_up(env, items))
        return
    words = [found for word in _names(env) if (found := _in_word(word)) is not None]
    yield from words
    if not words:
        yield from _in_shape(env)


def _names(env: Env) -> Sequence[Argument]:
    """The words that should be names, or have one; a value behind its name may be anything."""
    words = env.words
    if env.assigned or all("=" in word.source for word in words):
        # An option is the rest of a value that should have quotes.
        return [word for word in words if "=" in word.source and not word.source.startswith("-")]
    return words[::2] if len(words) % 2 == 0 else ()


_Item = Argument | Pair


def _name_before_blank(items: list[_Item]) -> str | None:
    """The first name that a blank separates from its `=` or from its value; None if there is none."""
    before: _Item | None = None
    for item in items:
        if isinstance(item, Argument):
            if item.source.startswith("="):
                return before.source if isinstance(before, Argument) else ""
            if isinstance(before, Pair) and before.value is None and not _is_paired(items):
                return before.name
        before = item
    return None


def _is_paired(items: list[_Item]) -> bool:
    """Whether the words between pairs are names and values in turn: `ENV a=b c d` sets two variables."""
    words = [item.source for item in items if isinstance(item, Argument)]
    return len(words) % 2 == 0 and all(map(is_name, words[::2])) and not any("=" in word for word in words)


def _closed_up(env: Env, items: list[_Item]) -> Fix | None:
    """Only where nothing else is on the line: what belongs together is sure."""
    if env.span.start_line != env.span.end_line:
        return None
    gaps: list[Edit] = []
    waiting = [*items]
    while waiting:
        group = [waiting.pop(0)]
        first = group[0]
        if isinstance(first, Pair):
            if first.value is None and waiting and isinstance(waiting[0], Argument):
                group.append(waiting.pop(0))
        elif not is_name(first.source):
            return None
        else:
            sign = waiting.pop(0) if waiting else None
            if not isinstance(sign, Argument) or not sign.source.startswith("="):
                return None
            group.append(sign)
            if sign.source == "=" and waiting and isinstance(waiting[0], Argument):
                group.append(waiting.pop(0))
        if any(isinstance(one, Argument) and one.source.startswith("=") for one in group[2:]):
            return None
        for left, right in pairwise(group):
            if left.span.end < right.span.start:
                gaps.append(Edit(Span.between(left.span.end, right.span.start), ""))
    return Fix("Close it up", tuple(gaps)) if gaps else None


def _in_word(word: Argument) -> Mistake | None:
    """What is wrong with a word that should be a name, with or without `=value` behind it."""
    written = word.source
    if is_name(written):
        return None
    quoted = _QUOTED_PAIR.fullmatch(written)
    if quoted is not None and is_name(quoted[2]):
        right = f"{quoted[2]}={quoted[1]}{quoted[3]}{quoted[1]}"
        return Mistake(
            "env-shape", f"quotes stand around the value: write {short(right)}", word.span, _fix(word, right)
        )
    dollar, quotes = _DOLLAR.fullmatch(written), _QUOTED_NAME.fullmatch(written)
    if dollar is not None and is_name(dollar[1] or dollar[2]):
        right = (dollar[1] or dollar[2]) + (dollar[3] or "")
        return Mistake(
            "env-name", f"a name has no $ where it is set: write {short(right)}", word.span, _fix(word, right)
        )
    if quotes is not None and is_name(quotes[2]):
        right = quotes[2] + (quotes[3] or "")
        return Mistake("env-name", f"a name has no quotes: write {short(right)}", word.span, _fix(word, right))
    return _bad_name(written.partition("=")[0] or written, word.span)


def _bad_name(name: str, span: Span) -> Mistake:
    return Mistake("env-name", f"{short(name)} cannot be a variable's name: letters, digits and _ can", span)


def _in_shape(env: Env) -> Iterator[Mistake]:
    words = [word.source for word in env.words]
    first = short(words[0])
    fix = None
    if env.assigned and _is_paired([*env.words]):
        return
    if env.assigned:
        message = f"{first} has no value: write {first}=value, or quote it if it goes with {env.assigned[-1].name}"
        if not is_name(words[0]):
            message = f"{first} is no variable with a value: quote it if it goes with {env.assigned[-1].name}"
        if words[0] == "export" and len(words) == 1 and env.words[0].span < env.assigned[0].span:
            message = "export is the shell's: ENV sets a variable for all later steps without it"
            gap = Span.between(env.words[0].span.start, env.assigned[0].span.start)
            fix = replace("Leave export out", gap, "") if gap.start_line == gap.end_line else None
    elif len(words) == 1:
        message = f"{first} has no value: write ENV {first}=value, or BUILD ENV {first} to take the caller's"
        if not is_name(words[0]):
            message = f"{first} is no variable with a value: write ENV NAME=value"
    elif len(words) % 2:
        value = " ".join(words[1:])
        value = value if not any(sign in value for sign in "\"'") else "..."
        message = f'a value with blanks needs quotes: ENV {first}="{short(value)}"'
    else:
        return
    yield Mistake("env-shape", message, env.span, fix)


def _fix(word: Argument, right: str) -> Fix | None:
    return replace(f"Write {short(right)}", word.span, right) if word.span.start_line == word.span.end_line else None
