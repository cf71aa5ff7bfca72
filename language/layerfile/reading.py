"""Syntax tree -> directives: a function for each kind of them. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from re import compile as pattern
from types import MappingProxyType
from typing import cast

from tree_sitter import Node

from layerfile import addresses, bases, memory
from layerfile.arguments import Argument
from layerfile.conditions import read_conditions
from layerfile.directives import (
    Artifact,
    Aws,
    BuildEnv,
    Button,
    Cache,
    Checkpoint,
    Clone,
    Copy,
    Default,
    Directive,
    Docker,
    Env,
    ExposeTcp,
    ExposeWebsite,
    From,
    HereDocument,
    Label,
    Memory,
    Modifier,
    Names,
    Pair,
    Run,
    SecretEnv,
    SetupFile,
    SkipRemainingIf,
    Split,
    Unknown,
    User,
    Wait,
    Workdir,
)
from layerfile.line_reader import Line
from layerfile.shell_text import end_of_line, read_shell

_NUMBER = pattern(r"[0-9]{1,9}")


def read(line: Line) -> Directive:
    """The directive of a line."""
    return _READERS[line.node.type](line)


def _read_from(line: Line) -> From:
    nodes = _without_options(line)
    stage = next((node for node in nodes if node.type == "stage"), None)
    base = line.argument(nodes[0]) if nodes else None
    if stage is not None:
        # What it has is Docker's, and no argument of ours.
        nodes.remove(stage)
    line.more(nodes[1:])
    return From(
        **line.common(),
        base=base,
        kind=None if base is None else bases.kind_of(str(base)),
        stage=None if stage is None else line.source.span_of(stage),
    )


def _read_run(line: Line) -> Run:
    nodes = line.nodes
    modifier: Node | None = None
    if nodes and nodes[0].type == "modifier":
        modifier, nodes = nodes[0], nodes[1:]
    for node in nodes:
        if node.type == "option":
            line.option(node)
    shell = nodes[-1] if nodes and nodes[-1].type == "shell_command" else None
    word = None if modifier is None else line.source.text_of(modifier).upper()
    keyword = "RUN" if word is None else f"RUN {word}"
    options = "".join(f"{option} " for option in line.options)
    kind = cast("Modifier | None", word)
    span = None if modifier is None else line.source.span_of(modifier)
    if shell is None:
        return Run(**line.common(options.rstrip(), keyword=keyword), modifier=kind, modifier_span=span)
    text = read_shell(line.source, shell, line.cuts)
    start = line.start
    if line.source.is_ascii:
        pieces = tuple((at, byte - start) for at, byte in text.places)
    else:
        pieces = tuple((at, len(line.source.text(start, byte))) for at, byte in text.places)
    end = end_of_line(shell) if shell.child_count > 1 else None
    return Run(
        **line.common(options + text.command, end, keyword),
        modifier=kind,
        modifier_span=span,
        command=text.command,
        shell=text.written,
        shell_span=line.source.span_of(shell),
        heredocs=_heredocs(line, shell) if "<<" in text.written else (),
        pieces=pieces,
    )


def _heredocs(line: Line, shell: Node) -> tuple[HereDocument, ...]:
    return tuple(
        HereDocument(
            span=line.source.span_of(node),
            source=line.source.text_of(node),
            is_closed=node.type == "heredoc_start",
        )
        for node in shell.children
        if node.type in ("heredoc_start", "unclosed_heredoc")
    )


def _read_copy(line: Line) -> Copy:
    found = [*map(line.argument, _without_options(line))]
    # One alone is what to copy, as long as nobody has said where to.
    destination = found.pop() if len(found) > 1 else None
    return Copy(**line.common(), sources=tuple(found), destination=destination)


def _read_clone(line: Line) -> Clone:
    defaults: list[Default] = []
    places: list[Argument] = []
    for node in _without_options(line):
        if node.type == "default_branch":
            value = node.child_by_field_name("branch")
            branch = None if value is None else line.argument(value)
            defaults.append(Default(branch, line.source.span_of(node)))
        else:
            places.append(line.argument(node))
    url = places.pop(0) if places else None
    destination = places.pop() if places else None
    return Clone(**line.common(), url=url, defaults=tuple(defaults), sources=tuple(places), destination=destination)


def _read_env(line: Line) -> Env:
    pairs: list[Pair] = []
    words: list[Argument] = []
    for node in line.nodes:
        if node.type == "env_pair":
            pairs.append(line.pair(node))
        else:
            words.append(line.argument(node))
    if words and len(words) % 2 == 0 and not (pairs and any("=" in word.source for word in words)):
        # The published parser makes pairs of the words between, too: `ENV a=b c d` sets two variables.
        is_bare = not pairs
        for name, value in zip(words[::2], words[1::2], strict=True):
            pairs.append(Pair(name.source, name.span, value, name.span.to(value.span)))
        pairs.sort(key=lambda pair: pair.name_span)
        rest = " ".join(f"{name.source}={value.source}" for name, value in zip(words[::2], words[1::2], strict=True))
        if is_bare and all(name.source.isidentifier() for name in words[::2]):
            return Env(**line.common(rest), pairs=tuple(pairs), words=tuple(words))
    return Env(**line.common(), pairs=tuple(pairs), words=tuple(words))


def _read_label(line: Line) -> Label:
    pairs: list[Pair] = []
    for node in line.nodes:
        if node.type == "label_pair":
            pairs.append(line.pair(node))
        else:
            line.more([node])
    return Label(**line.common(), pairs=tuple(pairs))


def _read_workdir(line: Line) -> Workdir:
    path = _single(line, line.nodes)
    return Workdir(**line.common(), path=path)


def _read_user(line: Line) -> User:
    name = _single(line, line.nodes)
    return User(**line.common(), name=name)


def _read_memory(line: Line) -> Memory:
    size = _single(line, line.nodes)
    # 2g is 2G: the step is the same.
    rest = " ".join(argument.source.upper() for argument in line.arguments)
    return Memory(**line.common(rest), size=size, bytes=None if size is None else memory.size(str(size)))


def _read_split(line: Line) -> Split:
    nodes = line.nodes
    modifier: Node | None = None
    if nodes and nodes[0].type == "modifier":
        modifier, nodes = nodes[0], nodes[1:]
    count = _single(line, nodes)
    number = None if count is None or _NUMBER.fullmatch(str(count)) is None else int(str(count))
    keyword = "SPLIT" if modifier is None else "SPLIT UNORDERED"
    return Split(
        **line.common(" ".join(argument.source for argument in line.arguments), keyword=keyword),
        count=count,
        number=number,
        unordered=modifier is not None,
        modifier_span=None if modifier is None else line.source.span_of(modifier),
    )


def _read_checkpoint(line: Line) -> Checkpoint:
    disabled = bool(line.nodes) and line.nodes[0].type == "disabled"
    name = _single(line, line.nodes)
    return Checkpoint(**line.common(), name=None if disabled else name, disabled=disabled)


def _read_expose_website(line: Line) -> ExposeWebsite:
    target, path, rewrite = _first(line, 3)
    return ExposeWebsite(**line.common(), target=target, address=addresses.read(target), path=path, rewrite=rewrite)


def _read_expose_tcp(line: Line) -> ExposeTcp:
    guest, host = _first(line, 2)
    return ExposeTcp(
        **line.common(),
        guest=guest,
        guest_address=addresses.read(guest),
        host=host,
        host_address=addresses.read(host),
    )


def _read_skip(line: Line) -> SkipRemainingIf:
    conditions, ands = read_conditions(line)
    return SkipRemainingIf(**line.common(), conditions=conditions, ands=ands)


def _read_names(kind: type[Names]) -> Callable[[Line], Names]:
    def reader(line: Line) -> Names:
        items = tuple(map(line.argument, line.nodes))
        return kind(**line.common(), items=items)

    return reader


def _read_button(line: Line) -> Button:
    message = line.rest()
    span = None
    if line.nodes:
        span = line.source.span(line.nodes[0].start_byte, line.nodes[-1].end_byte)
    return Button(**line.common(message), message=message, message_span=span)


def _read_aws(line: Line) -> Aws:
    command = _single(line, _without_options(line))
    return Aws(**line.common(), command=command)


def _read_artifact(line: Line) -> Artifact:
    path = _single(line, line.nodes)
    return Artifact(**line.common(), path=path)


def _read_docker(line: Line) -> Docker:
    rest = line.rest()
    return Docker(**line.common(rest), rest=rest)


def _read_unknown(line: Line) -> Unknown:
    rest = line.rest()
    # Blanks after a backslash are part of the word for the grammar.
    word = line.source.text_of(line.keyword_node).rstrip(" \t\f\v")
    return Unknown(**line.common(rest, keyword=word), rest=rest)


def _single(line: Line, nodes: list[Node]) -> Argument | None:
    """The only argument that should be there."""
    if not nodes:
        return None
    found = line.argument(nodes[0])
    if len(nodes) > 1:
        line.more(nodes[1:])
    return found


def _first(line: Line, count: int) -> list[Argument | None]:
    """So many arguments, None for those that are not there; what follows them is extra."""
    found: list[Argument | None] = [line.argument(node) for node in line.nodes[:count]]
    line.more(line.nodes[count:])
    return found + [None] * (count - len(found))


def _without_options(line: Line) -> list[Node]:
    """The nodes that are no options; those become the directive's."""
    if not any(node.type == "option" for node in line.nodes):
        return list(line.nodes)
    nodes = []
    for node in line.nodes:
        if node.type == "option":
            line.option(node)
        else:
            nodes.append(node)
    return nodes


_READERS: Mapping[str, Callable[[Line], Directive]] = MappingProxyType(
    {
        "from_directive": _read_from,
        "run_directive": _read_run,
        "copy_directive": _read_copy,
        "clone_directive": _read_clone,
        "env_directive": _read_env,
        "label_directive": _read_label,
        "workdir_directive": _read_workdir,
        "user_directive": _read_user,
        "memory_directive": _read_memory,
        "split_directive": _read_split,
        "checkpoint_directive": _read_checkpoint,
        "expose_website_directive": _read_expose_website,
        "expose_tcp_directive": _read_expose_tcp,
        "skip_remaining_if_directive": _read_skip,
        "cache_directive": _read_names(Cache),
        "build_env_directive": _read_names(BuildEnv),
        "secret_env_directive": _read_names(SecretEnv),
        "setup_file_directive": _read_names(SetupFile),
        "wait_directive": _read_names(Wait),
        "button_directive": _read_button,
        "aws_directive": _read_aws,
        "artifact_directive": _read_artifact,
        "docker_directive": _read_docker,
        "unknown_directive": _read_unknown,
    }
)
