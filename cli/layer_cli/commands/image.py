"""`layer image`: the base images on this machine."""

from __future__ import annotations

import argparse
import sys

from layer_cli.exit_codes import ExitCode


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs below `layer image`."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("ls", help="list the images that are here, and those that could be built")
    build = verbs.add_parser("build", help="make an image (needs root, or sudo)")
    build.add_argument("name", nargs="?", default="vm/debian:12")
    remove = verbs.add_parser("rm", help="delete an image")
    remove.add_argument("name")


def call(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    from layer_cache.state import State
    from layer_runner.images import build
    from layer_runner.images.definitions import IMAGES, closest

    state = State()
    here = build.installed(state)
    if options.verb == "ls":
        for name in sorted({*IMAGES, *here}):
            image = here.get(name)
            size = image.disk.stat().st_blocks * 512 // 1024**2 if image else 0
            print(f"{name}\t{image.digest[:12] if image else '-'}\t{f'{size} MB' if image else 'not built'}")
        return ExitCode.OK
    if options.verb == "build":
        image = build.ensure(state.create(), options.name, lambda text: print(text, file=sys.stderr))
        print(f"{image.name}\t{image.digest[:12]}\t{image.folder}")
        return ExitCode.OK
    if options.name not in here:
        print(f"layer: {options.name} is not on this machine; {closest(options.name)}", file=sys.stderr)
        return ExitCode.USAGE
    build.remove(here[options.name])
    return ExitCode.OK
