"""Who signs for the body that approves a policy."""

from __future__ import annotations

from pathlib import Path

from policygen.document.model import Document, SignatureBlock
from tests.support.projects import SMALL, document, lay_out
from tests.support.settings import school

ROLES = """\
  chair: {label: Chair of governors, question: Who chairs the board?, help: A name., knows: clerk}
  committee_chair:
    label: Chair of the committee
    question: Who chairs the committee?
    help: A name.
    falls_back: chair
    signs_for: school.committee
    knows: clerk
"""
COMMITTEE = "  committee: {type: text, optional: yes, label: C, question: Which?, help: A name., knows: clerk}\n"
PEOPLE = "{headteacher: Ann Lee, chair: Bo Fry, safeguarding_lead: Cy Dent"


def made(folder: Path, approving: str, people: str) -> Document:
    text = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8")
    chair = next(line for line in text.splitlines(keepends=True) if line.startswith("  chair:"))
    vocabulary = text.replace(chair, ROLES).replace("school:\n", f"school:\n{COMMITTEE}", 1)
    settings = school(people=people, policies=f"\n  online: {{approving_body: {approving}}}\n  phones: {{}}").replace(
        "school:\n", "school:\n  committee: the local committee\n", 1
    )
    return document(lay_out(folder, {"clauses/vocabulary.yaml": vocabulary, "schools/hilltop.yaml": settings}))


def signing(document: Document) -> list[str]:
    (block,) = (one for section in document.sections for one in section.blocks if isinstance(one, SignatureBlock))
    return [one.role for one in block.signatories]


def test_the_chair_of_the_committee_that_approves_signs(tmp_path: Path) -> None:
    people = f"{PEOPLE}, committee_chair: Di Orr}}"
    assert signing(made(tmp_path, "the local committee", people)) == ["Chair of the committee", "Headteacher"]


def test_the_chair_of_the_board_signs_for_the_board(tmp_path: Path) -> None:
    people = f"{PEOPLE}, committee_chair: Di Orr}}"
    assert signing(made(tmp_path, "the full board", people)) == ["Chair of governors", "Headteacher"]


def test_the_chair_of_the_board_signs_for_a_committee_whose_chair_is_not_named(tmp_path: Path) -> None:
    assert signing(made(tmp_path, "the local committee", f"{PEOPLE}}}")) == ["Chair of governors", "Headteacher"]
