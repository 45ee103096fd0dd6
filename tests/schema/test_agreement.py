"""The schemas and `policygen check` agree: what one finds wrong in the shape of a file, the other refuses too."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostic, Severity
from policygen.schema.files import schema_name
from tests.schema.editors import refusals
from tests.support.sampling import sampled
from tests.support.transcripts import load
from tests.test_bad_inputs import WHOLE, checked

# Mistakes of shape, which a schema can see in one file alone.
SEEN = {
    "PG201", "PG202", "PG203", "PG204", "PG205", "PG221", "PG222", "PG224", "PG225", "PG226", "PG227", "PG228",
    "PG229", "PG231", "PG232", "PG233", "PG236", "PG302", "PG303",
}  # fmt: skip
# A schema sees of a library's contacts only that they are words: a helpline's number can be shorter than a school's.
IN_LIBRARY = SEEN - {"PG225", "PG226", "PG227"}
# PG234 is also found in a clause's text, of which a schema sees nothing.
IN_SETTINGS = SEEN | {"PG234"}
# Mistakes in names that a list holds (`locked:`), of which a schema sees only that they are words; and conditions of
# which each is right, but which name each other in too long a row; and words of nothing but blanks, empty lists and a
# default with nothing after it, which a schema lets pass because people are still writing. A schema is for the clauses
# of every library, so it takes the name that a question has at home in any of them.
NAMES_ONLY = {
    "school-locks-nothing", "vocabulary-conditions-chained", "vocabulary-conditions-doubled", "clause-blank-title",
    "clause-for-nobody", "vocabulary-default-empty", "school-teaches-nothing",
    "clause-question-of-another-library", "vocabulary-library-adds-answers",
}  # fmt: skip


def found_in(compiler: Compiler, found: list[Diagnostic]) -> dict[str, set[str]]:
    """The codes of the errors in each file that `check` reads and that can be read as YAML."""
    for name in sorted(compiler.files):
        compiler.school(name)
    codes: dict[str, set[str]] = {name: set() for name in compiler.project.sources if schema_name(name) is not None}
    for one in found:
        if one.span and one.span.file in codes and one.severity is Severity.ERROR:
            codes[one.span.file].add(one.code)
    return {name: here for name, here in codes.items() if not any(code.startswith("PG1") for code in here)}


@pytest.mark.parametrize("path", sampled(WHOLE, 4, trial=True), ids=lambda path: path.stem)
def test_a_schema_refuses_what_check_finds_misshapen_and_nothing_that_check_finds_right(
    path: Path, tmp_path: Path
) -> None:
    compiler, found = checked(load(path), tmp_path)
    if compiler is None:
        return
    codes = found_in(compiler, found)
    refused = refusals(compiler.project, codes)
    # Where a vocabulary has a mistake or another name, `check` holds back what only follows from it; a schema cannot.
    mistaken = any(here and name.endswith("/vocabulary.yaml") for name, here in codes.items())
    held_back = mistaken or any(one.code == "PG212" for one in found)
    for name, here in codes.items():
        if path.stem not in NAMES_ONLY and here & (IN_SETTINGS if name.startswith("schools/") else IN_LIBRARY):
            assert name in refused, f"{name} has {sorted(here)}"
        if not here and not held_back:
            assert name not in refused, refused[name]


def test_there_are_enough_bad_files_to_compare() -> None:
    wanted = [one for path in WHOLE for one in load(path).expected if one.code in IN_SETTINGS]
    assert len({one.place.partition(":")[0] + one.code for one in wanted}) >= 20
