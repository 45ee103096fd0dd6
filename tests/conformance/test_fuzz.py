"""A longer sample of `make fuzz` than the unit tests take: 200 spoiled inputs for each reader."""

from __future__ import annotations

import pytest

pytest.importorskip("hypothesis")

from tests.fuzz.harness import attack
from tests.fuzz.test_readers import TARGETS

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_spoiled_is_an_internal_error(name: str) -> None:
    assert attack(TARGETS[name], 200).findings == []
