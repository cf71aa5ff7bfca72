"""What makes two steps the same step."""

from __future__ import annotations

import pytest

from layer_cache.identity import identities

from .projects import IMAGE, program_of

TEXT = "FROM vm/debian:12\nWORKDIR /w\nENV A=1\nUSER me\nCOPY src dst/\nRUN make\n"


def last(text: str, image: str = IMAGE) -> str:
    """The identity of the last step."""
    return identities(program_of(text), image)[-1]


def test_there_is_one_for_each_step_and_it_is_stable() -> None:
    found = identities(program_of(TEXT), IMAGE)
    assert len(found) == 6
    assert found == identities(program_of(TEXT), IMAGE)
    assert all(len(identity) == 64 for identity in found)


def test_comments_and_blanks_change_nothing() -> None:
    assert last(TEXT) == last(TEXT.replace("\nRUN", "\n# comment\n\nRUN"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RUN make", "RUN make all"),
        ("RUN make", "RUN BACKGROUND make"),
        ("ENV A=1", "ENV A=2"),
        ("ENV A=1\n", ""),
        ("USER me", "USER you"),
        ("WORKDIR /w", "WORKDIR /v"),
        ("COPY src dst/", "COPY src dst2/"),
        ("COPY src dst/", "COPY src dst/\nRUN more"),
        ("FROM vm/debian:12\n", "FROM vm/debian:12\nMEMORY 2048M\n"),
    ],
)
def test_what_is_done_changes_it(old: str, new: str) -> None:
    assert last(TEXT) != last(TEXT.replace(old, new))


def test_the_image_counts_by_its_digest_not_its_name() -> None:
    assert last(TEXT) != last(TEXT, "2" * 64)
    assert last(TEXT) == last(TEXT.replace("vm/debian:12", "vm/other:1"))


def test_the_memory_counts_wherever_it_stands() -> None:
    text = TEXT.replace("RUN make\n", "")
    before = last(text + "MEMORY 2048M\nRUN make\n")
    assert before == last(text + "RUN make\nMEMORY 2048M\n")
    assert before != last(text + "RUN make\n")


def test_a_later_step_does_not_change_an_earlier_one() -> None:
    more = identities(program_of(TEXT + "RUN more\n"), IMAGE)
    assert more[:6] == identities(program_of(TEXT), IMAGE)


def test_words_cannot_run_into_one_another() -> None:
    assert last("FROM vm/debian:12\nENV A=1\nRUN x\n") != last("FROM vm/debian:12\nENV A1=\nRUN x\n")


def test_a_copy_depends_on_the_folder_of_its_layerfile() -> None:
    text = "FROM vm/debian:12\nCOPY . .\nRUN make\n"
    here = identities(program_of(text), IMAGE)
    there = identities(program_of(text, "sub/Layerfile"), IMAGE)
    assert here[0] == there[0]
    assert here[1] != there[1]


def test_a_run_does_not_depend_on_the_folder() -> None:
    text = "FROM vm/debian:12\nRUN make\n"
    assert identities(program_of(text), IMAGE) == identities(program_of(text, "sub/Layerfile"), IMAGE)


def test_a_childs_steps_go_on_from_its_parents() -> None:
    parent = "FROM vm/debian:12\nRUN base\n"
    alone = identities(program_of(parent), IMAGE)
    child = identities(program_of("FROM base\nRUN one\n", base=parent), IMAGE)
    assert child[1] == alone[-1]
    assert child[-1] == last("FROM vm/debian:12\nRUN base\nRUN one\n")
