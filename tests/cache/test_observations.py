"""The spelling of values, which the agent in the machine shares."""

from __future__ import annotations

from layer_cache.observations import (
    blob_digest,
    content_value,
    decode,
    encode,
    link_value,
    listing_value,
    lookup_value,
    stat_value,
)
from layer_cache.tree import DIRECTORY, Entry

DIGEST = "ce013625030ba8dba906f756967f9e9ca394464a"
FILE = Entry("file", 0o755, 6, DIGEST, "")
LINK = Entry("link", 0, 0, "", "../a b")


def test_the_digest_is_gits_blob_id() -> None:
    assert blob_digest(b"hello\n") == DIGEST
    assert blob_digest(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_values_are_spelt_as_the_agent_spells_them() -> None:
    assert lookup_value("file", 0o644) == "file 644"
    assert lookup_value("file", 0o755) == "file 755"
    assert lookup_value("dir", 0) == "dir"
    assert lookup_value("link", 0) == "link"
    assert stat_value(FILE) == f"file 755 6 {DIGEST}"
    assert stat_value(LINK) == "link ../a b"
    assert stat_value(DIRECTORY) == "dir"
    assert content_value(FILE) == f"{DIGEST} 755"
    assert link_value(LINK) == "../a b"


def test_what_is_missing_is_absent_for_every_kind() -> None:
    assert {stat_value(None), content_value(None), link_value(None)} == {"absent"}


def test_a_listing_is_sorted_by_bytes_and_tells_types() -> None:
    # printf 'B\0d\0a\0f\0\xc3\xa9\0l\0' | sha1sum
    assert listing_value({"a": "file", "é": "link", "B": "dir"}) == ("ea0688ef1de9917e0ad0fd382a7d0bb7b9de26b4")
    assert listing_value({}) == "da39a3ee5e6b4b0d3255bfef95601890afd80709"


def test_what_is_no_link_or_directory_looks_like_none_that_is() -> None:
    assert link_value(FILE) == ""
    assert link_value(DIRECTORY) == ""


def test_names_that_are_not_unicode_survive() -> None:
    assert encode(decode(b"a\xff\n")) == b"a\xff\n"
    assert listing_value({decode(b"\xff"): "file"}) != listing_value({"?": "file"})
