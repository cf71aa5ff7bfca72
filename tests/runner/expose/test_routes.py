"""Which website a request is for, and what it is asked for there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runner.expose.routes import Route, choose, shadowing
from layerfile.exposing import Website


def route(path: str, rewrite: str | None = None, port: int = 1, shard: int | None = None, depth: int = 0) -> Route:
    return Route(Website("http", port, path, rewrite), shard, depth, port)


ROOT, API, DEEP, BLANK = route("/"), route("/api", port=2), route("/api/v2", port=3), route("/a b?", port=4)
ALL = (ROOT, API, DEEP, BLANK)


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("/", ROOT),
        ("/index.html", ROOT),
        ("/api", API),
        ("/api/", API),
        ("/api/users", API),
        ("/apis", ROOT),
        ("/api/v2", DEEP),
        ("/api/v2/x", DEEP),
        ("/api/v22", API),
        ("/a%20b%3F/c", BLANK),
    ],
)
def test_the_longest_path_wins_and_paths_end_at_slashes(path: str, chosen: Route) -> None:
    assert choose(ALL, path) == chosen
    assert choose(tuple(reversed(ALL)), path) == chosen


def test_where_there_is_none_there_is_none() -> None:
    assert choose((API,), "/other") is None
    assert choose((), "/") is None


def test_of_two_at_one_path_the_childs_counts_then_the_lower_shard_then_the_first() -> None:
    parents, childs = route("/", port=1), route("/", port=2, depth=1)
    assert choose((parents, childs), "/") == childs
    assert choose((route("/", port=7), route("/", port=3)), "/") == route("/", port=3)
    zero, one = route("/r", shard=0), route("/r", shard=1)
    assert choose((one, zero), "/r/x") == zero
    assert shadowing((one, zero), one) == zero
    assert shadowing((one, zero), zero) is None


@pytest.mark.parametrize(
    ("path", "rewrite", "asked", "inner"),
    [
        ("/api", None, "/api/users", "/api/users"),
        ("/api", "/", "/api/users", "/users"),
        ("/api", "/", "/api", "/"),
        ("/api", "/", "/api/", "/"),
        ("/api", "/v1", "/api/users", "/v1/users"),
        ("/api", "/v1", "/api", "/v1"),
        ("/", "/app", "/x", "/app/x"),
        ("/api", "/", "/api//x%2Fy", "//x%2Fy"),
        ("/api", "/a b", "/api/x", "/a%20b/x"),
    ],
)
def test_a_rewrite_replaces_the_path_and_nothing_else(path: str, rewrite: str | None, asked: str, inner: str) -> None:
    assert route(path, rewrite).inner(asked) == inner


@pytest.mark.parametrize(
    ("path", "rewrite", "inner", "outer"),
    [
        ("/api", None, "/login", "/login"),
        ("/api", "/", "/login", "/api/login"),
        ("/api", "/", "/", "/api/"),
        ("/api", "/v1", "/v1/login", "/api/login"),
        ("/api", "/v1", "/elsewhere", "/elsewhere"),
        ("/api", "/", "/api/login", "/api/login"),
        ("/", "/app", "/app/x", "/x"),
    ],
)
def test_what_a_website_redirects_to_is_found_outside(path: str, rewrite: str | None, inner: str, outer: str) -> None:
    assert route(path, rewrite).outer(inner) == outer


_SEGMENTS = st.lists(st.sampled_from(["a", "b", "api", "x%20y"]), max_size=3)


@given(_SEGMENTS, _SEGMENTS, _SEGMENTS)
def test_any_rewritten_path_comes_back(prefix: list[str], rewrite: list[str], rest: list[str]) -> None:
    plain = [word.replace("%20", " ") for word in prefix]
    one = route("/" + "/".join(plain), "/" + "/".join(word.replace("%20", " ") for word in rewrite))
    asked = (one.prefix.rstrip("/") + "".join(f"/{word}" for word in rest)) or "/"
    inner = one.inner(asked)
    assert inner.startswith("/")
    back = one.outer(inner)
    assert back.rstrip("/") in (asked.rstrip("/"), inner.rstrip("/"))
