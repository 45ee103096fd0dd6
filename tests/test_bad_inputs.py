"""Every bad input in tests/data/bad is answered with exactly the findings its transcript expects.

A case whose name begins with `read-` is read and no more; any other is laid over the small project in
tests/data/project and checked as `policygen check` does. tests/data/bad/README.md says how to add one.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import codes
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.source.reading import misnamed, read_source
from tests.support.projects import check_and_keep, lay_out
from tests.support.transcripts import Transcript, load

BAD = Path(__file__).parent / "data" / "bad"
CASES = sorted(BAD.glob("*.txt"))
READ = [path for path in CASES if path.stem.startswith("read-")]
WHOLE = [path for path in CASES if path not in READ]
JARGON = {
    "scalar", "token", "mapping", "parse", "parser", "sequence", "anchor", "alias", "traceback", "exception",
    "nonetype", "jinja",
}  # fmt: skip
# Findings of the stages up to the Document; PG5xx and PG9xx come from writers, which `check` does not run.
CHECKED = re.compile(r"PG[1-4]\d\d")
# What no file of a project can bring about: tests/world/test_installed.py has a case for each wording.
INSTALLED = {"PG283"}


def what_reading_finds(case: Transcript) -> list[Diagnostic]:
    """What reading the files of a case reports; a file with a wrong name is not read."""
    diagnostics = Diagnostics()
    for name, data in case.files.items():
        if wrong := misnamed(name):
            diagnostics.add(wrong)
        else:
            read_source(name, data, diagnostics)
    return list(diagnostics)


def what_checking_finds(case: Transcript, folder: Path, *, reviews: bool = False) -> list[Diagnostic]:
    """What checking the whole project reports, with the files of a case laid over it."""
    return checked(case, folder, reviews=reviews)[1]


def checked(case: Transcript, folder: Path, *, reviews: bool = False) -> tuple[Compiler | None, list[Diagnostic]]:
    """What checking the whole project reports, and the compiler that read it."""
    world = lay_out(folder, case.files)
    for name, target in case.links.items():
        link = folder / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    for name in case.absent:
        (folder / name).unlink()
    return check_and_keep(world, list(case.schools), case.editions, reviews=reviews)


def findings(path: Path, folder: Path) -> list[Diagnostic]:
    case = load(path)
    if path in READ:
        return what_reading_finds(case)
    return what_checking_finds(case, folder, reviews=path.stem.startswith("review-"))


def place(diagnostic: Diagnostic) -> str:
    return str(diagnostic.span) if diagnostic.span else "-"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_bad_input_is_answered_as_expected_with_what_to_do_in_everyday_words(path: Path, tmp_path: Path) -> None:
    expected = load(path).expected
    found = findings(path, tmp_path)
    report = "\n".join(f"{place(one)} {one.code} {one.message}" for one in found)
    assert Counter((place(one), one.code) for one in found) == Counter((one.place, one.code) for one in expected), (
        report
    )
    for one in expected:
        messages = [each.message for each in found if (place(each), each.code) == (one.place, one.code)]
        assert any(one.words in message for message in messages), f"{one.words!r} is in none of\n{report}"
    for diagnostic in found:
        assert diagnostic.hint, f"{diagnostic.code}: {diagnostic.message}"
        quoted = re.sub(r"“[^”]*”|`[^`]*`", "", f"{diagnostic.message} {diagnostic.hint}")
        assert not set(re.findall(r"\w+", quoted.lower())) & JARGON, diagnostic.message


def test_there_are_cases_of_both_kinds() -> None:
    assert len(READ) >= 60
    assert len(WHOLE) >= 50


def test_every_code_up_to_the_document_is_provoked_by_a_case() -> None:
    provoked = {one.code for path in CASES for one in load(path).expected}
    known = {code for code in codes() if CHECKED.fullmatch(code)} - INSTALLED
    assert known <= provoked, f"add a case to tests/data/bad for {', '.join(sorted(known - provoked))}"


def test_every_code_of_a_case_can_be_explained() -> None:
    assert {one.code for path in CASES for one in load(path).expected} <= set(codes())
