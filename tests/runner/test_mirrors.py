"""Mirrors, from both forms of sources.list(5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_runner.images.mirrors import Mirror, configured, for_distribution, parse, sources_list

_STANZAS = """\
# a comment
Types: deb
URIs: http://mirror.example/debian/ http://other.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb deb-src
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian.gpg
"""

_DEBIAN = "http://mirror.example/debian"


class TestParse:
    def test_one_line_form(self) -> None:
        text = (
            "# deb http://commented.example/debian bookworm main\n"
            f"deb {_DEBIAN}/ bookworm main contrib\n"
            f"deb-src {_DEBIAN} sid main\n"
            f"deb [arch=amd64 signed-by=/a.gpg]\thttp://b.example/debian  bookworm-updates main\n"
        )
        assert parse(text) == (Mirror(_DEBIAN, "bookworm"), Mirror("http://b.example/debian", "bookworm-updates"))

    def test_stanzas(self) -> None:
        assert parse(_STANZAS) == (
            Mirror(_DEBIAN, "bookworm"),
            Mirror(_DEBIAN, "bookworm-updates"),
            Mirror("http://other.example/debian", "bookworm"),
            Mirror("http://other.example/debian", "bookworm-updates"),
            Mirror("http://mirror.example/debian-security", "bookworm-security"),
        )

    @pytest.mark.parametrize("line", ["Enabled: no", "Enabled:  No "])
    def test_a_stanza_that_is_switched_off_does_not_count(self, line: str) -> None:
        assert parse(f"Types: deb\nURIs: {_DEBIAN}\nSuites: sid\n{line}\n") == ()

    def test_a_stanza_of_sources_does_not_count(self) -> None:
        assert parse(f"Types: deb-src\nURIs: {_DEBIAN}\nSuites: sid\n") == ()

    @pytest.mark.parametrize("text", ["", "\n\n", "nonsense", "deb\n", "URIs:\nSuites:\n", "deb \n\n[ \n"])
    def test_nothing_is_found_in_nothing(self, text: str) -> None:
        assert parse(text) == ()


class TestConfigured:
    def test_all_of_apts_files_are_read_sources_list_first(self, tmp_path: Path) -> None:
        (tmp_path / "sources.list.d").mkdir()
        (tmp_path / "sources.list").write_text("deb http://one.example/debian a main\n")
        (tmp_path / "sources.list.d/z.list").write_text("deb http://three.example/debian c main\n")
        (tmp_path / "sources.list.d/a.sources").write_text("URIs: http://two.example/debian\nSuites: b\n")
        (tmp_path / "sources.list.d/old.list.save").write_text("deb http://no.example/debian d main\n")
        assert [mirror.suite for mirror in configured(tmp_path)] == ["a", "b", "c"]

    def test_without_apt_there_are_none(self, tmp_path: Path) -> None:
        assert configured(tmp_path / "nothing") == ()

    def test_bytes_that_are_no_text_are_survived(self, tmp_path: Path) -> None:
        (tmp_path / "sources.list").write_bytes(b"# \xff\xfe\ndeb http://one.example/debian a main\n")
        assert [mirror.suite for mirror in configured(tmp_path)] == ["a"]


class TestForDistribution:
    def test_it_is_the_first_of_that_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("LAYER_DEBIAN_MIRROR", raising=False)
        mirrors = (
            Mirror("http://a.example/debian-security", "s"),
            Mirror(_DEBIAN, "b"),
            Mirror("http://c/debian", "b"),
        )
        assert for_distribution("debian", mirrors) == _DEBIAN

    def test_none_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("LAYER_DEBIAN_MIRROR", raising=False)
        assert for_distribution("debian", (Mirror("http://a.example/ubuntu", "jammy"),)) is None

    def test_the_environment_goes_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LAYER_DEBIAN_MIRROR", "http://mine.example/debian/")
        assert for_distribution("debian", (Mirror(_DEBIAN, "b"),)) == "http://mine.example/debian"


class TestSourcesList:
    def test_updates_and_security_are_added_where_this_machine_has_them(self) -> None:
        assert sources_list("bookworm", _DEBIAN, parse(_STANZAS)) == (
            f"deb {_DEBIAN} bookworm main\n"
            f"deb {_DEBIAN} bookworm-updates main\n"
            "deb http://mirror.example/debian-security bookworm-security main\n"
        )

    def test_other_suites_are_not(self) -> None:
        mirrors = (Mirror(_DEBIAN, "trixie-updates"), Mirror(_DEBIAN, "bookworm-backports"))
        assert sources_list("bookworm", _DEBIAN, mirrors) == f"deb {_DEBIAN} bookworm main\n"

    def test_pockets_are_of_the_same_mirror(self) -> None:
        mirrors = (Mirror("http://elsewhere.example/ubuntu", "jammy-security"),)
        written = sources_list("jammy", "http://m/ubuntu", mirrors, ("main", "universe"), ("jammy-updates",))
        assert written == (
            "deb http://m/ubuntu jammy main universe\n"
            "deb http://m/ubuntu jammy-updates main universe\n"
            "deb http://elsewhere.example/ubuntu jammy-security main universe\n"
        )

    def test_what_it_writes_is_read_back(self) -> None:
        text = sources_list("bookworm", _DEBIAN, parse(_STANZAS))
        assert [mirror.suite for mirror in parse(text)] == ["bookworm", "bookworm-updates", "bookworm-security"]
