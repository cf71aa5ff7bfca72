"""Leases end with their process, however that ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

from layer_cache.keeping import leases
from layer_cache.keeping.leases import Lease
from layer_cache.state import State


def test_what_a_lease_names_is_held_until_it_is_closed(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert leases.held(state) == frozenset()
    with Lease(state) as one, Lease(state) as other:
        one.hold("a", "b")
        other.hold("b")
        other.hold("c")
        assert leases.held(state) == {"a", "b", "c"}
        assert leases.dead(state) == ()
    assert leases.held(state) == frozenset()
    assert leases.dead(state) == ()


def test_a_killed_process_holds_nothing_and_its_lease_is_known_as_dead(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from layer_cache.keeping.leases import Lease\nfrom layer_cache.state import State\n"
        "lease = Lease(State(Path(sys.argv[1])))\nlease.hold('a')\nprint('held', flush=True)\ntime.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    state = State(tmp_path)
    assert leases.held(state) == {"a"}
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    assert leases.held(state) == frozenset()
    assert len(leases.dead(state)) == 1


def test_holding_waits_while_something_is_removed(tmp_path: Path) -> None:
    state = State(tmp_path)
    held = threading.Event()

    def hold() -> None:
        with Lease(state) as lease:
            lease.hold("a")
            held.set()

    with leases.removing(state):
        thread = threading.Thread(target=hold)
        thread.start()
        assert not held.wait(0.2)
        assert leases.held(state) == frozenset()
    thread.join(timeout=20)
    assert held.is_set()
