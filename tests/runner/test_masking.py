"""Secrets in streams: found however they are cut, in every form that is promised, and nothing else is changed."""

from __future__ import annotations

import base64
import json
import time
from itertools import pairwise
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layer_runner.run.masking import MASK, Masker, StreamMask

SECRET = "s3cr+t/väl ue=%"
KEY = "-----BEGIN KEY-----\nMIIBOgIBAAJBAK\n\n  indented\nab\n-----END KEY-----"


def masked(text: str | bytes, *secrets: str) -> str:
    """What is shown of a whole stream."""
    stream = Masker(secrets).stream()
    shown = stream.feed(text if isinstance(text, bytes) else text.encode()) + stream.finish()
    return shown.decode()


def naive(content: bytes, forms: tuple[bytes, ...]) -> bytes:
    """What should be shown: each run of bytes that belong to forms which overlap is one mask."""
    spans = sorted(
        (start, start + len(form)) for form in forms for start in range(len(content)) if content.startswith(form, start)
    )
    shown, end = b"", 0
    for start, stop in spans:
        if start >= end:
            shown += content[end:start] + MASK
        end = max(end, stop)
    return shown + content[end:]


def test_without_secrets_everything_passes_at_once() -> None:
    assert Masker().stream().feed(b"abc") == b"abc"
    assert Masker([""]).forms == ()


def test_a_secret_is_masked_wherever_it_stands() -> None:
    assert masked(f"{SECRET} a{SECRET}b\n{SECRET}", SECRET) == "*** a***b\n***"


@pytest.mark.parametrize(
    "form",
    [
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        quote(SECRET).replace("%2B", "%2b").replace("%C3%A4", "%c3%a4").replace("%3D", "%3d"),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
    ],
)
def test_the_forms_of_a_secret_are_masked(form: str) -> None:
    assert masked(f"<{form}>", SECRET) == "<***>"


@pytest.mark.parametrize(
    "around", [(b"", b""), (b"u:", b""), (b"user:", b""), (b"a", b"\n"), (b"abc", b"de"), (b"ab", b"x")]
)
def test_of_base64_of_something_longer_at_most_the_ends_are_left(around: tuple[bytes, bytes]) -> None:
    before, after = around
    secret = "a-token-of-some-length"
    encoded = base64.b64encode(before + secret.encode() + after).decode()
    first, mask, last = masked(encoded, secret).partition("***")
    assert mask
    plain = base64.b64decode(first + "A" * (-len(first) % 4))[: len(first) * 6 // 8]
    assert len(plain) - len(before) <= 0
    assert len(last) <= 4 + 4 * len(after)


def test_each_line_of_a_secret_is_masked_however_it_is_indented() -> None:
    shown = masked("x\n\tMIIBOgIBAAJBAK\r\nindented\nab\n-----END KEY-----\n", KEY)
    assert shown == "x\n\t***\r\n***\nab\n***\n"


def test_short_lines_of_a_secret_are_only_masked_with_the_rest() -> None:
    assert masked("ab cab", KEY) == "ab cab"
    assert masked(KEY + "\nab", KEY) == "***\nab"


@pytest.mark.parametrize("columns", [64, 76])
@pytest.mark.parametrize("end", ["", "\n"])
def test_base64_on_many_lines_is_masked(columns: int, end: str) -> None:
    secret = "".join(f"line {number} of a long secret\n" for number in range(20)).rstrip()
    encoded = base64.b64encode((secret + end).encode()).decode()
    text = "\n".join(encoded[start : start + columns] for start in range(0, len(encoded), columns))
    shown = masked(text, secret).splitlines()
    assert shown[:-1] == ["***"] * (len(shown) - 1)
    assert len(shown[-1]) <= len("***") + 4


def test_secrets_that_overlap_leave_nothing_of_either() -> None:
    assert masked("<abcXdef>", "abcX", "cXdef") == "<***>"
    assert masked("<aaaaa>", "aaa") == "<***>"
    assert masked("<abab>", "ab") == "<******>"


def test_of_two_secrets_the_longer_one_counts() -> None:
    assert masked("<abcdef> <abcd>", "abcd", "abcdef") == "<***> <***>"


def test_what_cannot_be_a_secret_is_not_held_back() -> None:
    stream = Masker(["secret"]).stream()
    assert stream.feed(b"line\n") == b"line\n"
    assert stream.feed(b"a se") == b"a "
    assert stream.feed(b"t") == b"set"
    assert stream.feed(b"secr") == b""
    assert stream.finish() == b"secr"


def test_a_secret_is_masked_as_soon_as_it_is_whole() -> None:
    stream = Masker(["secret"]).stream()
    assert [stream.feed(bytes([byte])) for byte in b"secret!"] == [b""] * 5 + [MASK, b"!"]


def test_a_secret_that_goes_on_for_ever_is_not_kept_for_ever() -> None:
    stream = Masker(["aaaa"]).stream()
    shown = b"".join(stream.feed(b"a" * 100) for _ in range(50))
    assert shown + stream.finish() == MASK
    assert len(stream._held) < 100


letters = st.text("abc", min_size=1, max_size=6)
pieces = st.lists(st.binary(max_size=12) | st.text("abc", max_size=12).map(str.encode), max_size=12)


@settings(deadline=None)
@given(st.lists(letters, min_size=1, max_size=3), pieces)
def test_how_a_stream_is_cut_changes_nothing(secrets: list[str], cut: list[bytes]) -> None:
    masker = Masker(secrets)
    stream = masker.stream()
    shown = b"".join(map(stream.feed, cut)) + stream.finish()
    assert shown == naive(b"".join(cut), masker.forms)


@settings(deadline=None)
@given(st.data(), st.text(min_size=4, max_size=40), st.text(max_size=30), st.text(max_size=30))
def test_no_form_of_any_secret_is_left(data: st.DataObject, secret: str, before: str, after: str) -> None:
    if "*" in secret:
        return
    masker = Masker([secret])
    form = data.draw(st.sampled_from(masker.forms))
    content = before.encode() + form + after.encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=8)))
    stream = masker.stream()
    cut = [content[start:stop] for start, stop in pairwise([0, *cuts, len(content)])]
    shown = b"".join(map(stream.feed, cut)) + stream.finish()
    assert not any(one in shown for one in masker.forms)
    assert MASK in shown


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_what_holds_no_secret_is_left_as_it_is(content: bytes) -> None:
    masker = Masker([SECRET, KEY])
    if not any(form in content for form in masker.forms):
        stream = masker.stream()
        assert stream.feed(content) + stream.finish() == content


def test_texts_and_names_that_are_no_utf_8() -> None:
    masker = Masker(["secret"])
    assert masker.text("b\udcffsecret") == "b\udcff***"
    assert masker.finds(["nothing", "b\udcff-secret"])


def test_a_very_short_secret_is_masked_and_not_looked_for_in_names() -> None:
    masker = Masker(["xy"])
    assert masker.text("a xy z") == "a *** z"
    assert not masker.finds(["proxy"])


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([], False),
        (["nothing"], False),
        (["log-of-user:pass@host"], True),
        (["log-of-user:pass"], True),
        (["user:pass-and-more"], False),
        (["host", "user:", "pass"], False),
    ],
)
def test_a_secret_is_found_in_the_names_that_a_path_with_it_leads_to(names: list[str], found: bool) -> None:
    assert Masker(["user:pass/host", "user:pass@host"]).finds(names) is found


def test_a_mask_keeps_up_with_a_machine() -> None:
    """A private key of RSA has some 200 forms; a machine prints some megabytes a second."""
    key = "-----BEGIN KEY-----\n" + "\n".join("MII" + f"{number:061}" for number in range(50)) + "\n-----END KEY-----"
    stream: StreamMask = Masker([key, "a-token", "another-token"]).stream()
    piece = b"an ordinary line of a build, of which there are many more\n" * 500
    began = time.perf_counter()
    for _ in range(40):
        stream.feed(piece)
    assert time.perf_counter() - began < 2
