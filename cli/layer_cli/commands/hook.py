"""`layer hook`: git says before a push what it will cost. It never holds a push up."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layer_cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from layer_cache.prediction import Prediction

#: The line by which a hook is known to be ours.
MARK = "# Made by `layer hook install`."
#: Layerfiles of which a line is printed for each ref that is pushed.
MOST = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer hook`."""
    verbs = parser.add_subparsers(dest="verb", metavar="install|uninstall|pre-push", required=True)
    install = verbs.add_parser("install", help="have git say before each push which steps will run, and for how long")
    uninstall = verbs.add_parser("uninstall", help="take that back")
    for verb in (install, uninstall):
        verb.add_argument("path", nargs="?", default=".", metavar="PATH", help="a folder of the repository")
    pushing = verbs.add_parser("pre-push", help="what the hook calls: reads from standard input what is pushed")
    pushing.add_argument("remote", nargs="*", help="the remote's name and address, as git gives them")


def call(options: argparse.Namespace) -> int:
    """Install, uninstall, or say what a push costs."""
    if options.verb == "pre-push":
        return _pre_push(sys.stdin.read())
    hook = _hook_of(Path(options.path))
    return _install(hook) if options.verb == "install" else _uninstall(hook)


def _hook_of(path: Path) -> Path:
    """Where git looks for the hook. Raises TreeError."""
    from layer_cache.errors import TreeError
    from layer_cache.git_process import collect_or_raise, find_repository, start

    if path.is_dir() and find_repository(path.absolute()) is None:
        raise TreeError(f"{path} is in no git repository, so nothing is pushed from there")
    process = start(path, "rev-parse", "--git-path", "hooks/pre-push")
    return path / os.fsdecode(collect_or_raise(process, path).rstrip(b"\n"))


def _script() -> str:
    """What git runs: `layer` from the PATH, or else the one that installed the hook; never a reason not to push."""
    from shlex import quote

    return f"""\
#!/bin/sh
{MARK}
if command -v layer >/dev/null 2>&1; then
    layer hook pre-push "$@"
elif [ -x {quote(sys.executable)} ]; then
    {quote(sys.executable)} -m layer_cli hook pre-push "$@"
fi
exit 0
"""


def _install(hook: Path) -> int:
    if hook.exists() and MARK not in hook.read_text(errors="replace"):
        print(
            f"layer: {hook} is there already, and is not ours. If it is a shell script, begin it with these lines,\n"
            "which leave what git says of the push to the rest of it:\n"
            "    pushed=$(cat)\n"
            '    printf "%s\\n" "$pushed" | layer hook pre-push "$@" || true\n'
            "    exec <<END\n"
            "    $pushed\n"
            "    END",
            file=sys.stderr,
        )
        return ExitCode.USAGE
    hook.parent.mkdir(parents=True, exist_ok=True)
    hook.write_text(_script())
    hook.chmod(0o755)
    print(f"git push will say what it costs: {hook}")
    return ExitCode.OK


def _uninstall(hook: Path) -> int:
    if not hook.exists():
        print("there is no such hook")
    elif MARK not in hook.read_text(errors="replace"):
        print(f"layer: {hook} is not ours: take the line out that calls `layer hook`", file=sys.stderr)
        return ExitCode.USAGE
    else:
        hook.unlink()
        print(f"removed {hook}")
    return ExitCode.OK


def _pre_push(pushed: str) -> int:
    """githooks(5): on each line the local ref, its object, the remote ref, its object."""
    for line in pushed.splitlines():
        words = line.split()
        if len(words) == 4 and set(words[1]) != {"0"}:
            for said in _cost(words[0], words[1]):
                print(f"layer: {said}", file=sys.stderr)
    return ExitCode.OK


def _cost(ref: str, commit: str) -> list[str]:
    """What is to be said of a commit: a line for each Layerfile that would run something."""
    from layer_cache.committed_tree import open_committed
    from layer_cache.errors import StoreError, TreeError
    from layer_cache.records import Records
    from layer_cache.state import State
    from layer_cache.tree_files import TreeFiles
    from layer_cli.project import Project, joined_tree, variables_of
    from layer_secrets.lookup import secrets_of
    from layerfile import tree_root
    from layerfile.discovery import layerfiles
    from layerfile.problems import LayerfileError
    from layerfile.program import load

    root = tree_root(Path.cwd())
    state = State()
    lines, cached = [], 0
    try:
        tree = open_committed(root, commit)
        files = TreeFiles(tree)
        with Records(state.records_path) as records:
            for path in layerfiles(files):
                try:
                    variables = variables_of(root, path, ref if ref.startswith("refs/heads/") else commit)
                    program = load(path, files, variables)
                    secrets = secrets_of(program, state, root)
                    joined = joined_tree(program, tree, state, variables)
                    project = Project(root / path, root, program, state, records, joined, secrets, variables)
                    said = _said(path, project.predict())
                except LayerfileError as error:
                    said = f"{path}: {error.problems[0].message}"
                if said is None:
                    cached += 1
                else:
                    lines.append(f"  {said}")
    except (TreeError, StoreError, OSError) as error:
        return [f"what {ref} costs is not known: {error}"]
    more = [f"  … and {len(lines) - MOST} more Layerfiles"] if len(lines) > MOST else []
    if not lines:
        return [f"{ref}: nothing would run"] if cached else []
    return [f"{ref} would run:", *lines[:MOST], *more]


def _said(path: str, prediction: Prediction) -> str | None:
    """`app/Layerfile: 2 of 5 steps, 41.0 s (src/app.py changed …)`; None if all are hits."""
    from layer_cli.terminal import harmless, seconds

    runs = [step for step in prediction.steps if step.verdict in ("hit", "miss")]
    misses = [step for step in runs if step.verdict == "miss"]
    if not misses:
        return None
    more = " or more" if prediction.seconds_unknown else ""
    reason = misses[0].reason
    why = f" ({misses[0].step.layerfile}:{misses[0].step.line}: {reason.detail})" if reason else ""
    time = f"{seconds(prediction.seconds_to_run)}{more}"
    return harmless(f"{path}: {len(misses)} of {len(runs)} steps, {time}{why}")
