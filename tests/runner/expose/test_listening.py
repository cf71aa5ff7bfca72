"""What is said of a port that does not answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layer_runner.expose.listening import Listener, parse, silence

# As iproute2 6.1 prints it in vm/debian:12.
PRINTED = """\
LISTEN 0      5            0.0.0.0:8000      0.0.0.0:*    users:(("python3",pid=312,fd=3))
LISTEN 0      244        127.0.0.1:5432      0.0.0.0:*    users:(("postgres",pid=9,fd=6),("postgres",pid=10,fd=6))
LISTEN 0      4096       10.0.2.15:9000      0.0.0.0:*
LISTEN 0      511                *:3000            *:*    users:(("node",pid=400,fd=18))
LISTEN 0      128            [::1]:631          [::]:*
LISTEN 0      128    127.0.0.53%lo:53       0.0.0.0:*
"""


def test_what_ss_prints() -> None:
    assert parse(PRINTED) == (
        Listener("127.0.0.53%lo", 53),
        Listener("[::1]", 631),
        Listener("*", 3000, "node"),
        Listener("127.0.0.1", 5432, "postgres"),
        Listener("0.0.0.0", 8000, "python3"),
        Listener("10.0.2.15", 9000),
    )
    assert [one.port for one in parse(PRINTED) if not one.is_reached_at_localhost] == [9000]


def test_what_listens_instead_is_named() -> None:
    said = silence(80, 120, "nothing listens on port 80", parse(PRINTED))
    assert said.startswith("port 80 did not answer on localhost within 120 s (nothing listens on port 80): ")
    assert "node on 3000, postgres on 5432, python3 on 8000" in said


def test_what_listens_elsewhere_only_is_told_so() -> None:
    assert "only at 10.0.2.15; have it listen at 127.0.0.1" in silence(9000, 1, "x", parse(PRINTED))


def test_what_takes_no_connection_is_named() -> None:
    assert "node on 3000 listens there, and takes no connection" in silence(3000, 1, "timed out", parse(PRINTED))


def test_where_nothing_listens_it_is_asked_whether_anything_was_started() -> None:
    assert "RUN BACKGROUND" in silence(80, 1, "x", ())


def test_where_that_is_not_known_nothing_is_made_up() -> None:
    assert silence(80, 2.5, "x", None) == "port 80 did not answer on localhost within 2.5 s (x)"


def test_a_hostile_machine_cannot_make_it_long() -> None:
    many = parse("".join(f'LISTEN 0 1 0.0.0.0:{n} 0.0.0.0:* users:(("{"x" * 60}",pid=1,fd=1))\n' for n in range(2000)))
    assert len(silence(80, 1, "x", many)) < 1200


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(one.port >= 0 for one in parse(text))
