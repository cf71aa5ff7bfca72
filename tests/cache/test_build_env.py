"""What BUILD ENV names is part of what a step is; a miss that it causes says so, and what is predicted happens."""

from __future__ import annotations

import random

import pytest

from layer_cache.explanation import explain
from layer_cache.identity import identities
from layer_cache.reasons import Reason
from layerfile.program import Program

from .projects import IMAGE, Project, program_of, reads, verdicts, write

TEXT = "FROM vm/debian:12\nRUN before\nBUILD ENV MODE\nRUN one\nBUILD ENV GIT_BRANCH\nRUN two\n"
THEN = {"MODE": "fast", "GIT_BRANCH": "main"}


def program(text: str = TEXT, **variables: str) -> Program:
    return program_of(text, variables={**THEN, **variables})


@pytest.fixture
def ran(project: Project) -> Project:
    """A project that ran with the variables as they were then."""
    project.run(program())
    return project


def reason(project: Project, of: Program) -> Reason:
    """Why the first step that misses does."""
    prediction = project.predict(of)
    assert prediction.first_to_run is not None
    found = prediction.steps[prediction.first_to_run].reason
    assert found is not None
    return found


def test_only_steps_after_the_line_depend_on_a_variable() -> None:
    one, two = (identities(program(MODE=value), IMAGE) for value in ("fast", "slow"))
    assert [a == b for a, b in zip(one, two, strict=True)] == [True, True, True, False, False, False]


def test_variables_that_are_not_named_are_no_part_of_it() -> None:
    assert identities(program(GIT_TAG="a"), IMAGE) == identities(program(GIT_TAG="b"), IMAGE)


def test_not_set_is_not_empty() -> None:
    text = "FROM vm/debian:12\nBUILD ENV MODE\nRUN a\n"
    unset, empty = (identities(program_of(text, variables=each), IMAGE) for each in ({}, {"MODE": ""}))
    assert unset[-1] != empty[-1]


def test_env_with_a_variable_of_the_run_depends_on_its_value() -> None:
    text = "FROM vm/debian:12\nENV IMAGE=shop:$GIT_BRANCH\nRUN a\n"
    one, two = (program_of(text, variables={"GIT_BRANCH": value}) for value in ("a", "b"))
    assert one.steps[-1].context.env == (("IMAGE", "shop:a"),)
    assert identities(one, IMAGE)[-1] != identities(two, IMAGE)[-1]


def test_the_later_line_counts() -> None:
    context = program("FROM vm/debian:12\nBUILD ENV MODE\nENV MODE=x\nRUN a\n").steps[-1].context
    assert (context.env, context.build) == ((("MODE", "x"),), ())
    context = program("FROM vm/debian:12\nENV MODE=x\nBUILD ENV MODE\nRUN a\n").steps[-1].context
    assert (context.env, context.build) == ((), (("MODE", "fast"),))


def test_the_same_values_are_hits_and_a_changed_one_runs_what_follows_its_line(ran: Project) -> None:
    assert verdicts(ran.predict(program())) == "hhh"
    prediction = ran.run(program(GIT_BRANCH="dev"))
    assert verdicts(prediction) == "hhm"
    assert ran.executed == ["RUN two"]
    assert verdicts(ran.predict(program(MODE="slow"))) == "hmm"
    assert verdicts(ran.predict(program())) == "hhh", "an old value is a hit again"


def test_the_reason_names_it_and_both_values(ran: Project) -> None:
    assert reason(ran, program(MODE="slow")) == Reason("variable", "", "MODE is slow, and was fast", "fast", "slow")
    unset = program_of(TEXT, variables={"GIT_BRANCH": "main"})
    assert reason(ran, unset) == Reason("variable", "", "MODE is not set, and was fast", "fast", "")
    found = explain(ran.predict(program(MODE="slow")), 4)
    assert [one.detail for one in found.reasons] == ["MODE is slow, and was fast"]


def test_values_that_never_met_run_again(ran: Project) -> None:
    ran.run(program(MODE="slow", GIT_BRANCH="dev"))
    found = reason(ran, program(MODE="fast", GIT_BRANCH="dev"))
    assert found.kind == "variable"
    assert found.detail == "MODE is fast, and was slow"


def test_what_sounds_like_a_secret_is_named_and_not_shown(project: Project) -> None:
    text = "FROM vm/debian:12\nBUILD ENV NPM_TOKEN\nRUN a\n"
    project.run(program_of(text, variables={"NPM_TOKEN": "s3cret-one"}))
    found = reason(project, program_of(text, variables={"NPM_TOKEN": "s3cret-two"}))
    assert found == Reason("variable", "", "NPM_TOKEN has another value")
    project.records.close()
    for file in project.records.path.parent.iterdir():
        assert b"s3cret" not in file.read_bytes()


def test_what_is_new_in_each_run_is_never_a_hit_and_says_so(project: Project) -> None:
    text = "FROM vm/debian:12\nBUILD ENV JOB_ID\nRUN a\n"
    project.run(program_of(text, variables={"JOB_ID": "run-1"}))
    assert reason(project, program_of(text, variables={"JOB_ID": "run-2"})).detail == (
        "JOB_ID is another one in each run"
    )


def test_secrets_and_variables_are_told_apart(project: Project) -> None:
    text = "FROM vm/debian:12\nSECRET ENV TOKEN\nBUILD ENV MODE\nRUN a\n"
    project.secrets = {"TOKEN": "t1"}
    project.run(program(text))
    assert reason(project, program(text, MODE="slow")).kind == "variable"
    project.secrets = {"TOKEN": "t2"}
    assert reason(project, program(text)) == Reason("secret", "", "the secret TOKEN has another value")


def test_forgotten_recordings_leave_no_values(ran: Project) -> None:
    recording = ran.predict(program()).steps[-1].recording
    assert recording is not None
    assert ran.records.values(recording.id) == THEN
    ran.records.forget([recording.id])
    assert ran.records.values(recording.id) == {}


def test_skipped_steps_are_neither_hits_nor_misses(project: Project) -> None:
    text = "FROM vm/debian:12\nRUN one\nSKIP REMAINING IF MODE=fast\nRUN two\n"
    prediction = project.run(program(text))
    assert [step.verdict for step in prediction.steps] == ["free", "miss", "free", "skipped"]
    assert project.executed == ["RUN one"]
    prediction = project.predict(program(text))
    assert (verdicts(prediction), prediction.first_to_run) == ("hs", None)
    found = explain(prediction, 4)
    assert [one.detail for one in found.reasons] == ["line 3 of Layerfile stops the run: MODE is fast"]
    project.run(program(text, MODE="slow"))
    assert project.executed == ["RUN two"], "the line is no part of what a step is"


@pytest.mark.parametrize("seed", range(20))
def test_what_is_predicted_is_what_happens(project: Project, seed: int) -> None:
    """A life of edits, of files and of variables; each hit has the state that a run of everything would leave."""
    chance = random.Random(seed)
    text = (
        "FROM vm/debian:12\nCOPY . /w/\nRUN one\nBUILD ENV MODE\nRUN two\n"
        "SKIP REMAINING IF GIT_BRANCH=~^x\nBUILD ENV GIT_BRANCH\nRUN three\n"
    )
    project.behaviours = {"RUN one": reads("/w/a"), "RUN two": reads("/w/b"), "RUN three": reads("/w/a", "/w/b")}
    for _ in range(15):
        write(project.root, {chance.choice("ab"): chance.choice("12")})
        found = program(text, MODE=chance.choice("12"), GIT_BRANCH=chance.choice(("main", "dev", "x1")))
        prediction = project.predict(found)
        must = [step.step.text for step in prediction.steps if step.verdict == "miss"]
        if prediction.first_to_run is None:
            must = []
        project.run(found)
        assert project.executed == must
        assert set(verdicts(project.predict(found))) <= {"h", "s"}
