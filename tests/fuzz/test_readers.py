"""A short sample of `make fuzz` for every target, and the proof that it finds faults which are planted."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

pytest.importorskip("hypothesis")

from policygen.check import pictures, scalars
from policygen.portable import reading
from policygen.staff import cells, csv

from . import files, harness, texts
from .harness import Target, attack, sample

TARGETS = {target.name: target for target in (*texts.TARGETS, *files.TARGETS)}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_spoiled_is_an_internal_error(name: str) -> None:
    assert attack(TARGETS[name], sample()).findings == []


def _raises(*_: object, **__: object) -> None:
    raise KeyError("planted")


def _sleeps(*_: object, **__: object) -> bool:
    end = time.process_time() + 60
    while time.process_time() < end:
        pass
    return False


def _hoards(*_: object, **__: object) -> int:
    return len([bytes(1_000_000) for _ in range(2_000)])


@pytest.mark.parametrize(
    ("name", "module", "function", "fault", "expected"),
    [
        ("settings", scalars, "read_yes_no", _raises, "KeyError"),
        ("staff", cells, "_plain", _raises, "KeyError"),
        ("staff", csv, "_columns", _sleeps, "TooSlow"),
        ("pictures", pictures, "size_of", _hoards, "TooLargeForMemory"),
        ("zip", reading, "_printable", _raises, "KeyError"),
    ],
)
def test_a_planted_fault_is_found(
    name: str,
    module: object,
    function: str,
    fault: Callable[..., object],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, function, fault)
    monkeypatch.setattr(harness, "SECONDS", 1.0 if fault is _sleeps else harness.SECONDS)
    target: Target = TARGETS[name]
    assert any(found.startswith(expected) for found in attack(target, 400).findings)
