"""Names and where they stand."""

from __future__ import annotations

import pytest

from layerfile.names import occurrences
from layerfile.parsing import parse
from tests.language.rules.spec import marked


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ENV «A»=$«B» «C»='$D'", ["A=", "B", "C="]),
        ("ENV «A» b", ["A="]),
        ("BUILD ENV «A» «B»", ["A=", "B="]),
        ("SECRET ENV «A»", ["A="]),
        ("CHECKPOINT «ready»", ["checkpoint ready="]),
        ("SKIP REMAINING IF «A»=b AND «C»!=~d", ["A", "C"]),
        ('COPY $«A»/x "${«B»}"', ["A", "B"]),
        ("RUN echo $«A» \"é${«B»}\" '$C' \\\n  $«D» && X=1 && echo $X", ["A", "B", "D"]),
        ("RUN for i in $«A»; do echo $i; done", ["A"]),
        ("RUN cat <<EOF\n$«A»\nEOF\n", ["A"]),
        ("BUTTON $A", []),
        ("EXPOSE WEBSITE localhost:80 /x$«SPLIT»", ["SPLIT"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    plain, spans = marked(text)
    [directive] = parse(plain).directives
    found = sorted(occurrences(directive), key=lambda one: one.span)
    assert [one.span for one in found] == spans
    kinds = {"variable": "", "checkpoint": "checkpoint "}
    shown = [f"{kinds[one.kind]}{one.name}{'=' if one.is_definition else ''}" for one in found]
    assert shown == names
