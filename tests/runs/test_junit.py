"""Runs as JUnit XML: what both schemas in use ask for, and what people look for in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as xml

from hypothesis import given
from hypothesis import strategies as st

from layer_runs.events import of_record
from layer_runs.folding import fold_all
from layer_runs.junit import Suite, junit

from .playbook import DIED, RECORDS, STARTED, Record, ended, finished, output, play, started

#: What a suite has by both schemas, windyroad/JUnit-Schema and Jenkins's junit-10.xsd.
_SUITE = {"id", "name", "package", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"}
_TIME = re.compile(r"[0-9]+\.[0-9]{3}")
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")


def _written(*suites: Suite) -> xml.Element:
    root = xml.fromstring(junit(suites).encode())
    _check(root)
    return root


def _check(root: xml.Element) -> None:
    assert (root.tag, root.attrib) == ("testsuites", {})
    for number, suite in enumerate(root):
        assert (suite.tag, set(suite.attrib), suite.get("id")) == ("testsuite", _SUITE, str(number))
        assert _TIMESTAMP.fullmatch(suite.get("timestamp", ""))
        assert _TIME.fullmatch(suite.get("time", ""))
        first, *cases, out, err = suite
        assert (first.tag, out.tag, err.tag) == ("properties", "system-out", "system-err")
        assert all((each.tag, set(each.attrib)) == ("property", {"name", "value"}) for each in first)
        assert suite.get("tests") == str(len(cases))
        for case in cases:
            assert (case.tag, set(case.attrib)) == ("testcase", {"name", "classname", "time"})
            assert _TIME.fullmatch(case.get("time", ""))
            assert len(case) <= 1
            for child in case:
                wanted = {"message"} if child.tag == "skipped" else {"message", "type"}
                assert set(child.attrib) == wanted
        for attribute, word in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(len(suite.findall(f"testcase/{word}")))


def _kinds(suite: xml.Element) -> list[str]:
    return [case[0].tag if len(case) else "passed" for case in suite.findall("testcase")]


def test_each_step_is_a_case_with_its_result() -> None:
    run = play(
        STARTED,
        finished(0, "hit"),
        finished(1, "hit", 20.0),
        started(2),
        output(2, "\x1b[31mno\x1b[0m \x00such file\n"),
        finished(2, "failed", 1.25, exit=2),
        ended(False),
    )
    (suite,) = _written(Suite("app", run))
    assert _kinds(suite) == ["passed", "passed", "failure"]
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == ["line 1: FROM vm/debian:12", "line 2: RUN a", "line 3: RUN b"]
    assert [case.get("time") for case in cases] == ["0.000", "0.000", "1.250"]
    failure = cases[2][0]
    assert (failure.get("message"), failure.text) == ("exit status 2", "no such file\n")
    assert "Layerfile:2: RUN a (cached, saved 20.0 s)" in (suite.findtext("system-out") or "")
    known = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert (known["run"], known["result"], known["cached"]) == (STARTED["run"], "failed", "2")


def test_what_came_after_a_failure_is_skipped() -> None:
    run = play(STARTED, finished(1, "failed", exit=1), finished(2, "skipped"), ended(False))
    (suite,) = _written(Suite("app", run))
    assert _kinds(suite) == ["skipped", "failure", "skipped"]


def test_a_step_that_was_stopped_is_an_error_with_the_reason() -> None:
    run = play(STARTED, started(2), output(2, "working"), ended(False, error="line 3 was not done after 5 s"))
    (suite,) = _written(Suite("app", run))
    (error,) = suite.findall("testcase/error")
    assert (error.get("message"), error.text) == ("line 3 was not done after 5 s", "working")


def test_an_error_that_is_no_steps_is_a_case_of_its_own() -> None:
    (suite,) = _written(Suite("app", None, "app:1:6: error: no such Layerfile\nfurther words"))
    (error,) = suite.findall("testcase/error")
    assert (error.get("message"), error.text) == (
        "app:1:6: error: no such Layerfile",
        "app:1:6: error: no such Layerfile\nfurther words",
    )


def test_one_that_never_began_is_skipped_with_the_reason() -> None:
    _, suite = _written(Suite("base", play(STARTED, ended())), Suite("app", None, "base failed", skipped=True))
    (skipped,) = suite.findall("testcase/skipped")
    assert skipped.get("message") == "base failed"
    assert suite.get("timestamp") == "2001-09-09T01:46:40"


def test_shards_are_cases_and_a_signal_is_named() -> None:
    run = play(STARTED, finished(2, "ran", shard=0), finished(2, "failed", signal=9, exit=137, shard=1), ended(False))
    (suite,) = _written(Suite("app", run))
    cases = suite.findall("testcase")[2:]
    assert [case.get("name") for case in cases] == ["line 3: RUN b (shard 0)", "line 3: RUN b (shard 1)"]
    assert cases[1][0].get("message") == "signal 9"


def test_only_the_end_of_what_a_step_printed_is_in_it() -> None:
    run = play(STARTED, output(2, "x" * 20_000 + "end"), finished(2, "failed", exit=1), ended(False))
    text = _written(Suite("app", run)).findtext(".//failure") or ""
    assert text.endswith("end")
    assert len(text) == 8192


def test_a_run_that_died_says_so() -> None:
    (suite,) = _written(Suite("app", play(STARTED, started(2), DIED)))
    assert _kinds(suite) == ["skipped", "skipped", "error"]


@given(st.lists(RECORDS, max_size=12), st.text(max_size=20), st.text(min_size=1, max_size=9))
def test_whatever_there_was_it_is_well_formed(records: Iterable[Record], problem: str, name: str) -> None:
    _written(Suite(name, fold_all(map(of_record, records)), problem))
