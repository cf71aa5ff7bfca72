"""The commands in a RUN, as bash would read them (tree-sitter-bash)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from re import compile as pattern

from tree_sitter import Node

from layerfile.bash_tree import parse
from layerfile.directives import Run
from layerfile.spans import Span

_COMMANDS = frozenset({"command", "declaration_command", "unset_command"})
_ROW = frozenset({"program", "list", "redirected_statement"})
_CAPTURES = frozenset({"command_substitution", "process_substitution", "function_definition"})
_REDIRECTIONS = frozenset({"file_redirect", "herestring_redirect", "heredoc_redirect"})
#: What is asked whether something is so: a command behind `&&` may be left out.
_QUESTIONS = frozenset(
    {"[", "test", "grep", "egrep", "which", "command", "type", "hash", "diff", "cmp", "pgrep", "false"}
)
_ENDS = frozenset({"exit", "exec", "return"})
_ESCAPED = pattern(r"\\(.)")

#: Programs that run the program named behind them, each with its options that have a value of their own behind a blank.
_WRAPPERS = {
    "sudo": {"-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U", "--user", "--group", "--chdir"},
    "env": {"-u", "-C", "-S", "--unset", "--chdir"},
    "nice": {"-n", "--adjustment"},
    "time": {"-f", "-o"},
    "stdbuf": {"-i", "-o", "-e"},
    "nohup": set(),
    "exec": {"-a"},
    "command": set(),
    "npx": {"-p", "--package"},
    "bunx": set(),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text` without quotes, or as it is written where that is only known when it runs.

    `start` and `end` are offsets in the RUN's command. `variables` are those whose whole value becomes part of it.
    """

    text: str
    start: int
    end: int
    is_static: bool
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command; `words[0]` is its name.

    `start` and `end` are offsets in the RUN's command, assignments before the name included. `assignments` are `X=1`
    before the name. `redirections` are its own and those of what stands around it.
    """

    words: tuple[Word, ...]
    start: int
    end: int
    assignments: tuple[str, ...] = ()
    redirections: tuple[str, ...] = ()
    is_in_row: bool = True
    """Whether the RUN's own shell runs it: no subshell, function, loop, condition or pipeline is around it."""
    is_certain: bool = True
    """Whether it runs in any case if those before it do what they should: it is in the row, and none decides on it."""
    is_in_pipeline: bool = False
    is_captured: bool = False
    """Whether it is part of a `$( )`, a `<( )` or a function, so that its output may go elsewhere."""
    is_background: bool = False
    """Whether the shell does not wait for it: `&` stands behind it, or behind what it is part of."""
    is_last: bool = False
    """Whether it is in the row, and nothing stands behind it."""

    @property
    def name(self) -> str:
        """The command's name as it is written, without its folder: `sudo` for `/usr/bin/sudo`; "" if there is none."""
        return self.words[0].text.rpartition("/")[2] if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind the name."""
        return tuple(word.text for word in self.words[1:])

    @property
    def prints(self) -> bool:
        """Whether what it writes to standard output or standard error is the RUN's own output."""
        if self.is_captured or self.is_in_pipeline:
            return False
        return not any(redirection.startswith((">", "1>", "&>")) for redirection in self.redirections) or any(
            redirection.replace(" ", "") in (">&2", "1>&2", ">/dev/stderr", ">/dev/stdout")
            for redirection in self.redirections
        )

    @property
    def has_input(self) -> bool:
        """Whether something is there for it to read on standard input."""
        return self.is_in_pipeline or any(redirection.startswith(("<", "0<")) for redirection in self.redirections)

    def without_wrappers(self) -> Command:
        """The command that `sudo`, `env`, `npx` and the like run in the end, without what they are told themselves."""
        words = self.words
        while words and (own := _WRAPPERS.get(words[0].text.rpartition("/")[2])) is not None:
            at = 1
            while at < len(words) and (words[at].text.startswith("-") or "=" in words[at].text):
                at += 2 if words[at].text in own else 1
            words = words[at:]
        return self if len(words) == len(self.words) else replace(self, words=words)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a node."""

    in_row: bool = True
    certain: bool = True
    in_pipeline: bool = False
    captured: bool = False
    background: bool = False
    redirections: tuple[str, ...] = ()
    own: tuple[Node, ...] = ()
    """The redirections that the node itself is the body of."""


def commands(run: Run) -> tuple[Command, ...]:
    """All simple commands of a RUN in the order of the text, nested ones included; none if bash could not read it."""
    return read(run.command)


def read(command: str) -> tuple[Command, ...]:
    """The same for a command by itself."""
    return _read(command)[0]


def row(run: Run) -> tuple[Command, ...]:
    """The commands of a RUN that is nothing but simple commands in a row; none if there is anything else in it."""
    found, is_row = _read(run.command)
    return tuple(command for command in found if command.is_in_row) if is_row else ()


def only(run: Run) -> Command | None:
    """The command of a RUN that is one simple command."""
    found = row(run)
    return found[0] if len(found) == 1 else None


def place(run: Run, of: Word | Command) -> Span:
    """Where a word or a command stands in the file."""
    return run.locate(of.start, of.end)


@lru_cache(maxsize=1024)
def _read(command: str) -> tuple[tuple[Command, ...], bool]:
    """The commands, and whether nothing else is there at the top."""
    tree, offset = parse(command)
    root = tree.root_node
    if root.has_error:
        return (), False
    found = list(_commands(root, command, offset))
    if not found:
        return (), False
    at = next((number for number, one in enumerate(found) if one.name in _ENDS), len(found))
    for number in range(at + 1, len(found)):
        found[number] = replace(found[number], is_certain=False)
    in_row = [number for number, one in enumerate(found) if one.is_in_row]
    if in_row and found[in_row[-1]].end > offset(_last(root).start_byte):
        found[in_row[-1]] = replace(found[in_row[-1]], is_last=True)
    return tuple(found), _is_row(root)


def _last(root: Node) -> Node:
    return next((node for node in reversed(root.named_children) if node.type != "comment"), root)


def _is_row(root: Node) -> bool:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "redirected_statement":
            body = node.child_by_field_name("body")
            if body is None:
                return False
            waiting.append(body)
        elif node.type in _ROW:
            waiting.extend(node.named_children)
        elif node.type not in _COMMANDS and node.type != "comment":
            return False
    return True


def _commands(root: Node, text: str, offset: Callable[[int], int]) -> Iterator[Command]:
    waiting = [(root, _Around())]
    while waiting:
        node, around = waiting.pop()
        if node.type in _COMMANDS:
            yield _command(node, text, offset, around)
        waiting.extend(reversed(_inside(node, around, text, offset)))


def _inside(node: Node, around: _Around, text: str, offset: Callable[[int], int]) -> list[tuple[Node, _Around]]:
    """A node's children, each with what stands around it."""
    # A node's parent and siblings are looked for from the root: that would be slow here.
    kind, children, named = node.type, node.children, node.named_children
    inner = around
    if around.in_row and kind not in _ROW:
        inner = replace(inner, in_row=False, certain=False)
    if kind == "pipeline":
        inner = replace(inner, in_pipeline=True)
    elif kind in _CAPTURES:
        # What is inside has a shell, an input and an output of its own.
        inner = replace(inner, captured=True, in_pipeline=False, redirections=())
    if inner.own:
        inner = replace(inner, own=())
    found: list[tuple[Node, _Around]] = []
    for number, child in enumerate(children):
        if not child.is_named:
            continue
        outside = inner
        if kind == "redirected_statement" and child == node.child_by_field_name("body"):
            own = tuple(node.children_by_field_name("redirect"))
            texts = (_redirection(one, text, offset) for one in own)
            outside = replace(outside, own=own, redirections=(*around.redirections, *texts))
        elif kind == "list" and child == named[-1]:
            if around.certain and _may_skip(node):
                outside = replace(outside, certain=False)
        elif kind == "list" and around.own:
            # In `a && b > f` the tree has the redirection around both.
            count = len(around.redirections) - len(around.own)
            outside = replace(outside, redirections=around.redirections[:count])
        if not around.background and number + 1 < len(children) and children[number + 1].type == "&":
            outside = replace(outside, background=True)
        found.append((child, outside))
    return found


def _may_skip(pair: Node) -> bool:
    """Whether the right side of `a && b` or `a || b` is left out though all is well."""
    left = pair.named_children[0]
    if any(child.type == "||" for child in pair.children):
        return True
    while left.type == "list":
        left = left.named_children[-1]
    if left.type == "redirected_statement":
        left = left.child_by_field_name("body") or left
    name = left.child_by_field_name("name") if left.type == "command" else None
    if name is not None and name.text is not None:
        return name.text.decode("utf-8", "replace").rpartition("/")[2] in _QUESTIONS
    return left.type not in _COMMANDS and left.type not in ("variable_assignment", "variable_assignments", "pipeline")


def _command(node: Node, text: str, offset: Callable[[int], int], around: _Around) -> Command:
    words: list[Word] = []
    assignments: list[str] = []
    redirections: list[str] = []
    # The builtins `export` and `unset` are no named nodes.
    for child in node.children:
        if child.type == "variable_assignment" and not words:
            assignments.append(_text(child, text, offset))
        elif child.type in _REDIRECTIONS:
            redirections.append(_redirection(child, text, offset))
        elif child.type != "comment":
            words.append(_word(child, text, offset))
    # In `a > f b` the tree has b as another file.
    words += [_word(child, text, offset) for one in around.own for child in _files(one)[1:]]
    return Command(
        tuple(words),
        offset(node.start_byte),
        offset(node.end_byte),
        tuple(assignments),
        (*around.redirections, *redirections),
        around.in_row,
        around.certain,
        around.in_pipeline,
        around.captured,
        around.background,
    )


def _files(redirection: Node) -> list[Node]:
    return redirection.children_by_field_name("destination") if redirection.type == "file_redirect" else []


def _redirection(node: Node, text: str, offset: Callable[[int], int]) -> str:
    files = _files(node)
    return text[offset(node.start_byte) : offset(files[0].end_byte if files else node.end_byte)]


def _word(node: Node, text: str, offset: Callable[[int], int]) -> Word:
    static = _static(node, text, offset)
    start, end = offset(node.start_byte), offset(node.end_byte)
    if static is not None:
        return Word(static, start, end, True)
    return Word(text[start:end], start, end, False, tuple(_variables(node, text, offset)))


def _variables(node: Node, text: str, offset: Callable[[int], int]) -> Iterator[str]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type in ("simple_expansion", "expansion"):
            written = _text(one, text, offset).lstrip("$").strip("{}")
            # With a default it is the variable's value all the same; other operators make something else of it.
            name = written.partition(":-")[0].partition("-")[0]
            if name.isidentifier():
                yield name
        elif one.type not in _CAPTURES:
            waiting.extend(reversed(one.named_children))


def _static(node: Node, text: str, offset: Callable[[int], int]) -> str | None:
    """What a word always is; None where it is only known when it runs."""
    kind = node.type
    written = _text(node, text, offset)
    if kind == "command_name" and node.named_child_count == 1:
        return _static(node.named_children[0], text, offset)
    if kind == "raw_string":
        return written[1:-1]
    if kind == "concatenation":
        parts = [_static(child, text, offset) for child in node.children]
        return None if None in parts else "".join(part for part in parts if part is not None)
    if "$" in written or "`" in written:
        return None
    if kind == "string":
        return written[1:-1].replace('\\"', '"')
    return _ESCAPED.sub(r"\1", written) if "\\" in written else written


def _text(node: Node, text: str, offset: Callable[[int], int]) -> str:
    return text[offset(node.start_byte) : offset(node.end_byte)]
