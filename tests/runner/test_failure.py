"""What becomes of a step that failed: conversations played without any machine or terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runner.run.failure import Command, Manners, Outcome, Reply, conversation

ASKS = Manners(asks=True)


def play(manners: Manners, *replies: Reply) -> tuple[list[str], Outcome | None]:
    """What was done, with the replies to it in turn (then none), and how the run goes on; None: it still waits."""
    talk, done, left = conversation(manners), [], list(replies)
    reply: Reply = None
    while True:
        try:
            command: Command = talk.send(reply)
        except StopIteration as end:
            return done, end.value
        done.append(command.act if not command.problem else f"{command.act}: {command.problem}")
        if command.act in ("ask", "edit", "reload", "shell", "keep") and left:
            reply = left.pop(0)
        elif command.act == "ask":
            return done, None
        else:
            reply = None


def test_nobody_is_asked_and_nothing_kept_unless_it_was_told() -> None:
    assert play(Manners()) == ([], "give up")
    assert play(Manners(keeps=True)) == (["keep"], "give up")


def test_the_machine_stands_still_while_somebody_thinks() -> None:
    assert play(ASKS) == (["freeze", "ask"], None)


@pytest.mark.parametrize(
    ("replies", "done", "outcome"),
    [
        (["quit"], ["freeze", "ask"], "give up"),
        (["continue"], ["freeze", "ask", "thaw"], "go on"),
        (["retry", None], ["freeze", "ask", "reload"], "again"),
        (["edit", None, None], ["freeze", "ask", "edit", "reload"], "again"),
    ],
)
def test_each_answer_does_what_it_says(replies: list[Reply], done: list[str], outcome: Outcome) -> None:
    assert play(ASKS, *replies) == (done, outcome)


def test_after_a_shell_the_machine_is_paused_and_the_question_comes_again() -> None:
    done, outcome = play(ASKS, "shell", None, "shell", None)
    assert done == ["freeze", "ask", *["thaw", "shell", "freeze", "ask"] * 2]
    assert outcome is None


def test_a_mistake_in_the_layerfile_is_told_and_asked_about_again() -> None:
    done, outcome = play(ASKS, "retry", "Layerfile:3:1: no", "edit", "vi ended with status 1", "retry", None)
    assert done == [
        *("freeze", "ask", "reload", "ask: Layerfile:3:1: no"),
        *("edit", "ask: vi ended with status 1", "reload"),
    ]
    assert outcome == "again"


def test_what_is_no_answer_changes_nothing() -> None:
    done, outcome = play(ASKS, "dance")
    assert done == ["freeze", "ask", "ask: 'dance' is none of the answers"]
    assert outcome is None


def test_a_machine_is_kept_once_unless_somebody_was_in_it_since() -> None:
    manners = Manners(asks=True, keeps=True)
    assert play(manners, "quit")[0] == ["freeze", "ask", "thaw", "keep"]
    assert play(manners, "keep", None, "quit")[0].count("keep") == 1
    assert play(manners, "keep", None, "shell", None, "quit")[0].count("keep") == 2


@given(st.lists(st.sampled_from(["shell", "keep", "edit", "retry", "continue", "quit", "x", None]), max_size=12))
def test_whatever_is_answered_nobody_enters_a_paused_machine_nor_leaves_one_running(replies: list[Reply]) -> None:
    done, outcome = play(ASKS, *replies)
    frozen = False
    for act in done:
        if act in ("shell", "keep"):
            assert not frozen
        elif act.startswith("ask"):
            assert frozen
        frozen = {"freeze": True, "thaw": False}.get(act, frozen)
    assert frozen is (outcome != "go on")
