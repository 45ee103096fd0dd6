"""Part of many like cases for the quick run of tests; `make conformance` runs the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], one_in: int) -> list[Any]:
    """Return all cases as parameters; but for one in so many, counted from the first, they are left to conformance."""
    rest = pytest.mark.conformance
    rows = (case if isinstance(case, tuple) else (case,) for case in cases)
    return [pytest.param(*row, marks=rest if n % one_in else ()) for n, row in enumerate(rows)]
