"""What a proxy changes in headers."""

from __future__ import annotations

from layer_runner.expose.headers import Asked, to_visitor, to_website, without_handshake
from layer_runner.expose.routes import Route
from layerfile.exposing import Website

PLAIN = Route(Website("http", 3000))
API = Route(Website("http", 3000, "/api", "/"))
HOST = "shop.localhost:20001"


def asked(route: Route = PLAIN, as_localhost: bool = False) -> Asked:
    return Asked(HOST, "127.0.0.1", route, as_localhost)


def test_a_website_is_told_where_it_was_asked() -> None:
    assert to_website([("Host", HOST), ("Accept", "*/*")], asked()) == [
        ("Host", HOST),
        ("Accept", "*/*"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Host", HOST),
        ("X-Forwarded-Proto", "http"),
    ]


def test_what_an_earlier_proxy_says_counts() -> None:
    given = [
        ("Host", HOST),
        ("X-Forwarded-For", "10.0.0.9"),
        ("x-forwarded-proto", "https"),
        ("X-Forwarded-Host", "shop.example.com"),
    ]
    sent = dict(to_website(given, asked()))
    assert sent["X-Forwarded-For"] == "10.0.0.9, 127.0.0.1"
    assert sent["X-Forwarded-Proto"] == "https"
    assert sent["X-Forwarded-Host"] == "shop.example.com"


def test_a_path_that_was_taken_away_is_told() -> None:
    assert dict(to_website([("Host", HOST)], asked(API)))["X-Forwarded-Prefix"] == "/api"
    assert "X-Forwarded-Prefix" not in dict(to_website([("Host", HOST)], asked(PLAIN)))


def test_as_localhost_it_sees_its_own_address_in_host_and_origin() -> None:
    given = [("Host", HOST), ("Origin", f"http://{HOST}")]
    sent = dict(to_website(given, asked(PLAIN, as_localhost=True)))
    assert (sent["Host"], sent["Origin"]) == ("localhost:3000", "http://localhost:3000")
    foreign = [("Host", HOST), ("Origin", "https://evil.example")]
    assert dict(to_website(foreign, asked(PLAIN, as_localhost=True)))["Origin"] == "https://evil.example"
    assert dict(to_website(given, asked(PLAIN)))["Origin"] == f"http://{HOST}"


def test_what_is_about_one_connection_goes_no_further() -> None:
    given = [
        ("Connection", "keep-alive, X-Mine"),
        ("Keep-Alive", "timeout=5"),
        ("X-Mine", "1"),
        ("Transfer-Encoding", "chunked"),
        ("Upgrade", "h2c"),
        ("TE", "trailers"),
        ("Proxy-Authorization", "x"),
        ("Expect", "100-continue"),
        ("X-Other", "2"),
    ]
    assert [name for name, _ in to_website(given, asked())][:2] == ["Host", "X-Other"]
    assert to_visitor(given, asked()) == [("X-Other", "2")]


def test_connection_cannot_take_away_what_a_request_is() -> None:
    given = [("Connection", "host, content-length"), ("Host", HOST), ("Content-Length", "3")]
    sent = dict(to_website(given, asked()))
    assert (sent["Host"], sent["Content-Length"]) == (HOST, "3")


def test_many_of_one_name_stay_many_in_their_order() -> None:
    cookies = [("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2")]
    assert to_visitor(cookies, asked()) == cookies


def location(value: str, route: Route = PLAIN) -> str:
    return to_visitor([("Location", value)], asked(route))[0][1]


def test_redirects_within_a_website_stay_outside() -> None:
    assert location("/login") == "/login"
    assert location("http://localhost:3000/login?next=/a#b") == f"http://{HOST}/login?next=/a#b"
    assert location(f"http://{HOST}/login") == f"http://{HOST}/login"
    assert location("https://example.com/login") == "https://example.com/login"
    assert location("http://localhost:4000/") == "http://localhost:4000/"
    assert location("next") == "next"
    assert location("//example.com/x") == "//example.com/x"
    assert location("http://[nonsense") == "http://[nonsense"
    secure = Route(Website("https", 443))
    assert location("https://localhost/x", secure) == f"http://{HOST}/x"


def test_redirects_of_a_rewritten_website_get_its_path_back() -> None:
    assert location("/login", API) == "/api/login"
    assert location("http://localhost:3000/login", API) == f"http://{HOST}/api/login"
    assert location("/api/login", API) == "/api/login"


def test_each_side_of_a_websocket_has_its_own_handshake() -> None:
    given = [("Sec-WebSocket-Key", "x"), ("sec-websocket-protocol", "chat"), ("Cookie", "a=1")]
    assert without_handshake(given) == [("Cookie", "a=1")]
