"""From names and paths to what they mean."""

from __future__ import annotations

import pytest

from layer_server.features.navigation import (
    CannotRename,
    definition,
    highlights,
    links,
    references,
    rename,
    renaming,
)
from tests.server.feature import asked, view

START = "FROM vm/debian:12\n"


@pytest.mark.parametrize(
    "text",
    [
        "ENV «A»=1\nRUN echo $A¦",
        'ENV A=0\nENV «A»=1\nRUN echo "${¦A}"\nENV A=2',
        "BUILD ENV «B»\nSKIP REMAINING IF ¦B=c",
        "SECRET ENV «S»\nCOPY $¦S b",
        "RUN echo $¦LATER\nENV «LATER»=1",
        "RUN echo $¦NOPE",
        "RUN A=1; echo $¦A\nENV A=2",
    ],
)
def test_a_name_leads_to_where_it_has_its_value_from(text: str) -> None:
    found, place, spans = asked(START + text)
    assert [one.span for one in definition(found, place)] == spans


def test_a_name_of_a_parent() -> None:
    files = {"base/Layerfile": START + "ENV A=1\n"}
    found, place, _ = asked("FROM base/Layerfile\nRUN echo $¦A", files)
    [where] = definition(found, place)
    assert (where.path, where.span.start) == ("base/Layerfile", (2, 4))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("FROM ¦../base", "base/Layerfile"),
        ("FROM /base/Layer¦file", "base/Layerfile"),
        ("FROM ../base\nWAIT /oth¦er", "other/Layerfile"),
        ("FROM ../base\nCOPY /x.t¦xt y", "x.txt"),
        ("FROM ../base\nCOPY ../oth¦er y", None),
        ("FROM ../no¦pe", None),
    ],
)
def test_a_path_leads_to_its_file(text: str, path: str | None) -> None:
    files = {"base/Layerfile": START, "other/Layerfile": START, "x.txt": ""}
    found, place, _ = asked(text, files, "app/Layerfile")
    assert [one.path for one in definition(found, place)] == ([] if path is None else [path])


def test_references_are_found_in_the_whole_family() -> None:
    files = {
        "base/Layerfile": START + "ENV A=1\nRUN echo $A\n",
        "child/Layerfile": "FROM /\nRUN echo $A $B\n",
        "stranger/Layerfile": START + "RUN echo $A\n",
    }
    found, place, _ = asked("FROM base/Layerfile\nRUN echo $¦A $A\n", files)
    where = [(one.path, one.span.start_line) for one in references(found, place)]
    assert sorted(where) == [
        ("Layerfile", 2),
        ("Layerfile", 2),
        ("base/Layerfile", 2),
        ("base/Layerfile", 3),
        ("child/Layerfile", 2),
    ]
    assert ("base/Layerfile", 2) not in [
        (one.path, one.span.start_line) for one in references(found, place, with_definitions=False)
    ]


def test_references_of_a_file() -> None:
    files = {"a/Layerfile": "FROM ../base\n", "b/Layerfile": START + "WAIT /base /a\n", "base/Layerfile": START}
    found, place, _ = asked("FROM base/¦Layerfile\n", files)
    assert sorted(one.path for one in references(found, place)) == ["Layerfile", "a/Layerfile", "b/Layerfile"]


def test_highlights() -> None:
    found, place, spans = asked(START + "ENV «A»=1 B=$«A»\nRUN echo $«¦A» $AB '$A'\n")
    assert [span for span, _ in highlights(found, place)] == spans
    assert [is_definition for _, is_definition in highlights(found, place)] == [True, False, False]


def test_renaming_a_variable_everywhere() -> None:
    files = {"child/Layerfile": "FROM /\nRUN echo $OLD\n"}
    found, place, spans = asked(START + "ENV «OLD»=1\nRUN echo ${«O¦LD»}\n", files)
    assert renaming(found, place).name == "OLD"
    places = rename(found, place, "NEW")
    assert [one.span for one in places if one.path == "Layerfile"] == spans
    assert [one.path for one in places if one.path != "Layerfile"] == ["child/Layerfile"]


@pytest.mark.parametrize(
    ("text", "new", "why"),
    [
        ("RUN echo $¦CI", "X", "set by layer"),
        ("RUN echo $¦NOPE", "X", "gives NOPE its value"),
        ("RUN ec¦ho", "X", "nothing here"),
        ("ENV ¦A=1", "1x", "cannot be a name"),
        ("ENV ¦A=1", "", "cannot be a name"),
        ("ENV ¦A=1 B=2", "B", "another one already"),
    ],
)
def test_what_cannot_be_renamed_says_why(text: str, new: str, why: str) -> None:
    found, place, _ = asked(START + text)
    with pytest.raises(CannotRename, match=why):
        rename(found, place, new)


def test_links() -> None:
    files = {"base/Layerfile": START, "a": ""}
    found = links(view("FROM base/Layerfile\nCOPY a nope b/\n", files))
    assert [path for _, path in found] == ["base/Layerfile", "a"]
