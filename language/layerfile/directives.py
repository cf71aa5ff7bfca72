"""The directives of a Layerfile as frozen values, with the place of every part.

What a line lacks is None or empty here, and what it has too much of is in `extra`: whether that is
wrong is for the rules to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layerfile.arguments import Argument
from layerfile.spans import Span

BaseKind = Literal["image", "path", "library"]
Modifier = Literal["BACKGROUND", "REPEATABLE"]
Operator = Literal["=", "!=", "=~", "!=~"]


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` from its `#` to the line's end; `is_own_line`: nothing stands before it on its line."""

    text: str
    span: Span
    is_own_line: bool


@dataclass(frozen=True, slots=True)
class Option:
    """`--name` or `--name=value`."""

    name: str
    value: Argument | None
    span: Span

    def __str__(self) -> str:
        """As it is written, continuations joined."""
        return self.name if self.value is None else f"{self.name}={self.value.source}"


@dataclass(frozen=True, slots=True)
class Pair:
    """`NAME=value`, or two arguments `NAME value` in ENV."""

    name: str
    name_span: Span
    value: Argument | None
    span: Span


@dataclass(frozen=True, slots=True)
class Default:
    """`DEFAULT=branch` in CLONE; no `branch` if nothing follows the sign."""

    branch: Argument | None
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """`KEY=value` and the like after SKIP REMAINING IF."""

    variable: str
    variable_span: Span
    operator: Operator
    operator_span: Span
    value: Argument | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """What all directives have.

    `keyword` is in upper case (`RUN BACKGROUND`), `written` the same as it stands in the file, and `keyword_span`
    where, without the second word of a RUN or SPLIT. `span` is the logical line without its line end, `source` the
    text there as it is. `text` is what a person would be shown (continuations joined, no here-document).
    `normalised` is what a step's identity is made of: layout and comments change nothing in it; the shell text of a
    RUN is kept as it stands, continuations joined. `arguments` are all arguments and values in the order of the text,
    also those that have fields of their own. `prefix` is the place of a THEN before the keyword.
    """

    keyword: str
    written: str
    keyword_span: Span
    span: Span
    source: str
    text: str
    normalised: str
    arguments: tuple[Argument, ...] = ()
    extra: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    prefix: Span | None = None

    def place(self, start: int, end: int) -> Span:
        """Where `source[start:end]` stands."""
        return self.span.within(self.source, start, end)

    def __str__(self) -> str:
        """The directive on one line, which parses to the same; with its here-documents behind it."""
        return self.normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class From(Directive):
    """`FROM base`: an image (`vm/debian:12`), a path to a Layerfile, or a library name.

    `stage`: from `AS`, which is Docker's, to the line's end.
    """

    base: Argument | None = None
    kind: BaseKind | None = None
    stage: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HereDocument:
    """`<<EOF` at `span`; one that no line ends is not `is_closed`, and has no text."""

    span: Span
    source: str
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Directive):
    """`RUN command`.

    `command` is for `bash -c`, here-documents included; `shell` is the same as it is written, `shell_span` where.
    `pieces` says where it comes from: pairs of an offset in `command` and one in `source`, from each of which on
    the two run in step.
    """

    modifier: Modifier | None = None
    modifier_span: Span | None = None
    command: str = ""
    shell: str = ""
    shell_span: Span | None = None
    heredocs: tuple[HereDocument, ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()

    def locate(self, start: int, end: int) -> Span:
        """Where `command[start:end]` stands; where that cannot be said, all of the command."""
        if not self.pieces:
            return self.shell_span or self.span
        return self.place(self._offset(start), self._offset(max(start, end - 1)) + min(1, end - start))

    def _offset(self, offset: int) -> int:
        at, source = next(piece for piece in reversed(self.pieces) if piece[0] <= offset or piece[0] == 0)
        return source + offset - at

    def __str__(self) -> str:
        """The directive on one line, with its here-documents behind it."""
        return " ".join([self.keyword, *map(str, self.options), self.shell]).rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Directive):
    """`COPY sources... destination`."""

    sources: tuple[Argument, ...] = ()
    destination: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone(Directive):
    """`CLONE url [DEFAULT=branch] [sources...] destination`; the DEFAULT may stand at any place.

    `defaults`: all that are written, though only one has a meaning.
    """

    url: Argument | None = None
    defaults: tuple[Default, ...] = ()
    sources: tuple[Argument, ...] = ()
    destination: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Env(Directive):
    """`ENV K=V...` or `ENV K V...`.

    `words` are arguments without `=`; where they make pairs, `pairs` has those too, in the order of the text.
    """

    pairs: tuple[Pair, ...] = ()
    words: tuple[Argument, ...] = ()

    @property
    def assigned(self) -> tuple[Pair, ...]:
        """The pairs that are written with `=`; the others are made of words."""
        places = {word.span for word in self.words}
        return tuple(pair for pair in self.pairs if pair.name_span not in places) if places else self.pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Directive):
    """`LABEL key=value...`; `extra` are arguments without `=`."""

    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdir(Directive):
    """`WORKDIR path`, as written."""

    path: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Directive):
    """`USER name`."""

    name: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory(Directive):
    """`MEMORY 2G`; `bytes` is None where `size` is none."""

    size: Argument | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Directive):
    """`SPLIT n` and `SPLIT UNORDERED n`; `number` is None where `count` is none."""

    count: Argument | None = None
    number: int | None = None
    unordered: bool = False
    modifier_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint(Directive):
    """`CHECKPOINT`, `CHECKPOINT name`, `CHECKPOINT disabled`."""

    name: Argument | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`[scheme://][host][:port][/path]` in one argument; each part that is missing is None."""

    argument: Argument
    scheme: str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposeWebsite(Directive):
    """`EXPOSE WEBSITE address [path] [rewrite]`.

    `address` is None where `target` is no address, or has variables in it.
    """

    target: Argument | None = None
    address: Address | None = None
    path: Argument | None = None
    rewrite: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposeTcp(Directive):
    """`EXPOSE TCP [:]guestport [[:]hostport]`."""

    guest: Argument | None = None
    guest_address: Address | None = None
    host: Argument | None = None
    host_address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipRemainingIf(Directive):
    """`SKIP REMAINING IF a=b AND c=~d`; `ands` are the places of its ANDs."""

    conditions: tuple[Condition, ...] = ()
    ands: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names(Directive):
    """A directive whose arguments are all of one kind."""

    items: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache(Names):
    """`CACHE dir...`; `items` are directories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildEnv(Names):
    """`BUILD ENV NAME...`; `items` are names of variables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretEnv(Names):
    """`SECRET ENV NAME...`; `items` are names of secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupFile(Names):
    """`SETUP FILE file...`; `items` are files in the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Names):
    """`WAIT layerfile...`; `items` are paths to Layerfiles or their folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Directive):
    """`BUTTON message`."""

    message: str = ""
    message_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aws(Directive):
    """`AWS command --key=value...`."""

    command: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact(Directive):
    """`ARTIFACT PUBLIC path`, of the old dialect."""

    path: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Docker(Directive):
    """A line that begins with a word that only Dockerfiles have; `rest` is what follows it."""

    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Directive):
    """A line that begins with no word of the language; `keyword` is that word as it is written."""

    rest: str = ""
