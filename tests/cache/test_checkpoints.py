"""CHECKPOINT: where snapshots are taken, and that it changes nothing for the steps around it."""

from __future__ import annotations

import random

import pytest

from layer_cache.checkpoints import snapshotted
from layer_cache.identity import identities
from layerfile.lanes import Lane

from .projects import IMAGE, Project, program_of, reads, verdicts, write

START = "FROM vm/debian:12\n"


def taken(text: str) -> list[str]:
    """The texts of the steps after which there is a snapshot, in all machines, in the order of the file."""
    lane = program_of(START + text).lane
    found = {step.number: step.text for each in walk(lane) for step in each.steps if step.number in snapshotted(each)}
    return [found[number] for number in sorted(found)]


def walk(lane: Lane) -> list[Lane]:
    return [lane, *(each for below in lane.lanes for each in walk(below))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a\nRUN b\n", ["RUN a", "RUN b"]),
        ("RUN a\nCHECKPOINT x\nRUN b\n", ["RUN a", "RUN b"]),
        ("COPY a b\nCHECKPOINT\nRUN b\n", ["RUN b"]),
        ("RUN a\nCHECKPOINT disabled\nRUN b\nRUN c\nCHECKPOINT\nRUN d\n", ["RUN a", "RUN c", "RUN d"]),
        ("CHECKPOINT disabled\nRUN a\nRUN b\nUSER app\nCHECKPOINT x\n", ["RUN b"]),
        ("CHECKPOINT disabled\nRUN b\nENV A=`c`\n", []),
        ("CHECKPOINT disabled\nCHECKPOINT\nRUN b\n", ["RUN b"]),
        ("ENV A=`c`\n", ["ENV A=`c`"]),
        ("RUN a\nEXPOSE TCP 1\nRUN b\n", ["RUN a", "EXPOSE TCP 1", "RUN b"]),
        ("RUN a\nEXPOSE TCP 1\nEXPOSE TCP 2\nEXPOSE WEBSITE 3\n", ["RUN a", "EXPOSE WEBSITE 3"]),
        ("RUN a\nCHECKPOINT disabled\nEXPOSE TCP 1\n", ["RUN a"]),
        ("CHECKPOINT disabled\nRUN a\nRUN b\nSPLIT 2\nRUN c\n", ["RUN b"]),
        ("CHECKPOINT disabled\nRUN a\nSPLIT 2\nSPLIT 2\nCHECKPOINT\nRUN c\n", ["RUN a", "RUN c"]),
    ],
)
def test_where_snapshots_are_taken(text: str, expected: list[str]) -> None:
    assert taken(text) == expected


def test_a_checkpoint_changes_no_identity() -> None:
    plain = identities(program_of(START + "COPY a b\nRUN a\n"), IMAGE)
    for line in ("CHECKPOINT", "CHECKPOINT x", "CHECKPOINT disabled"):
        assert identities(program_of(START + f"COPY a b\n{line}\nRUN a\n"), IMAGE)[-1] == plain[-1]


def test_without_snapshots_all_are_hits_or_all_after_the_last_snapshot_run(project: Project) -> None:
    write(project.root, {"a": "1"})
    project.behaviours = {"RUN three": reads("/w/a")}
    text = START + "COPY . /w/\nRUN one\nCHECKPOINT disabled\nRUN two\nRUN three\n"
    program = program_of(text)
    project.run(program)
    assert verdicts(project.predict(program)) == "hhh"
    write(project.root, {"a": "2"})
    prediction = project.predict(program)
    assert verdicts(prediction) == "hmm"
    reason = prediction.steps[4].reason
    assert reason is not None
    assert (reason.kind, reason.detail) == (
        "snapshot",
        "no snapshot was taken after it (CHECKPOINT disabled), and a later step must run",
    )
    again = program_of(text.replace("RUN three", "CHECKPOINT\nRUN three"))
    project.run(again)
    assert project.executed == ["RUN two", "RUN three"]
    write(project.root, {"a": "3"})
    assert verdicts(project.run(again)) == "hhm", "from the snapshot of the second CHECKPOINT"
    assert verdicts(project.predict(program)) == "hhh", "which is no part of what the steps are"


def test_shards_start_from_the_step_before_split_though_snapshots_are_turned_off(project: Project) -> None:
    write(project.root, {"a": "1"})
    project.behaviours = {"RUN two": reads("/w/a")}
    program = program_of(START + "COPY . /w/\nCHECKPOINT disabled\nRUN one\nSPLIT 2\nRUN two\n")
    project.run(program)
    assert verdicts(project.predict(program)) == "h[hh]"
    write(project.root, {"a": "2"})
    assert verdicts(project.run(program)) == "h[mm]"
    assert project.executed == ["RUN two [0: 0/2]", "RUN two [1: 1/2]"]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_predicted_is_what_happens(project: Project, seed: int) -> None:
    """Lines come and go, files change, snapshots are lost; hits have the state that a run of everything leaves."""
    chance = random.Random(seed)
    project.behaviours = {
        "RUN one": reads("/w/a"),
        "RUN two": reads("/w/b"),
        "RUN three": reads("/w/a", "/w/b"),
    }
    write(project.root, {"a": "1", "b": "1"})
    for _ in range(25):
        lines = ["COPY . /w/", "RUN one", "USER app", "RUN two", "WORKDIR /x", "RUN three"]
        for _ in range(chance.randrange(4)):
            word = chance.choice(("CHECKPOINT", "CHECKPOINT disabled", "CHECKPOINT named"))
            lines.insert(chance.randrange(len(lines) + 1), word)
        program = program_of(START + "\n".join(lines) + "\n")
        write(project.root, {chance.choice("ab"): chance.choice("12")})
        prediction = project.predict(program)
        states = project.fresh(program)
        found = [one.recording for one in prediction.steps if one.verdict == "hit"]
        for state, recording in zip(states, found, strict=False):
            assert recording is not None
            assert recording.snapshot is None or recording.snapshot.partition("-")[2] == state
        must = [one.step.text for one in prediction.steps if one.verdict == "miss"]
        project.run(program)
        assert project.executed == must
        assert set(verdicts(project.predict(program))) == {"h"}
        if chance.random() < 0.3:
            project.gone |= {r.snapshot for r in found if r is not None and r.snapshot and chance.random() < 0.5}
