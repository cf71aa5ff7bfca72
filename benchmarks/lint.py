"""Parsing and rules: a long file, one keystroke, all real files, and texts made to be slow.

Times are the least of several; the ratio of a megabyte to an eighth of it tells a quadratic blow-up (64) from what is
linear (8).
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "language"))

from layerfile.checking import Checker, check_text
from layerfile.document import open_document
from layerfile.settings import Settings

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"

SLOW = {
    "backslashes": "\\",
    "double quotes": '"',
    "single quotes": "'",
    "backquotes": "`",
    "hashes": "#",
    "dollars": "$",
    "dollar braces": "${",
    "dollar parentheses": "$(",
    "here-documents": "<<A ",
    "words": "word ",
    "one word": "x",
    "assignments": "A=b ",
    "conditions": "A=b AND ",
    "line ends": "\n",
    "continuations": "\\\n",
    "short lines": "RUN a\n",
    "unknown lines": "nope\n",
}
STARTS = ("", "RUN ", "ENV A=", "COPY ", "SKIP REMAINING IF ")


def generated(lines: int) -> str:
    """A right Layerfile of so many lines, none like another."""
    found = ["FROM vm/ubuntu:22.04"]
    number = 0
    while len(found) < lines:
        number += 1
        found += [
            f"# part {number}",
            f"ENV APP_{number}=/srv/app{number} MODE_{number}=prod",
            f"WORKDIR /srv/app{number}",
            f"COPY package{number}.json yarn.lock ./",
            "RUN apt-get update && \\",
            f"    apt-get install -y package{number} curl && \\",
            f"    rm -rf /var/lib/cache{number}/*",
            f"COPY src{number}/ ./src/",
            f"RUN yarn install --frozen-lockfile --cwd app{number}",
            f'RUN echo "${{APP_{number}}}" > version{number}',
            "",
            f"CACHE /root/.cache/{number}",
        ]
    return "\n".join(found[:lines]) + "\n"


def least(work: Callable[[], object], rounds: int = 7) -> float:
    """Seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        gc.collect()
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def long_files(checker: Checker) -> None:
    """A file from scratch, and one keystroke in its middle."""
    for lines in (200, 5000):
        text = generated(lines)
        seconds = least(lambda t=text: open_document(t, "L", checker).problems())  # type: ignore[misc]
        print(f"{lines} lines: parse and rules {seconds * 1e3:.1f} ms")
        document = open_document(text, "L", checker)
        for kind in ("RUN yarn", "ENV APP", "COPY src"):
            at = next(n for n, line in enumerate(document.lines) if n > lines // 2 and line.startswith(kind))
            line = document.lines[at]
            for what, new in (("a character", [line[:-1] + "x\n"]), ("a line end", [line[:8] + "\n", line[8:]])):
                seconds = least(lambda d=document, a=at, n=new: d.edited(a, a + 1, n).problems(), 21)
                print(f"{lines} lines: {what} in {kind.split()[0]} {seconds * 1e3:.2f} ms")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    document = open_document(generated(5000), "L", checker)
    gc.collect()
    print(f"5000 lines: {(tracemalloc.get_traced_memory()[0] - before) / 1e6:.1f} MB parsed")
    tracemalloc.stop()


def real_files(checker: Checker) -> None:
    """All of the corpus in one process."""
    texts = [path.read_text("utf-8", "replace") for path in sorted(CORPUS.glob("*.Layerfile"))]
    if not texts:
        print("real files: ../shared/corpus is not there")
        return
    seconds = least(lambda: [open_document(text, "L", checker).problems() for text in texts], 3)
    print(f"{len(texts)} real files: {seconds:.2f} s")


def slow_texts() -> None:
    """A megabyte of each, and an eighth of that."""
    checker = Checker(Settings(select=("ALL",)))
    for name, unit in SLOW.items():
        for start in STARTS:
            times = []
            for size in (131072, 1048576):
                text = start + unit * (size // len(unit))
                began = time.perf_counter()
                open_document(text, "L", checker).problems()
                times.append(time.perf_counter() - began)
            mark = "  <-- quadratic?" if times[1] / times[0] > 30 else ""
            print(f"1 MB of {name} after {start!r}: {times[1]:.2f} s, {times[1] / times[0]:.0f} times an eighth{mark}")


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    checker = Checker()
    print(f"rules loaded in {(time.perf_counter() - began) * 1e3:.0f} ms")
    check_text("FROM vm/debian:12\nRUN echo $A | cat\n")
    long_files(checker)
    real_files(checker)
    slow_texts()


if __name__ == "__main__":
    main()
