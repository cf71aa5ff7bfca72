"""What EXPOSE means once its variables have values."""

from __future__ import annotations

import pytest

from layerfile.exposing import NotExposable, TcpPort, Website, exposed
from layerfile.files import MemoryFiles
from layerfile.parsing import parse
from layerfile.problems import LayerfileError
from layerfile.program import Program, load


def of(line: str) -> Website | TcpPort | None:
    """What a line without variables exposes."""
    (directive,) = parse(line + "\n").directives
    return exposed(directive, [str(argument) for argument in directive.arguments])


def program(text: str) -> Program:
    return load("Layerfile", MemoryFiles({"Layerfile": "FROM vm/debian:12\n" + text}))


@pytest.mark.parametrize(
    ("line", "website"),
    [
        ("EXPOSE WEBSITE localhost:3000", Website("http", 3000)),
        ("EXPOSE WEBSITE localhost", Website("http", 80)),
        ("EXPOSE WEBSITE 8000", Website("http", 8000)),
        ("EXPOSE WEBSITE 8000 /api", Website("http", 8000, "/api")),
        ("EXPOSE WEBSITE http://localhost:8080", Website("http", 8080)),
        ("EXPOSE WEBSITE https://localhost", Website("https", 443)),
        ("EXPOSE WEBSITE HTTPS://localhost:8443", Website("https", 8443)),
        ("EXPOSE WEBSITE localhost:3000 api/", Website("http", 3000, "/api")),
        ("EXPOSE WEBSITE localhost:3000/api", Website("http", 3000, "/api")),
        ("EXPOSE WEBSITE localhost:3000 / ", Website("http", 3000)),
        ("EXPOSE WEBSITE localhost:3000 /api /", Website("http", 3000, "/api", "/")),
        ("EXPOSE WEBSITE localhost:3000 /api /v1/", Website("http", 3000, "/api", "/v1")),
    ],
)
def test_websites(line: str, website: Website) -> None:
    assert of(line) == website


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ("EXPOSE TCP 5432", TcpPort(5432)),
        ("EXPOSE TCP :5432", TcpPort(5432)),
        ("EXPOSE TCP 5432 15432", TcpPort(5432, 15432)),
        ("EXPOSE TCP :5432 :15432", TcpPort(5432, 15432)),
    ],
)
def test_ports(line: str, port: TcpPort) -> None:
    assert of(line) == port


@pytest.mark.parametrize(
    "line",
    [
        "EXPOSE WEBSITE ftp://localhost",
        "EXPOSE WEBSITE example.com",
        "EXPOSE WEBSITE localhost:0",
        "EXPOSE WEBSITE localhost:70000",
        "EXPOSE TCP localhost:1",
        "EXPOSE TCP 0",
    ],
)
def test_what_is_none_is_refused_in_words(line: str) -> None:
    with pytest.raises(NotExposable):
        of(line)


def test_other_directives_expose_nothing() -> None:
    assert of("RUN true") is None


def test_where_a_website_is_in_the_machine() -> None:
    assert Website("http", 80).origin == "http://localhost"
    assert Website("https", 443).origin == "https://localhost"
    assert Website("https", 80).origin == "https://localhost:80"


def test_split_expands_in_each_shard() -> None:
    lanes = program(
        "ENV P=80\nSPLIT 2\nEXPOSE WEBSITE ${P}8$SPLIT /report$SPLIT /\nEXPOSE TCP 22 202$SPLIT\n"
    ).lane.lanes
    assert [exposed(lane.own[0].directive, lane.own[0].values) for lane in lanes] == [
        Website("http", 8080, "/report0", "/"),
        Website("http", 8081, "/report1", "/"),
    ]
    assert [exposed(lane.own[1].directive, lane.own[1].values) for lane in lanes] == [
        TcpPort(22, 2020),
        TcpPort(22, 2021),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ENV P=x\nEXPOSE WEBSITE localhost:$P\n", "localhost:x is no address"),
        ("ENV P=0\nEXPOSE WEBSITE localhost:$P\n", "0 is no port"),
        ("ENV P=\nEXPOSE TCP $P\n", "nothing is no port"),
    ],
)
def test_a_variable_that_makes_it_wrong_is_an_error_at_its_line(text: str, words: str) -> None:
    with pytest.raises(LayerfileError) as caught:
        program(text)
    (problem,) = caught.value.problems
    assert words in problem.message
    assert problem.span.start.line == 3
