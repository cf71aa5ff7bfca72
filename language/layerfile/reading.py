"""Syntax tree -> directives: a function for each that has fields, and what can be wrong with it by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from re import compile as pattern
from types import MappingProxyType

from tree_sitter import Node

from layerfile import bases, memory
from layerfile.directives import (
    Copy,
    Directive,
    Env,
    From,
    Memory,
    Other,
    Run,
    Unknown,
    User,
    Workdir,
)
from layerfile.keywords import OTHERS, nearest
from layerfile.line_reader import Line
from layerfile.misfits import read_docker, read_unknown
from layerfile.shell_text import command, end_of_line
from layerfile.templates import Template

USER_NAME = pattern(r"[a-z_][a-z0-9_-]{0,31}")
"""What can be a user's name."""

FOLDERS = (".", "..", "~")
"""Destinations that are folders although no `/` ends them."""

_VARIABLE = pattern(r"[A-Za-z_][A-Za-z0-9_]*")


def read(line: Line) -> Directive:
    """The directive of a line; Unknown where it is too malformed to have fields."""
    if line.has_unclosed_quote:
        # Reported where the quote stands; nothing else can be said of the rest.
        return _malformed(line, line.keyword)
    reader = _READERS.get(line.node.type)
    return _read_other(line) if reader is None else reader(line)


def _malformed(line: Line, keyword: str) -> Unknown:
    return Unknown(**line.common(keyword, line.rest(line.node.children[0])))


def _read_from(line: Line) -> Directive:
    base, extra = line.child("base"), line.children("extra")
    if base is None:
        line.report("from-missing", "FROM needs a base, such as FROM vm/debian:12")
        return _malformed(line, "FROM")
    name = str(line.template(base))
    if extra:
        line.report("from-extra", _extra_after_base(name, line.plain(extra[0])), extra[0])
    kind = bases.kind_of(name)
    mistake = bases.image_mistake(name) if kind != "path" else None
    if mistake is not None:
        line.report("from-image", mistake, base)
    return From(**line.common("FROM", name, [base]), base=name, kind=kind)


def _extra_after_base(base: str, extra: str) -> str:
    if extra.upper() == "AS":
        return f"a Layerfile has one FROM, so its stages have no names: write FROM {base}"
    if extra.startswith("#"):
        return f"a comment cannot follow FROM on its line: put {extra} on a line of its own"
    return f"FROM takes one base: {extra} does not belong here"


def _read_run(line: Line) -> Directive:
    modifier, shell = line.child("modifier"), line.child("command")
    keyword = "RUN" if modifier is None else f"RUN {line.source.text_of(modifier).upper()}"
    if shell is None:
        line.report("run-empty", f"{keyword} needs a command to run")
        return Unknown(**line.common(keyword, ""))
    for node in shell.children:
        if node.type == "unclosed_heredoc":
            start = line.source.text_of(node)
            message = f"no line ends the here-document {start}: it must hold the same word alone"
            line.report("unclosed-heredoc", message, node)
    text = command(line.source, shell, line.cuts)
    if modifier is None:
        _check_first_word(line, shell, text)
    common = line.common_up_to(end_of_line(shell), keyword, text)
    if keyword == "RUN REPEATABLE":
        return Other(**common)
    return Run(**common, command=text, background=modifier is not None)


def _check_first_word(line: Line, shell: Node, text: str) -> None:
    word = text.partition(" ")[0]
    if word.isalpha() and word.isupper():
        near = nearest(word, ("BACKGROUND", "REPEATABLE"))
        if near is not None:
            message = f"did you mean RUN {near}? As it stands, {word} is a command"
            line.report("misspelt-modifier", message, shell, "warning")


def _read_copy(line: Line) -> Directive:
    arguments = line.children("source", "destination")
    templates = [line.template(node) for node in arguments]
    words = [str(template) for template in templates]
    if words and words[0].startswith("--"):
        flag = words[0].partition("=")[0]
        line.report("copy-flag", f"{flag} is Docker's: {_instead_of(flag)}", arguments[0])
        return _malformed(line, "COPY")
    if len(words) < 2:
        message = "COPY needs what to copy and where to: COPY . /app"
        if words:
            message = f"COPY needs a destination, too: COPY {words[0]} ."
        line.report("copy-arguments", message)
        return _malformed(line, "COPY")
    destination = words[-1]
    is_folder = destination.rpartition("/")[2] in ("", *FOLDERS) or templates[-1].variables
    if len(words) > 2 and not is_folder:
        message = f"{len(words) - 1} sources need a folder to go to: write {destination}/"
        line.report("copy-destination", message, arguments[-1])
    _refuse_commands(line, arguments, templates)
    normalised = " ".join(map(line.plain, arguments))
    return Copy(
        **line.common("COPY", normalised, arguments),
        sources=tuple(words[:-1]),
        destination=destination,
    )


def _instead_of(flag: str) -> str:
    if flag == "--from":
        return "there are no stages; build what is needed with RUN in this machine"
    if flag in ("--chown", "--chmod"):
        return f"follow the COPY by RUN {flag.removeprefix('--')}"
    return "leave it out"


def _read_env(line: Line) -> Directive:
    pairs: list[tuple[str, Node | None, Node]] = []
    words: list[Node] = []
    for node in line.node.named_children:
        if node.type == "env_pair":
            name = node.child_by_field_name("name")
            assert name is not None
            pairs.append((line.source.text_of(name), node.child_by_field_name("value"), node))
        elif node.type == "argument":
            words.append(node)
    mistake = _env_mistake(line, [name for name, _, _ in pairs], words)
    if mistake is not None:
        line.report("env-shape", mistake)
        return _malformed(line, "ENV")
    for name, value in zip(words[::2], words[1::2], strict=True):
        pairs.append((line.plain(name), value, name))
    templates = [Template() if value is None else line.template(value) for _, value, _ in pairs]
    normalised = " ".join(f"{name}={'' if value is None else line.plain(value)}" for name, value, _ in pairs)
    for (variable, _, node), found in zip(pairs, templates, strict=True):
        if found.has_commands:
            message = f"{variable}: a command in ENV cannot be run yet; give the value itself"
            line.report("not-supported-yet", message, node, "warning")
    common = line.common("ENV", normalised)
    common["templates"] = tuple(templates)
    return Env(
        **common,
        pairs=tuple((name, str(value)) for (name, _, _), value in zip(pairs, templates, strict=True)),
    )


def _env_mistake(line: Line, named: list[str], words: list[Node]) -> str | None:
    if not named and not words:
        return "ENV needs a variable and its value: ENV NAME=value"
    plain = [line.plain(word) for word in words]
    for name, following in pairwise(plain):
        if following.startswith("="):
            return f"no blank can stand before or after =: write ENV {name}=value"
    if named and plain:
        return f"{plain[0]} has no value: write {plain[0]}=value, or quote it if it goes with {named[-1]}"
    if len(plain) % 2:
        if len(plain) == 1:
            return f"{plain[0]} has no value: write ENV {plain[0]}=value"
        return f'a value with blanks needs quotes: ENV {plain[0]}="{" ".join(plain[1:])}"'
    for name in plain[::2]:
        if not _VARIABLE.fullmatch(name):
            return f"{name} cannot be a variable's name: letters, digits and _ can"
    return None


def _read_workdir(line: Line) -> Directive:
    argument = _single(line, "path", "WORKDIR", "a directory, such as WORKDIR /app")
    if argument is None:
        return _malformed(line, "WORKDIR")
    common = line.common("WORKDIR", line.plain(argument), [argument])
    _refuse_commands(line, [argument], common["templates"])
    return Workdir(**common, path=str(common["templates"][0]))


def _read_user(line: Line) -> Directive:
    argument = _single(line, "name", "USER", "a user's name, such as USER app")
    if argument is None:
        return _malformed(line, "USER")
    common = line.common("USER", line.plain(argument), [argument])
    name = str(common["templates"][0])
    if not common["templates"][0].variables and not USER_NAME.fullmatch(name):
        line.report("user-name", user_mistake(name), argument)
    return User(**common, name=name)


def user_mistake(name: str) -> str:
    """Why this cannot be a user's name."""
    if ":" in name:
        return f"USER takes no group: write USER {name.partition(':')[0]}"
    return f"{name or 'nothing'} cannot be a user's name: write one such as app, in lower case"


def _read_memory(line: Line) -> Directive:
    argument = _single(line, "size", "MEMORY", "a size, such as MEMORY 2G")
    if argument is None:
        return _malformed(line, "MEMORY")
    size = memory.size(str(line.template(argument)))
    if isinstance(size, str):
        line.report("memory-value", size, argument)
        return _malformed(line, "MEMORY")
    return Memory(**line.common("MEMORY", line.plain(argument).upper(), [argument]), bytes=size)


def _single(line: Line, field: str, keyword: str, needed: str) -> Node | None:
    """The only argument; None, and reported, unless there is exactly one."""
    argument, extra = line.child(field), line.children("extra")
    if argument is None:
        line.report("argument-missing", f"{keyword} needs {needed}")
    elif extra:
        word = line.plain(extra[0])
        line.report("argument-extra", f"{keyword} takes {needed}: {word} is one too many", extra[0])
        return None
    return argument


def _refuse_commands(line: Line, arguments: list[Node], templates: list[Template] | tuple[Template, ...]) -> None:
    """`$( )` and backquotes run commands in ENV only."""
    for argument, template in zip(arguments, templates, strict=True):
        if "`" in str(template) or "$(" in str(template):
            line.report("command-outside-env", "commands can only stand in ENV and RUN", argument)


def _read_other(line: Line) -> Directive:
    keyword = OTHERS[line.node.type]
    rest = line.rest(line.node.children[0])
    return Other(**line.common(keyword, rest, line.children("argument")))


_READERS: Mapping[str, Callable[[Line], Directive]] = MappingProxyType(
    {
        "from_directive": _read_from,
        "run_directive": _read_run,
        "copy_directive": _read_copy,
        "env_directive": _read_env,
        "workdir_directive": _read_workdir,
        "user_directive": _read_user,
        "memory_directive": _read_memory,
        "docker_directive": read_docker,
        "unknown_directive": read_unknown,
    }
)
