"""Part of many like cases for the quick run of tests; `make conformance` runs more, and `make whole` all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

# The files whose tests take more than five seconds of CPU each, all in all. `benchmarks/tests.py` lists them.
LONG = frozenset(
    (
        "adoption/test_meeting_file.py",
        "adoption/test_states.py",
        "api/test_sharing.py",
        "api/test_two_unions.py",
        "ask/test_holders.py",
        "ask/test_interview.py",
        "assemble/test_terms.py",
        "assemble/test_wording_slips.py",
        "check/test_vocabularies.py",
        "cli/test_adopt.py",
        "cli/test_build.py",
        "cli/test_build_blank.py",
        "cli/test_build_editions.py",
        "cli/test_build_large_print.py",
        "cli/test_build_papers.py",
        "cli/test_ending.py",
        "cli/test_init.py",
        "cli/test_init_change.py",
        "cli/test_no_room.py",
        "cli/test_questions.py",
        "cli/test_sign.py",
        "fuzz/test_many_mistakes.py",
        "fuzz/test_readers.py",
        "inspect/test_adoptable.py",
        "inspect/test_docx_attacks.py",
        "inspect/test_pdf_attacks.py",
        "inspect/test_sign.py",
        "inspect/test_twelve_cases.py",
        "lint/test_rules.py",
        "look/test_sandbox.py",
        "merge/test_oracle.py",
        "merge/test_three_way.py",
        "portable/test_export_import.py",
        "readback/test_edits.py",
        "readback/test_refused.py",
        "readback/test_settings.py",
        "registers/test_tables.py",
        "render/test_docx.py",
        "render/test_engine.py",
        "render/test_large_print.py",
        "render/test_large_print_pages.py",
        "render/test_page_breaks.py",
        "render/test_pdf.py",
        "render/test_pdf_seal.py",
        "render/test_pdf_tags.py",
        "render/test_redline.py",
        "report/impact/test_impact.py",
        "report/release/test_release.py",
        "report/test_duties.py",
        "scaffold/test_new_library.py",
        "schema/test_agreement.py",
        "schema/test_document.py",
        "schema/test_good_and_bad_files.py",
        "test_bad_inputs.py",
        "test_branches.py",
        "test_ci_files.py",
        "test_editions.py",
        "test_formats_agree.py",
        "test_sharing.py",
        "test_wheel.py",
        "upgrade/test_upgrade.py",
        "world/test_snapshot.py",
    )
)
ONE_IN = 8
SLOW = Path(__file__).with_name("slow_tests.yaml")


def sampled(cases: Iterable[Any], one_in: int, *, trial: bool = False) -> list[Any]:
    """Return all cases as parameters: `make test` runs one in so many, counted from the first.

    `make conformance` runs the others, or a third of those of a long trial; only `make whole` runs all of such a trial.
    """
    conformance, whole = pytest.mark.conformance, pytest.mark.whole
    marks = [(), *[(conformance, whole) if trial and n % 3 != 1 else (conformance,) for n in range(1, one_in)]]
    rows = (case if isinstance(case, tuple) else (case,) for case in cases)
    return [pytest.param(*row, marks=marks[n % one_in]) for n, row in enumerate(rows)]


def some_of(cases: Iterable[Any], one_in: int = 3) -> list[Any]:
    """Return all cases of a long trial as parameters: `make conformance` runs one in so many, `make whole` all."""
    return [pytest.param(one, marks=pytest.mark.whole if n % one_in else ()) for n, one in enumerate(cases)]


def slow_tests() -> dict[str, list[str]]:
    """Return the slow tests by file, as `slow_tests.yaml` lists them; a test in a class is `Class::test`."""
    return yaml.safe_load(SLOW.read_text(encoding="utf-8"))


def leave_to_conformance(items: Iterable[pytest.Item]) -> None:
    """Mark the slow tests, and seven of eight tests of the long files, so that `make test` leaves them out."""
    seen: Counter[str] = Counter()
    slow = slow_tests()
    for item in items:
        if item.get_closest_marker("conformance") is not None:
            continue
        path, _, name = item.nodeid.partition("::")
        file = path.removeprefix("tests/")
        if name.partition("[")[0] in slow.get(file, ()):
            item.add_marker(pytest.mark.conformance)
        elif file in LONG:
            if seen[file] % ONE_IN:
                item.add_marker(pytest.mark.conformance)
            seen[file] += 1
