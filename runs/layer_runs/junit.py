"""Runs as JUnit XML, which CI services show: a test suite a run, a test case a step.

Nobody owns the format. What is written here is valid against the two schemas that are in use: Jenkins's
(jenkinsci/xunit-plugin, junit-10.xsd), and that of Ant's reports (windyroad/JUnit-Schema, JUnit.xsd). So a test case
has at most one element in it, and what there is to say of those that passed stands in the suite's `system-out`.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as xml

from msgspec import Struct

from layer_runs.state import Execution, Run, Step

#: Characters of what a step printed that are shown where it failed.
TAIL = 8192

_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")
#: What XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_MARKS = {"hit": "cached", "ran": "ran", "failed": "failed", "skipped": "skipped"}


class Suite(Struct, frozen=True):
    """What is told of one Layerfile: its run, if there was one. `problem` is why it did not pass, or why it did not
    begin; `skipped`: it was not its own fault.
    """

    name: str
    run: Run | None
    problem: str = ""
    skipped: bool = False


def junit(suites: Iterable[Suite]) -> str:
    """The XML document."""
    root = xml.Element("testsuites")
    every = list(suites)
    first = min((each.run.begun for each in every if each.run is not None and each.run.begun is not None), default=0.0)
    for number, suite in enumerate(every):
        root.append(_suite(suite, number, first))
    xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, encoding="unicode") + "\n"


def _suite(suite: Suite, number: int, first: float) -> xml.Element:
    """One suite; one that never began counts as begun when the `first` did, as each must have a time."""
    run = suite.run or Run()
    cases = list(_cases(suite))
    counts = {
        attribute: str(sum(case.find(word) is not None for case in cases))
        for attribute, word in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    element = xml.Element(
        "testsuite",
        id=str(number),
        name=_token(suite.name),
        package=_token(suite.name),
        timestamp=time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(first if run.begun is None else run.begun)),
        hostname=_token(os.uname().nodename) or "localhost",
        tests=str(len(cases)),
        time=_seconds(run.at if run.seconds is None else run.seconds),
    )
    element.attrib.update(counts)
    properties = xml.SubElement(element, "properties")
    known = {
        "layerfile": run.layerfile,
        "run": run.id,
        "group": run.group or "",
        "result": run.result if suite.run is not None else "",
        "cached": str(run.verdicts.count("hit")),
        "saved": _seconds(run.saved),
    }
    for name, value in known.items():
        if value:
            xml.SubElement(properties, "property", name=name, value=_text(value))
    element.extend(cases)
    xml.SubElement(element, "system-out").text = _text("".join(map(_line, run.steps)))
    xml.SubElement(element, "system-err").text = _text(suite.problem or run.error or "")
    return element


def _cases(suite: Suite) -> Iterator[xml.Element]:
    told = False
    for step in suite.run.steps if suite.run is not None else ():
        for execution in step.executions or (None,):
            case = _case(step, execution, suite)
            told = told or len(case) > 0
            yield case
    if suite.skipped or (suite.problem and not told):
        # Something has to say it: steps do not, or there are none.
        case = xml.Element("testcase", classname=_token(suite.name), name="run", time="0.000")
        if suite.skipped:
            xml.SubElement(case, "skipped", message=_text(suite.problem))
        else:
            xml.SubElement(case, "error", type="error", message=_message(suite.problem)).text = _text(suite.problem)
        yield case


def _case(step: Step, execution: Execution | None, suite: Suite) -> xml.Element:
    shard = "" if execution is None or execution.shard is None else f" (shard {execution.shard})"
    ran = execution is not None and execution.verdict in ("ran", "failed")
    case = xml.Element(
        "testcase",
        classname=_token(step.layerfile or suite.name),
        name=_token(f"line {step.line}: {_first_line(step)}{shard}"),
        time=_seconds(execution.seconds if execution is not None and ran else None),
    )
    if execution is None or execution.verdict == "skipped":
        xml.SubElement(case, "skipped", message="the run had ended before")
    elif execution.verdict == "failed":
        words = f"signal {execution.signal}" if execution.signal else f"exit status {execution.exit}"
        xml.SubElement(case, "failure", type="failed", message=words).text = _tail(execution)
    elif execution.phase != "finished":
        words = suite.problem or (suite.run.error if suite.run is not None else None) or "stopped with the run"
        xml.SubElement(case, "error", type=execution.phase, message=_message(words)).text = _tail(execution)
    return case


def _line(step: Step) -> str:
    """A step as the suite tells it."""
    verdict = _MARKS.get(step.verdict or "", step.verdict or step.phase)
    took = "" if not step.seconds else f", {'saved ' if step.verdict == 'hit' else ''}{step.seconds:.1f} s"
    return f"{step.layerfile}:{step.line}: {_first_line(step)} ({verdict}{took})\n"


def _first_line(step: Step) -> str:
    return (step.text.splitlines() or [""])[0]


def _tail(execution: Execution) -> str:
    return _text(execution.tail.text[-TAIL:])


def _message(text: str) -> str:
    return _text(text.strip().splitlines()[0] if text.strip() else "")


def _seconds(value: float | None) -> str:
    return f"{value or 0.0:.3f}"


def _text(text: str) -> str:
    return _NOT_XML.sub("", _ESCAPES.sub("", text))


def _token(text: str) -> str:
    """Without line ends, and no two blanks together: what names are, in the stricter schema."""
    return " ".join(_text(text).split())
