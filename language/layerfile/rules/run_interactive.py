"""A RUN that needs a person at a keyboard.

There is nobody to type: an editor or a monitor waits for ever or fails, and a shell without a command ends at once and
does nothing. Change files with `sed` or a here-document, give shells a command with `-c`, and switch the user of the
steps that follow with USER.

## Wrong

```layerfile
FROM vm/debian:12
RUN nano /etc/hosts
```

## Right

```layerfile
FROM vm/debian:12
RUN echo "127.0.0.1 shop.test" >> /etc/hosts
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import Command, commands, place

rule = Rule("LF209", "run-interactive", "warning")

_EDITORS = frozenset({"vim", "vi", "nvim", "nano", "pico", "emacs"})
_SHELLS = frozenset({"bash", "sh", "zsh"})
#: Whether it is worth the time to read a command.
_MAYBE = pattern(
    r"\b(?:n?vim?|nano|pico|emacs|h?top)\b|\b(?:bash|sh|zsh)(?:\s+(?:-l|-i|--login|-))?\s*(?:\Z|[;&\n])"
    r"|\bsu\b|\bsudo\s+(?:-i|-s)\b|\bssh\s"
)
_SSH_VALUES = frozenset({"-i", "-p", "-l", "-o", "-F", "-J"})


@rule.each(Run, words=[*_EDITORS, *_SHELLS, "top", "htop", "su", "sudo", "ssh"])
def check(run: Run) -> Findings:
    """Everything goes on by itself."""
    # These are commands of their own, in few words: spare the others a reading.
    if len(run.command) > 300 or _MAYBE.search(run.command) is None:
        return
    for command in commands(run):
        if command.is_certain and not command.has_input and not command.redirections:
            mistake = _mistake(command)
            if mistake:
                yield Finding(mistake, place(run, command))


def _mistake(command: Command) -> str | None:
    if command.name == "sudo" and command.arguments in (("-i",), ("-s",), ("su",), ("su", "-")):
        return "this shell has nothing to do, and ends at once: USER root makes the steps that follow root's"
    inner = command.without_wrappers()
    name, arguments = inner.name, inner.arguments
    if name in _EDITORS:
        # With an option or a command (`vim +PlugInstall +qall`) it may well end by itself.
        if any(word.startswith(("-", "+")) for word in arguments):
            return None
        return f"nobody is there to use {name}: change the file with sed, or write it with a here-document"
    if name in ("top", "htop"):
        return None if arguments else f"{name} does not end by itself, and nobody is there to see it: write ps aux"
    if name in _SHELLS and all(word in ("-", "-l", "-i", "--login") for word in arguments):
        return f"{name} has nothing to do, and ends at once: say what it is to run, with -c"
    if name == "su":
        users = [word for word in arguments if word not in ("-", "-l", "--login")]
        if len(users) <= 1 and not any(user.startswith("-") for user in users):
            user = users[0] if users else "root"
            return f"su has nothing to do, and ends at once: USER {user} makes the steps that follow {user}'s"
    if name == "ssh":
        return _ssh(list(arguments))
    return None


def _ssh(arguments: list[str]) -> str | None:
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        option = arguments[at]
        if option in _SSH_VALUES:
            at += 2
        elif option in ("-t", "-tt", "-v", "-A", "-4", "-6", "-q") or option[:2] in ("-o", "-p"):
            at += 1
        else:
            return None
    if at + 1 != len(arguments):
        return None
    return f"ssh has nothing to do on {arguments[at][:60]}, and ends at once: say what to run there"
