"""`layer secret`: sets, lists and removes the values that SECRET ENV names."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from layer_cli.exit_codes import ExitCode

_KEPT = {"keyring": "the keyring", "file": "an encrypted file"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs below `layer secret`."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    put = verbs.add_parser("set", help="set a secret: its value is asked for, or read from standard input")
    show = verbs.add_parser("ls", help="list the secrets of a repository, and those for all; never their values")
    remove = verbs.add_parser("rm", help="remove a secret")
    for verb in (put, remove):
        verb.add_argument("name", metavar="NAME")
        verb.add_argument("--global", dest="everywhere", action="store_true", help="the one for all repositories")
    show.add_argument("--all", action="store_true", help="those of other repositories too")
    for verb in (put, show, remove):
        verb.add_argument("path", nargs="?", default=".", metavar="PATH", help="a file or folder of the repository")


def call(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    if options.verb == "ls":
        return _list(options)
    from layer_secrets.store import refusal

    reason = refusal(options.name)
    if reason is not None:
        return _refuse(reason)
    return _set(options) if options.verb == "set" else _remove(options)


def _set(options: argparse.Namespace) -> int:
    from layer_cache.state import State
    from layer_secrets.store import put, refusal

    if not os.path.exists(options.path):
        return _refuse("PATH does not exist; a value is no argument: it is asked for, or read from standard input")
    try:
        value = _value(options.name)
    except UnicodeDecodeError:
        return _refuse(
            "the value is not UTF-8, and so cannot be a variable's: encode it first, with base64 for example"
        )
    reason = refusal(options.name, value)
    if reason is not None:
        return _refuse(f"{options.name} is not set: {reason}")
    root = _root(options.path, options.everywhere)
    entry, without_keyring = put(State(), options.name, value, root)
    _say(f"{entry.name} is set for {_shown(root)}, and kept in {_KEPT[entry.kept]}")
    if without_keyring:
        _say(f"no keyring keeps it: {without_keyring}")
    return ExitCode.OK


def _value(name: str) -> str:
    """What standard input says, without one line end. A terminal is asked, and shows nothing of it.

    Raises UnicodeDecodeError.
    """
    if sys.stdin.isatty():
        import getpass

        try:
            return getpass.getpass(f"Value of {name}: ")
        except EOFError:
            return ""
    return sys.stdin.buffer.read().decode().removesuffix("\n").removesuffix("\r")


def _remove(options: argparse.Namespace) -> int:
    from layer_cache.state import State
    from layer_secrets.store import remove

    root = _root(options.path, options.everywhere)
    if not remove(State(), options.name, root):
        return _refuse(f"{options.name} is not set for {_shown(root)}; `layer secret ls --all` lists what is set")
    return ExitCode.OK


def _list(options: argparse.Namespace) -> int:
    from layer_cache.state import State
    from layer_secrets.index import EVERYWHERE, read

    seen = (_root(options.path), EVERYWHERE)
    for entry in sorted(read(State()), key=lambda entry: (entry.root, entry.name)):
        if options.all or entry.root in seen:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.created))
            print(f"{entry.name}\t{_shown(entry.root)}\t{_KEPT[entry.kept]}\t{when}")
    return ExitCode.OK


def _root(path: str, everywhere: bool = False) -> str:
    """The repository that is meant; one that is gone by its path, so that its secrets can be removed."""
    from layer_secrets.index import EVERYWHERE, root_name
    from layerfile import tree_root

    if everywhere:
        return EVERYWHERE
    return root_name(tree_root(Path(path)) if os.path.exists(path) else Path(path))


def _shown(root: str) -> str:
    from layer_cli.terminal import harmless

    return harmless(root) or "all repositories"


def _refuse(words: str) -> int:
    from layer_cli.terminal import harmless

    print(f"layer: {harmless(words)}", file=sys.stderr)
    return ExitCode.USAGE


def _say(words: str) -> None:
    from layer_cli.terminal import harmless

    print(harmless(words), file=sys.stderr)
