"""`layer cache check`: every file against what was written; leftovers; the database. `--fix` heals."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from layer_cache.keeping.checking import Finding, Looked, heal, judge, look
from layer_cache.keeping.worth import describe
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli.exit_codes import ExitCode
from layer_cli.terminal import count, harmless, size

VERSION = 1


def call(options: argparse.Namespace) -> int:
    """Look, say what is wrong, and heal it if asked to. STORE where something stays wrong."""
    from layer_runner.engine import folders

    state = State()
    if not state.root.is_dir():
        print("nothing is there yet", file=sys.stderr)
        return ExitCode.OK
    told: list[str] = []
    freed = 0
    with Records(state.records_path, told.append) as records:
        looked = look(state, records)
        findings = [Finding("database", "records.db", words, "none needed: a new one is begun") for words in told]
        findings += judge(looked)
        findings += [
            Finding("leftover", str(folder), "sockets of a run that was killed", "end its machines and remove it")
            for folder in folders.abandoned()
        ]
        if options.fix and findings:
            freed = heal(state, records, looked)
            folders.remove_abandoned()
        notes = _notes(state, records, looked)
    left = [one for one in findings if not options.fix or one.cure.startswith("wait")]
    if options.json:
        shown = {
            "version": VERSION,
            "fixed": options.fix,
            "checked": looked.checked,
            "findings": [asdict(finding) for finding in findings],
            "bytes_freed": freed,
            "notes": notes,
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        for line in _text(looked, findings, options.fix):
            print(line)
        if freed:
            print(f"{size(freed)} freed")
        for note in notes:
            print(f"layer: {harmless(note)}", file=sys.stderr)
    return ExitCode.STORE if left else ExitCode.OK


def _text(looked: Looked, findings: list[Finding], fix: bool) -> list[str]:
    lines = []
    for finding in findings:
        lines.append(harmless(f"{finding.kind}: {finding.subject}: {finding.message}"))
        healed = fix and not finding.cure.startswith("wait")
        lines.append(f"    {'done' if healed else 'to do'}: {finding.cure}")
    files = f"{count(looked.checked, 'file')} read"
    if not findings:
        lines.append(f"all is sound: {files}")
    else:
        advice = "" if fix else "; layer cache check --fix heals what can be healed"
        lines.append(f"{count(len(findings), 'finding')}, {files}{advice}")
    return lines


def _notes(state: State, records: Records, looked: Looked) -> list[str]:
    """What is no fault, but good to know."""
    notes = []
    if looked.unsealed:
        notes.append(f"{count(looked.unsealed, 'file')} of before there were seals: only looked for, not read")
    store = describe(state, records)
    there = store.facts
    lost = sum(recording.snapshot not in there for recording, _ in records.with_snapshots())
    if lost:
        notes.append(f"{count(lost, 'recording')} without a snapshot: still hits before a later one that has one")
    refused = [fact for fact in there.values() if fact.refusal is not None]
    if refused:
        words = "; ".join(sorted({fact.refusal or "" for fact in refused}))
        notes.append(
            f"{count(len(refused), 'snapshot')} that cannot be restored here ({words}): the first that gc removes"
        )
    return notes
