"""What a step's command finds in its environment."""

from __future__ import annotations

from collections.abc import Mapping

from layerfile.environment import BUILTIN_ENV
from layerfile.program import Step


def environment_of(
    step: Step, variables: Mapping[str, str], secrets: Mapping[str, str], computed: Mapping[str, str]
) -> dict[str, str]:
    """The environment of a command at `step`: what a line of the Layerfile says counts more than what the run brings.

    `variables` are the run's own, `computed` the values that commands of ENV printed in this machine.
    """
    context = step.context
    return {
        **BUILTIN_ENV,
        **variables,
        **dict(context.env),
        **{name: computed[name] for name in context.computed if name in computed},
        **{name: value for name, value in context.build if value is not None},
        **{name: secrets[name] for name in context.secrets},
    }
