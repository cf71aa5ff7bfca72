"""What makes two steps the same step, whatever files they read.

Each step's identity is a digest over the identity of the step before it and its own text and
circumstances, so that it stands for everything that was asked of the machine so far. Comments,
blanks and the place in the file are no part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from layer_cache.observations import encode

if TYPE_CHECKING:
    from layerfile.program import Program, Step

#: Changes whenever what follows does, or what a step does to the machine.
_FORMAT = "layer identity 1"

#: Directives that do nothing to the machine. MEMORY counts for all steps, wherever it stands.
_WITHOUT_EFFECT = frozenset({"MEMORY", "LABEL", "BUTTON", "SKIP REMAINING IF", "CHECKPOINT", "WAIT"})


def identities(program: Program, image_digest: str) -> tuple[str, ...]:
    """One SHA-256 (hexadecimal) for each step of the program, as its first shard has it."""
    return continued(beginning(program, image_digest), None, program.steps)


def beginning(program: Program, image_digest: str) -> str:
    """What the identity of a program's first step goes on from."""
    return _digest(_FORMAT, image_digest, str(program.memory))


def continued(before: str, shard: int | None, steps: Sequence[Step]) -> tuple[str, ...]:
    """The identities of `steps`, which follow, in their machine, on a step of `shard` with the identity `before`."""
    current = before
    result: list[str] = []
    for step in steps:
        if step.shard != shard:
            # What shards see may be the same (SPLIT UNORDERED): they are other machines all the same.
            shard = step.shard
            current = _digest(current, "shard", str(shard))
        # The image is told by its digest, a Layerfile by its steps: neither by its name.
        if step.directive.keyword not in _WITHOUT_EFFECT and step.directive.keyword != "FROM":
            current = _digest(current, *_circumstances(step))
        result.append(current)
    return tuple(result)


def _circumstances(step: Step) -> list[str]:
    context = step.context
    words = [step.normalised, context.user, context.workdir]
    # Of a variable that was set twice the last value counts, and the order of variables does not.
    words += [word for pair in sorted(dict(context.env).items()) for word in pair]
    if step.directive.keyword == "COPY":
        words.append(step.folder)
    return words


def _digest(*words: str) -> str:
    state = hashlib.sha256()
    for word in words:
        content = encode(word)
        # With its length, so that no two lists of words look the same.
        state.update(b"%d:" % len(content) + content)
    return state.hexdigest()
