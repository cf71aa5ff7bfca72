"""What a step's command finds in its environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from layer_cache.prediction import StepPrediction
from layer_cache.recorded_values import computed_of
from layer_cache.records import Records
from layerfile.env_commands import computed_values, runs_commands
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
        **{name: secrets[name] for name in context.secrets if name in secrets},
    }


def computed_by(
    done: Iterable[StepPrediction], before: Mapping[str, str], records: Records, variables: Mapping[str, str]
) -> dict[str, str]:
    """The values of `before`, and those that commands gave to variables in a restored machine that has `done` these."""
    computed = dict(before)
    for each in done:
        step = each.step
        if runs_commands(step.directive):
            if each.recording is not None:
                computed |= computed_of(records.values(each.recording.id))
        else:
            environment = environment_of(step, variables, {}, computed)
            computed |= computed_values(step.directive, step.context, environment)
    return computed
