"""What EXPOSE shows."""

from __future__ import annotations

import pytest

from layerfile.directives import ExposeWebsite
from layerfile.parsing import parse
from layerfile.sites import database_at, meant_address, route_of, scheme_meant


def website(text: str) -> ExposeWebsite:
    [found] = parse(f"EXPOSE WEBSITE {text}").directives
    assert isinstance(found, ExposeWebsite)
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https:localhost:444", "https://localhost:444"),
        ("https://localhost : 443", "https://localhost:443"),
        ("htpps:/localhost:443", "https://localhost:443"),
        ("localhost 80", "localhost:80"),
        ("8000", "localhost:8000"),
        (":8000", "localhost:8000"),
        ("http//localhost:80/api", "http://localhost:80 /api"),
        ("127.0.0.1:80", "localhost:80"),
        ("[::1]:80", "localhost:80"),
        ("localhost", "localhost"),
        ("http:80", "http://localhost:80"),
        ("example.com:80", None),
        ("localhost:99999", None),
        ("http://", None),
        ("", None),
        ("/api", None),
        (":" * 1000, None),
    ],
)
def test_what_was_meant(written: str, meant: str | None) -> None:
    assert meant_address(written) == meant


@pytest.mark.parametrize(
    ("written", "port", "meant"),
    [
        ("htpps", 80, "https"),
        ("httpp", 443, "https"),
        ("httpp", 80, "http"),
        ("htp", None, "http"),
        ("http", 443, "http"),
    ],
)
def test_the_scheme_that_was_meant(written: str, port: int | None, meant: str) -> None:
    assert scheme_meant(written, port) == meant


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("80", "/"),
        ("localhost:80 /", "/"),
        ("localhost:80 /api/", "/api"),
        ("localhost:80 api", "/api"),
        ("localhost:80/api", "/api"),
        ("localhost:80 /a$SPLIT", None),
        ("localhost:$PORT", None),
    ],
)
def test_the_route_of_a_website(text: str, route: str | None) -> None:
    assert route_of(website(text)) == route


def test_a_database_is_known_by_its_port() -> None:
    assert database_at(website("localhost:5432")) == "PostgreSQL"
    assert database_at(website("localhost:5432 /api")) is None
    assert database_at(website("localhost:9200")) is None
    assert database_at(website("example.com:5432")) is None
