"""What can be wrong with the conditions of SKIP REMAINING IF, so that each mistake is one rule's."""

from __future__ import annotations

from collections.abc import Iterator
from re import compile as pattern

from layerfile.arguments import Argument
from layerfile.conditions import expression
from layerfile.directives import Condition, SkipRemainingIf
from layerfile.mistakes import Mistake, short
from layerfile.rules.rule import insert, replace
from layerfile.spans import Span

_ANDS = frozenset({"&", "&&", ","})
_ORS = frozenset({"|", "||", "OR", "or"})
_DOLLAR = pattern(r"([\"']?)\$(?:\{(\w{1,100})\}|(\w{1,100}))\1(?=[!=]|$)")
_OPERATOR = pattern(r"!=~|!=|=~|=")
_TILDE = pattern(r"([A-Za-z_]\w{0,100})(!~|~=|~)([^=~]\S{0,1000})")
_QUOTED = pattern(r"[A-Za-z_]\w{0,100}(?:!=~|!=|=~|=)[^\s=~]\S{0,1000}")
_NAME = pattern(r"[A-Za-z_]\w{0,100}")
_GLUED = pattern(r"(&&|\|\||&|,)[A-Z][A-Z0-9_]{1,100}(?:!=|=)")
_WORDS_IN_BRACKETS = pattern(r"\[[A-Za-z][A-Za-z _-]{1,100}\]")


def mistakes_of(skip: SkipRemainingIf) -> Iterator[Mistake]:
    """All of them, in the order of the text; none where a quote is not closed."""
    if all(argument.is_closed for argument in skip.arguments):
        yield from _Reader(skip).mistakes()


_Item = Condition | Argument | Span


class _Reader:
    """Goes through a line from its start to its end. `last`: what stood before; "" at the start."""

    def __init__(self, skip: SkipRemainingIf) -> None:
        items: list[_Item] = [*skip.conditions, *skip.extra, *skip.ands]
        self.items = sorted(items, key=_place)
        self.at = 0
        self.last = ""
        self.condition: Condition | None = None

    def mistakes(self) -> Iterator[Mistake]:
        while self.at < len(self.items):
            item = self.items[self.at]
            self.at += 1
            if isinstance(item, Condition):
                yield from self._condition(item)
            elif isinstance(item, Argument):
                yield from self._word(item)
            else:
                yield from self._and(item)
        if self.last == "and" and not isinstance(self.items[-2], Span):
            before, last = self.items[-2:]
            fix = replace("Remove AND", Span.between(_place(before).end, _place(last).end), "")
            yield Mistake("skip-misplaced-and", "AND needs a condition behind it, too", _place(last), fix)

    @property
    def next(self) -> _Item | None:
        return self.items[self.at] if self.at < len(self.items) else None

    def _and(self, place: Span) -> Iterator[Mistake]:
        if self.last not in ("", "and"):
            self.last = "and"
            return
        message = "one AND is enough" if self.last else "AND stands between two conditions, not first"
        fix = None
        if self.next is not None:
            fix = replace("Remove AND", Span.between(place.start, _place(self.next).start), "")
        elif self.at > 1:
            fix = replace("Remove AND", Span.between(_place(self.items[self.at - 2]).end, place.end), "")
        yield Mistake("skip-misplaced-and", message, place, fix)

    def _condition(self, condition: Condition) -> Iterator[Mistake]:
        if self.last == "condition":
            message = f"AND is missing before {condition.variable}"
            yield Mistake(
                "skip-missing-and",
                message,
                condition.variable_span,
                insert("Put AND between them", condition.variable_span, "AND "),
            )
        self.last, self.condition = "condition", condition
        value = condition.value
        if value is None:
            return
        if condition.operator in ("=", "!=") and value.source.startswith("="):
            yield self._double_equals(condition, value)
        if value.is_plain:
            yield from self._glued(value)

    def _double_equals(self, condition: Condition, value: Argument) -> Mistake:
        rest = value.source.lstrip("=")
        following = self.next
        extra = value.span.within(value.source, 0, len(value.source) - len(rest))
        if not rest and isinstance(following, Argument):
            self.at += 1
            rest = following.source
        message = f"one = is enough: with two, the value would begin with ={_as_in(condition, rest)}"
        return Mistake(
            "skip-double-equals", message, condition.operator_span.to(extra), replace("Write one =", extra, "")
        )

    def _glued(self, value: Argument) -> Iterator[Mistake]:
        found = _GLUED.search(value.source, 1)
        if found is not None:
            place = value.span.within(value.source, found.start(1), found.end(1))
            yield _joint(found[1], place, f" {_JOINED} ")
            return
        joint = next((one for one in ("&&", "||", "&", ",") if value.source.endswith(one)), None)
        if joint is not None and joint != value.source and isinstance(self.next, Condition):
            at = len(value.source) - len(joint)
            yield _joint(joint, value.span.within(value.source, at, len(value.source)), f" {_JOINED}")
            self.last = "and"

    def _word(self, word: Argument) -> Iterator[Mistake]:
        if word.source in _ANDS or word.source in _ORS:
            between = self.last == "condition" and self.next is not None
            yield _joint(word.source, word.span, _JOINED if between else None)
            self.last = "joint"
            return
        dollar = _DOLLAR.match(word.source)
        if dollar is not None and (dollar.end() < len(word.source) or self._operator_follows()):
            yield self._dollar(word, dollar[2] or dollar[3], dollar.end())
            return
        words = [word]
        while isinstance(self.next, Argument) and self.next.source not in _ANDS | _ORS:
            words.append(self.next)
            self.at += 1
        condition, self.condition = self.condition, None
        value = None if condition is None else condition.value
        if (
            self.last == "condition"
            and condition is not None
            and value is not None
            and value.source[:1] not in ("'", '"')
        ):
            yield self._blanks(condition, value, words)
            return
        self.last = "words"
        yield _no_condition(words)

    def _operator_follows(self) -> bool:
        return isinstance(self.next, Argument) and _OPERATOR.match(self.next.source) is not None

    def _dollar(self, word: Argument, name: str, end: int) -> Mistake:
        place = word.span.within(word.source, 0, end) if word.span.start_line == word.span.end_line else word.span
        fix = replace("Leave $ out", place, name) if place.start_line == place.end_line else None
        if end == len(word.source):
            operator = self.next
            assert isinstance(operator, Argument)
            self.at += 1
            if _OPERATOR.fullmatch(operator.source) and isinstance(self.next, Argument):
                self.at += 1
        self.last, self.condition = "condition", None
        message = f"a condition names the variable without $: write {name}"
        return Mistake("skip-dollar", message, place, fix)

    def _blanks(self, condition: Condition, value: Argument, words: list[Argument]) -> Mistake:
        whole = " ".join([value.source, *(word.source for word in words)])
        place = value.span.to(words[-1].span)
        quoted = f'"{whole}"'
        if condition.operator.endswith("~") and _WORDS_IN_BRACKETS.fullmatch(whole):
            quoted = f'"\\[{whole[1:-1]}\\]"'
        is_simple = place.start_line == place.end_line and '"' not in whole and "'" not in whole
        fix = None
        if is_simple and not isinstance(self.next, Condition):
            fix = replace("Put it in quotes", place, quoted)
        message = f"a value with blanks needs quotes: {condition.variable}{condition.operator}{short(quoted)}"
        self.last = "words"
        return Mistake("skip-spaces", message, place, fix)


_JOINED = "AND"


def _place(item: _Item) -> Span:
    return item if isinstance(item, Span) else item.span


def _joint(joint: str, place: Span, instead: str | None) -> Mistake:
    if joint in _ORS:
        message = (
            f"there is no {joint} here: write a SKIP REMAINING IF for each condition, one under the other, "
            "and the rest is skipped if one of them is true"
        )
        return Mistake("skip-ampersand", message, place)
    fix = None if instead is None else replace("Write AND", place, instead)
    return Mistake("skip-ampersand", f"conditions are joined by AND, not by {joint}", place, fix)


def _no_condition(words: list[Argument]) -> Mistake:
    text = " ".join(word.source for word in words)
    place = words[0].span.to(words[-1].span)
    one_line = place.start_line == place.end_line
    tilde = _TILDE.fullmatch(text)
    if tilde is not None and one_line:
        operator = "!=~" if tilde[2] == "!~" else "=~"
        message = f"{tilde[2]} is no operator: write {tilde[1]}{operator}{short(tilde[3])}"
        at = tilde.start(2)
        fix = replace(f"Write {operator}", words[0].span.within(text, at, tilde.end(2)), operator)
        return Mistake("skip-condition", message, place, fix)
    inside = str(words[0])
    if len(words) == 1 and one_line and text[0] in "'\"" and _QUOTED.fullmatch(inside) and not words[0].variables:
        message = f"only the value of a condition can be in quotes: write {short(inside)}"
        return Mistake("skip-condition", message, place, replace("Remove the quotes", place, inside))
    if _NAME.fullmatch(text):
        message = f"{text} alone is no condition: say what it is compared with, as in {text}=true"
        return Mistake("skip-condition", message, place)
    message = f"{short(text)} is no condition: write NAME=value, NAME!=value, NAME=~expression or NAME!=~expression"
    return Mistake("skip-condition", message, place)


def _as_in(condition: Condition, rest: str) -> str:
    if not rest:
        return ""
    operator = condition.operator
    return f": write {condition.variable}{operator}{short(rest)}"


def expression_of(condition: Condition) -> str | None:
    """The regular expression of a condition; None if it has none, or one that is only known in a run."""
    value = condition.value
    if value is None or not condition.operator.endswith("~") or value.variables or not value.is_closed:
        return None
    return expression(value)


def is_quoted_whole(value: Argument) -> bool:
    """Whether a value stands in one pair of quotes on one line, and nothing of it outside."""
    source = value.source
    is_quoted = len(source) > 1 and source[0] in "'\"" and source[0] == source[-1]
    return is_quoted and value.span.start_line == value.span.end_line and source[1:-1] == expression(value)
