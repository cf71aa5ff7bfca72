"""SPLIT makes lanes: which steps each machine does, and with what in force."""

from __future__ import annotations

import pytest

from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.program import Lane, Program, load

START = "FROM vm/debian:12\n"


def program(text: str, **others: str) -> Program:
    """The program of a Layerfile's text; `others` are Layerfiles in folders of that name."""
    files = {f"{folder}/Layerfile": content for folder, content in others.items()}
    return load("Layerfile", MemoryFiles({"Layerfile": text, **files}))


def texts(lane: Lane) -> list[str]:
    """The lane's own steps."""
    return [step.text for step in lane.own]


def test_without_split_there_is_one_lane() -> None:
    lane = program(START + "RUN a\n").lane
    assert (lane.shard, lane.lanes, texts(lane)) == (None, (), ["FROM vm/debian:12", "RUN a"])
    assert list(lane.leaves()) == [lane]


def test_each_copy_goes_on_with_the_rest() -> None:
    one = program(START + "RUN a\nSPLIT 3\nRUN b\nRUN c\n")
    assert texts(one.lane) == ["FROM vm/debian:12", "RUN a", "SPLIT 3"]
    assert [lane.shard for lane in one.lane.lanes] == [0, 1, 2]
    assert all(texts(lane) == ["RUN b", "RUN c"] for lane in one.lane.lanes)
    assert all(len(lane.steps) == 5 for lane in one.lane.lanes)
    assert [dict(lane.own[0].context.env) for lane in one.lane.lanes] == [
        {"SPLIT_NUM": "3", "SPLIT": str(index)} for index in range(3)
    ]


def test_the_steps_of_a_program_are_those_of_its_first_shard() -> None:
    one = program(START + "RUN a\nSPLIT 3\nRUN b\n")
    assert [(step.number, step.text, step.shard) for step in one.steps] == [
        (0, "FROM vm/debian:12", None),
        (1, "RUN a", None),
        (2, "SPLIT 3", None),
        (3, "RUN b", 0),
    ]


def test_unordered_copies_see_how_many_they_are_and_not_which() -> None:
    lanes = program(START + "SPLIT UNORDERED 2\nRUN b\n").lane.lanes
    assert [dict(lane.own[0].context.env) for lane in lanes] == [{"SPLIT_NUM": "2"}] * 2


def test_a_split_below_another_multiplies_and_its_variables_are_the_nearest_ones() -> None:
    one = program("FROM base\nSPLIT 3\nRUN b\n", base=START + "SPLIT 2\nENV OUTER=$SPLIT\n")
    leaves = list(one.lane.leaves())
    assert [leaf.shard for leaf in leaves] == [0, 1, 2, 3, 4, 5]
    found = [dict(leaf.own[0].context.env) for leaf in leaves]
    assert [(env["OUTER"], env["SPLIT"], env["SPLIT_NUM"]) for env in found] == [
        (str(outer), str(inner), "3") for outer in range(2) for inner in range(3)
    ]


def test_an_unordered_split_below_another_hides_its_number() -> None:
    leaves = program(START + "SPLIT 2\nSPLIT UNORDERED 2\nRUN b\n").lane.leaves()
    assert [dict(leaf.own[0].context.env) for leaf in leaves] == [{"SPLIT_NUM": "2"}] * 4


def test_what_is_written_with_the_number_differs() -> None:
    lanes = program(START + "SPLIT 2\nWORKDIR /w$SPLIT\nCOPY part$SPLIT .\nRUN b\n").lane.lanes
    assert [lane.own[1].values for lane in lanes] == [("part0", "."), ("part1", ".")]
    assert [lane.own[2].context.workdir for lane in lanes] == ["/w0", "/w1"]


def test_a_split_at_the_end_makes_lanes_with_nothing_to_do() -> None:
    one = program(START + "RUN a\nSPLIT 2\n")
    assert [texts(lane) for lane in one.lane.lanes] == [[], []]
    assert [step.text for step in one.steps] == ["FROM vm/debian:12", "RUN a", "SPLIT 2"]


def test_what_is_wrong_in_every_shard_is_said_once() -> None:
    with pytest.raises(LayerfileError) as caught:
        program(START + "SPLIT 3\nENV A=$GIT_COMMIT\n")
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("splits", ["SPLIT 5000\n", "SPLIT 64\nSPLIT 64\n", "SPLIT 1\n" * 3000])
def test_more_machines_than_any_host_has_room_for_are_refused(splits: str) -> None:
    with pytest.raises(LayerfileError) as caught:
        program(START + splits + "RUN a\n")
    assert [problem.name for problem in caught.value.problems] == ["split-too-many"]


def test_a_program_can_end_earlier_in_every_shard() -> None:
    whole = program(START + "RUN a\nSPLIT 2\nRUN b\nSPLIT 2\nRUN c\n")
    for number, shards in ((1, 1), (2, 1), (3, 2), (4, 2), (5, 4)):
        ended = whole.until(number)
        assert [step.number for step in ended.steps] == list(range(number + 1))
        assert len(list(ended.lane.leaves())) == shards
    assert whole.until(5) == whole


def test_the_number_of_a_shard_hides_a_secret_of_that_name_and_the_other_way_round() -> None:
    lane = program(START + "SECRET ENV SPLIT TOKEN\nSPLIT 2\nRUN a\nSECRET ENV SPLIT\nRUN b\n").lane.lanes[1]
    first, *_, last = (step.context for step in lane.own)
    assert (dict(first.env)["SPLIT"], first.secrets) == ("1", ("TOKEN",))
    assert ("SPLIT" in dict(last.env), last.secrets) == (False, ("TOKEN", "SPLIT"))
