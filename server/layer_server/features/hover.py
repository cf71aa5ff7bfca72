"""What a hover over a directive shows: its verdict, why, and what the directive is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from layer_server.features.facts import fact
from layer_server.features.keyword_help import KEYWORD_HELP
from layer_server.verdicts import Forecast, Outlook, UnknownVerdict, Verdict
from layer_server.view import View
from layer_server.wording import Markdown, Plain, Style, duration, moment, shortened
from layerfile.directives import Directive, Docker, Unknown
from layerfile.spans import Position, Span

if TYPE_CHECKING:
    from layer_cache.explanation import Cloned, Explanation
    from layer_cache.reasons import Reason

ImageFacts = Callable[[str], str]

#: How many paths and further reasons are named.
MOST = 6

#: How the step came to depend on it, by the kind of observation.
_KINDS = {
    "content": "seen by reading it",
    "stat": "seen by stat",
    "entry": "seen by looking it up",
    "absence": "seen by looking for it in vain",
    "listing": "seen by listing the directory",
    "link": "seen by reading the link",
}
_OBSERVED = (
    "If that is not meant to count, undo the change or keep the file out with .layerignore; `layer run` makes it a hit."
)
_TO_DO = {
    "text": "After the next `layer run` it is a hit again; so it is where the old text comes back.",
    "variable": "After the next `layer run` it is a hit again; so it is where the old value comes back.",
    "secret": "After the next `layer run` it is a hit again; so it is where the old value comes back.",
    "never_run": "After the next `layer run` it is a hit.",
    "snapshot": "The next `layer run` takes it again.",
    "image": "Build it with `layer image build`.",
    "clone": "The next `layer run` fetches it.",
    "parent": "What that line shows is the cause.",
}


class Hover(NamedTuple):
    """Text about a span of the document; Markdown if that was asked for."""

    span: Span
    text: str


def hover(view: View, position: Position, markdown: bool, forecast: Forecast, image: ImageFacts) -> Hover | None:
    """The hover for a place; None where there is nothing to say. `image` says what is known of an image."""
    style: Style = Markdown() if markdown else Plain()
    between = "\n\n" if markdown else "\n"
    about = fact(view, position, style, image)
    found = view.at(position)
    if found is None:
        return None if about is None else Hover(about.span, between.join(about.lines))
    directive, moved = found
    span = directive.span.moved(moved)
    try:
        said = list(_verdict(forecast.at(span.start_line), directive, style, forecast.against))
    except UnknownVerdict as error:
        said = [style.strong("? verdict unknown"), style.plain(str(error))]
    said += _help(directive, style)
    if about is not None:
        return Hover(about.span, between.join([*about.lines, *(["---"] if markdown else []), *said]))
    return Hover(span, between.join(said))


def _help(directive: Directive, style: Style) -> Iterator[str]:
    known = KEYWORD_HELP.get(directive.keyword)
    if known is not None:
        yield f"{style.code(directive.keyword)} {style.plain(known)}"
    elif isinstance(directive, Docker | Unknown):
        yield style.plain("This line is no directive of a Layerfile.")


def _verdict(verdict: Verdict, directive: Directive, style: Style, against: str) -> Iterator[str]:
    explanation = verdict.explanation
    match explanation.verdict:
        case "hit":
            yield from _hit(explanation, style)
        case "miss":
            yield from _miss(explanation, style)
        case "free":
            yield style.strong("· free, nothing of yours runs here")
        case "skipped":
            yield style.strong("- skipped, a SKIP REMAINING IF above ends the run")
            yield from (_detail(reason, style) for reason in explanation.reasons)
        case "unknown":
            yield style.strong("? cannot be told beforehand")
    if explanation.shards and explanation.verdict in ("hit", "miss"):
        yield from _shards(explanation, style)
    for clone in explanation.clones:
        yield _clone(clone, style)
    if directive.keyword == "FROM":
        yield style.plain(_outlook(verdict.outlook))
    if against:
        yield style.plain(f"That is for the files of {against}, not for the work tree.")


def _clone(clone: Cloned, style: Style) -> str:
    """Which commit a CLONE would place, and from when that is known."""
    if clone.missing:
        return _with_code(clone.missing, style)
    what = f"{style.code(clone.repository)}{style.plain(': the branch ')}{style.code(clone.branch)}"
    asked = f", as of {moment(clone.asked)}. A run asks for news."
    return f"{what}{style.plain(' at ')}{style.code(clone.commit[:12])}{style.plain(asked)}"


def _shards(explanation: Explanation, style: Style) -> Iterator[str]:
    """After SPLIT: how many shards are hits, and why the others are none."""
    from layer_cache.explanation import shards_of

    yield style.strong(shards_of(explanation.shards))
    misses = [shard for shard in explanation.shards if shard.reason is not None]
    if len(misses) < len(explanation.shards):
        for shard in misses[:MOST]:
            assert shard.reason is not None
            yield style.plain(f"Shard {shard.shard}: ") + _detail(shard.reason, style)


def _hit(explanation: Explanation, style: Style) -> Iterator[str]:
    yield style.strong(f"✓ hit, {duration(explanation.seconds or 0.0)} saved")
    if explanation.paths:
        shown = ", ".join(style.code(path) for path in explanation.paths[:MOST])
        more = " …" if len(explanation.paths) > MOST else ""
        count = sum(explanation.observed.values())
        yield f"{style.plain(f'It depends on {_count(count)}, above all of')} {shown}{more}"
    else:
        yield style.plain("It depends on no file of the tree.")
    if explanation.recorded is not None:
        yield style.plain(f"Recorded {moment(explanation.recorded)}.")


def _count(count: int) -> str:
    """How many observations, in words."""
    return "1 observation" if count == 1 else f"{count} observations"


def _miss(explanation: Explanation, style: Style) -> Iterator[str]:
    took = "" if explanation.seconds is None else f", about {duration(explanation.seconds)}"
    yield style.strong(f"↻ would run{took}")
    for reason in explanation.reasons[:1]:
        yield from _reason(reason, style)
    for reason in explanation.reasons[1:MOST]:
        yield _detail(reason, style)
    left = len(explanation.reasons) - MOST
    if left > 0:
        yield style.plain(f"… and {left} more")
    if explanation.first_miss is not None and explanation.first_miss != explanation.line:
        yield style.plain(f"The first line that misses: {explanation.first_miss_layerfile}:{explanation.first_miss}")
    if explanation.again is not None:
        yield style.plain(f"It starts from what its own last run left, {moment(explanation.again)}.")
    if explanation.reasons:
        yield _with_code(_TO_DO.get(explanation.reasons[0].kind, _OBSERVED), style)
    if explanation.recorded is not None:
        yield style.plain(f"Compared with what was recorded {moment(explanation.recorded)}.")


def _reason(reason: Reason, style: Style) -> Iterator[str]:
    kind = _KINDS.get(reason.kind)
    yield _detail(reason, style) + ("" if kind is None else style.plain(f", {kind}"))
    if kind is not None and "→" not in reason.detail:
        then, now = (style.code(shortened(value) or "nothing") for value in (reason.old, reason.new))
        yield f"then {then}, now {now}"


def _detail(reason: Reason, style: Style) -> str:
    """The cache's words, with the path or the directive that they are about set apart."""
    quoted = reason.path or (reason.old or reason.new).partition("\n")[0]
    before, found, after = reason.detail.partition(quoted) if quoted else (reason.detail, "", "")
    return style.plain(before) + (style.code(found) if found else "") + style.plain(shortened(after))


def _with_code(text: str, style: Style) -> str:
    """Text of ours in which backticks mark what can be typed."""
    pieces = text.split("`")
    return "".join(style.code(piece) if index % 2 else style.plain(piece) for index, piece in enumerate(pieces))


def _outlook(outlook: Outlook) -> str:
    parts = []
    if outlook.hits:
        parts.append(f"{outlook.hits} of {outlook.hits + outlook.misses} RUN steps are hits")
        parts.append(f"{duration(outlook.seconds_saved)} saved")
    if outlook.misses:
        time = f", about {duration(outlook.seconds_to_run)}" if outlook.seconds_to_run else ""
        parts.append(f"{outlook.misses} would run{time}{' or more' if time and outlook.seconds_unknown else ''}")
    return "The whole file: " + ("; ".join(parts) or "nothing to run") + "."
