"""Websites through the proxy: waking against one restore, 100 MB down and up, and what a request costs.

Prints, of `layer up`: seconds from the first request to a machine that sleeps until its first byte, beside those that
the restore alone took; MB/s of one transfer; the median of a request on a connection that is kept. And the same
requests made inside the machine, where nothing is between curl and the server.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

LAYER = [sys.executable, "-m", "layer_cli"]
SITE = Path(__file__).parent.parent / "tests/vm/site/main.go"
WAKES = 7
REQUESTS = 200
SIZE = 100 * 1024**2

LAYERFILE = f"""\
FROM vm/debian:12
COPY site /usr/local/bin/site
RUN BACKGROUND site -http localhost:3000
EXPOSE WEBSITE localhost:3000
RUN curl -sS -o /dev/null -w 'inside, down: %{{speed_download}}\\n' 'localhost:3000/bytes?n={SIZE}'
RUN curl -sS -o /dev/null -w 'inside, a request: %{{time_total}}\\n' 'localhost:3000/[1-{REQUESTS}]'
"""


def first_byte(port: int) -> float:
    """Seconds until the first byte of an answer on a new connection."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/")
    answer = connection.getresponse()
    took = time.perf_counter() - began
    answer.read()
    connection.close()
    return took


def download(port: int) -> float:
    """MB/s of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", f"/bytes?n={SIZE}")
    answer = connection.getresponse()
    while answer.read(1 << 20):
        pass
    took = time.perf_counter() - began
    connection.close()
    return SIZE / took / 1e6


def upload(port: int) -> float:
    """MB/s of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    body = bytes(SIZE)
    began = time.perf_counter()
    connection.request("POST", "/sum", body)
    answer = connection.getresponse().read()
    took = time.perf_counter() - began
    assert answer.startswith(f"{SIZE} ".encode())
    return SIZE / took / 1e6


def latencies(port: int) -> list[float]:
    """Seconds of each of some requests on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    times = []
    for number in range(REQUESTS):
        began = time.perf_counter()
        connection.request("GET", f"/{number}")
        connection.getresponse().read()
        times.append(time.perf_counter() - began)
    return times


def until(stream: IO[str], text: str) -> str:
    """The next line with a text in it."""
    for line in stream:
        if text in line:
            return line
    raise AssertionError(f"{text!r} was never said")


def inside(folder: Path) -> None:
    """What is measured in the machine itself."""
    done = subprocess.run([*LAYER, "run", "--no-cache", str(folder)], capture_output=True, text=True, check=True)
    speed = float(re.findall(r"inside, down: ([0-9.]+)", done.stdout)[0])
    times = [float(each) for each in re.findall(r"inside, a request: ([0-9.]+)", done.stdout)]
    print(f"inside the machine: {speed / 1e6:.0f} MB/s down; a request takes {statistics.median(times) * 1e3:.1f} ms")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="layer-bench-") as root:
        folder = Path(root)
        found = shutil.which("go") or "/usr/lib/go-1.19/bin/go"
        environment = {**os.environ, "CGO_ENABLED": "0"}
        subprocess.run([found, "build", "-o", str(folder / "site"), str(SITE)], check=True, env=environment)
        (folder / "Layerfile").write_text(LAYERFILE)
        inside(folder)
        up = subprocess.Popen(
            [*LAYER, "up", "--idle", "1", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert up.stdout is not None
        assert up.stderr is not None
        try:
            port = int(until(up.stdout, "http://").split()[0].rstrip("/").rpartition(":")[2])
            waited, restored = [], []
            for _ in range(WAKES):
                waited.append(first_byte(port))
                restored.append(float(re.findall(r"([0-9.]+) s", until(up.stderr, "woke in"))[0]))
                until(up.stderr, "sleeps again")
            print(
                f"first byte from a machine that sleeps: median {statistics.median(waited):.2f} s, "
                f"of which restore, agent and files {statistics.median(restored):.2f} s"
            )
            first_byte(port)
            times = latencies(port)
            print(f"a request, awake: median {statistics.median(times) * 1e3:.1f} ms")
            print(f"100 MB: {download(port):.0f} MB/s down, {upload(port):.0f} MB/s up")
        finally:
            up.send_signal(signal.SIGINT)
            up.wait()


if __name__ == "__main__":
    main()
