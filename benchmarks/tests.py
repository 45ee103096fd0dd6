"""Seconds of CPU that each file of tests takes, the slowest first: `python -m benchmarks.tests [pytest's arguments]`.

The tests that take more than a second each come after the files.

Without arguments, all tests of the quick run and those that it leaves to conformance, but none of `tests/conformance`.
Children count too. Run it on a quiet machine, and keep `LONG` in `tests/support/sampling.py` and
`tests/support/slow_tests.yaml` by it.
"""

from __future__ import annotations

import resource
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

ALL = ["tests", "--ignore=tests/conformance"]


def cpu() -> float:
    """Return the seconds of CPU that this process and its ended children have taken."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Seconds:
    """A plugin of pytest that adds up what each file took, and notes what each test did."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        before = cpu()
        result = yield
        taken = cpu() - before
        self.of[item.nodeid.partition("::")[0]] += taken  # type: ignore[assignment]
        self.tests[item.nodeid] += taken  # type: ignore[assignment]
        return result  # type: ignore[return-value]


if __name__ == "__main__":
    seconds = Seconds()
    ended = pytest.main(sys.argv[1:] or ALL, plugins=[seconds])
    for file, taken in seconds.of.most_common():
        print(f"{taken:8.1f}  {file}")
    print(f"{sum(seconds.of.values()):8.1f}  in all")
    for test, taken in seconds.tests.most_common():
        if taken > 1:
            print(f"{taken:8.1f}  {test}")
    sys.exit(ended)
