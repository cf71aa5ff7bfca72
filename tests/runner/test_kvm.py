"""What is known of KVM: only what booting has shown, under this kernel and QEMU."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.state import State
from layer_runner.run import kvm


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """A machine with /dev/kvm, on which nothing was tried yet."""
    _device(monkeypatch, True)
    _here(monkeypatch, "6.1", "qemu-7")
    return State(tmp_path / "state").create()


def _device(monkeypatch: pytest.MonkeyPatch, usable: bool) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: usable if path == "/dev/kvm" else real(path, mode))


def _here(monkeypatch: pytest.MonkeyPatch, kernel: str, qemu: str) -> None:
    monkeypatch.setattr("platform.release", lambda: kernel)
    monkeypatch.setattr(snapshots, "host", lambda: snapshots.Host(qemu, "processor"))


def test_without_the_device_it_is_absent_whatever_was_seen(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    kvm.remember(state, works=True)
    _device(monkeypatch, False)
    assert kvm.verdict(state) == "absent"


def test_a_device_alone_proves_nothing(state: State) -> None:
    assert kvm.verdict(state) == "untried"


@pytest.mark.parametrize(("works", "verdict"), [(True, "works"), (False, "fails")])
def test_what_booting_has_shown_is_remembered(state: State, works: bool, verdict: str) -> None:
    kvm.remember(state, works)
    assert kvm.verdict(state) == verdict


@pytest.mark.parametrize(("kernel", "qemu"), [("6.2", "qemu-7"), ("6.1", "qemu-8")])
def test_another_kernel_or_qemu_is_tried_anew(
    state: State, monkeypatch: pytest.MonkeyPatch, kernel: str, qemu: str
) -> None:
    kvm.remember(state, works=False)
    _here(monkeypatch, kernel, qemu)
    assert kvm.verdict(state) == "untried"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"3", b"{}", b"\xff\xfe"])
def test_a_damaged_note_counts_as_none(state: State, content: bytes) -> None:
    (state.root / "kvm.json").write_bytes(content)
    assert kvm.verdict(state) == "untried"
