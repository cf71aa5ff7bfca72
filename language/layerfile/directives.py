"""The directives of a Layerfile as frozen values.

Each has its `keyword` in upper case (`RUN`, `RUN BACKGROUND`), the `span` of its logical line
without the line end, its `text` as a person would show it (continuations joined), and
`normalised`: what a step's identity is made of. Layout and comments change nothing in
`normalised`; the shell text of a RUN is kept as it stands, continuations joined.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from layerfile.spans import Span
from layerfile.templates import Template


@dataclass(frozen=True, slots=True)
class Directive:
    """What all directives have."""

    keyword: str
    span: Span
    text: str
    normalised: str
    templates: tuple[Template, ...] = field(default=(), kw_only=True, repr=False)
    """The arguments with their variables, for ENV the values; not of RUN."""


@dataclass(frozen=True, slots=True)
class From(Directive):
    """`FROM base`: an image (`vm/debian:12`), a path to a Layerfile, or a library name."""

    base: str
    kind: Literal["image", "path", "library"]


@dataclass(frozen=True, slots=True)
class Run(Directive):
    """`RUN command`, for `bash -c`, here-documents included; `background` for RUN BACKGROUND."""

    command: str
    background: bool = False


@dataclass(frozen=True, slots=True)
class Copy(Directive):
    """`COPY sources... destination`, unquoted. In a loaded program variables are expanded."""

    sources: tuple[str, ...]
    destination: str


@dataclass(frozen=True, slots=True)
class Env(Directive):
    """`ENV K=V...`, unquoted. As parsed, `$X` still stands in values; in a loaded program values
    are what the variables really are.
    """

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Workdir(Directive):
    """`WORKDIR path`, as written; in a loaded program absolute."""

    path: str


@dataclass(frozen=True, slots=True)
class User(Directive):
    """`USER name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Memory(Directive):
    """`MEMORY 2G`, in bytes."""

    bytes: int


@dataclass(frozen=True, slots=True)
class Other(Directive):
    """A directive of the language that has no fields here yet and that no run executes yet."""


@dataclass(frozen=True, slots=True)
class Unknown(Directive):
    """A line that is none of the language's, or one so malformed that its fields cannot be read."""
