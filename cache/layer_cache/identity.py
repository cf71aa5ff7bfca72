"""What makes two steps the same step, whatever files they read.

Each step's identity is a digest over the identity of the step before it and its own text and
circumstances, so that it stands for everything that was asked of the machine so far. Comments,
blanks and the place in the file are no part of it, and a secret is told by its keyed digest only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from layer_cache.observations import encode

if TYPE_CHECKING:
    from layerfile.program import Program, Step

#: Changes whenever what follows does, or what a step does to the machine.
_FORMAT = "layer identity 1"

#: Directives that do nothing to the machine. MEMORY counts for all steps, wherever it stands.
_WITHOUT_EFFECT = frozenset({"MEMORY", "LABEL", "BUTTON", "SKIP REMAINING IF", "CHECKPOINT", "WAIT"})


NO_SECRETS: Mapping[str, str] = MappingProxyType({})


def identities(
    program: Program,
    image_digest: str,
    secrets: Mapping[str, str] = NO_SECRETS,
    steps: Sequence[Step] | None = None,
) -> tuple[str, ...]:
    """One SHA-256 (hexadecimal) for each step of the program, as its first shard has it; or for `steps`, those of a
    lane from the program's first step on.

    `secrets` has the keyed digests of the values of secrets by name; one without is told by its name.
    """
    return continued(beginning(program, image_digest), None, program.steps if steps is None else steps, secrets)


def beginning(program: Program, image_digest: str) -> str:
    """What the identity of a program's first step goes on from."""
    return _digest(_FORMAT, image_digest, str(program.memory))


def continued(
    before: str, shard: int | None, steps: Sequence[Step], secrets: Mapping[str, str] = NO_SECRETS
) -> tuple[str, ...]:
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
            current = _digest(current, *_circumstances(step, secrets))
        result.append(current)
    return tuple(result)


def remembered(
    program: Program, image_digest: str, secrets: Mapping[str, str], steps: Sequence[Step] | None = None
) -> tuple[frozenset[str], ...]:
    """What is to be marked as seen when a step was done, so that a later miss can be put down to a secret.

    Besides its identity, what that would be if it knew none of the secrets, or only one of them. `steps` are as
    `identities` takes them.
    """
    known = [secrets, NO_SECRETS, *({name: digest} for name, digest in secrets.items())]
    return tuple(map(frozenset, zip(*(identities(program, image_digest, one, steps) for one in known), strict=True)))


def _circumstances(step: Step, secrets: Mapping[str, str]) -> list[str]:
    context = step.context
    words = [step.normalised, context.user, context.workdir]
    # Of a variable that was set twice the last value counts, and the order of variables does not.
    words += [word for pair in sorted(dict(context.env).items()) for word in pair]
    if step.directive.keyword == "COPY":
        words.append(step.folder)
    words += [f"secret {name} {secrets.get(name, '')}" for name in sorted(context.secrets)]
    return words


def _digest(*words: str) -> str:
    state = hashlib.sha256()
    for word in words:
        content = encode(word)
        # With its length, so that no two lists of words look the same.
        state.update(b"%d:" % len(content) + content)
    return state.hexdigest()
