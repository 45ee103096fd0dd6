"""Every kind of school gets policies that do not contradict it: who governs, who holds a post, who takes over.

The unit run builds a sample of the sixty kinds of `tests.support.kinds`; `make conformance` builds them all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.world.memory import OverlaidWorld
from tests.support.kinds import kinds
from tests.support.library import library
from tests.support.words import lines, of_section

ROOT = Path(__file__).resolve().parents[1]
KINDS = dict(kinds())
SAMPLE = list(KINDS)[::9]
# Verbs in the present that clauses have; after a title in the plural each would be wrong.
SINGULAR = (
    r"(?:is|was|has|does|sees|decides|takes|tells|agrees|approves|reviews|considers|leads|keeps|answers|writes|looks)"
)


def school_of_kind(name: str) -> School:
    found = Diagnostics()
    compiler = library()
    world = OverlaidWorld(compiler.project.world, {"schools/kind.yaml": KINDS[name].encode()})
    one = Compiler(
        replace(compiler.project, world=world), found, compiler.assembler, {"kind": "schools/kind.yaml"}
    ).school("kind", found)
    assert one is not None
    # The kinds give no number of social care or of the designated officer: what is said in its place is read too.
    others = [str(each.span) + each.message for each in found if each.code != "PG357"]
    assert not others
    return one


def faults(name: str) -> list[str]:
    """Return what is wrong with the policies of one kind of school, a line each."""
    school = school_of_kind(name)
    found = []
    people = school.settled.people
    vacant = [str(person.title.value) for person in people.values() if person.state == "vacant"]
    several = [str(person.title.value) for person in people.values() if person.holders]
    for policy in school.plans:
        made = library().compile(school, policy)
        found += [f"{policy}: {each.message}" for each in made.diagnostics]
        found += [f"{policy}: no answer to {each.label}" for each in made.missing]
        for line in (
            line for section in made.document.sections if section.kind != "back" for line in of_section(section)
        ):
            found += [f"{policy}: {title} is vacant: {line}" for title in vacant if _names(title, line)]
            found += [
                f"{policy}: {title} are several: {line}"
                for title in several
                if re.search(rf"{re.escape(title)},? (?:who )?{SINGULAR}\b", line, re.IGNORECASE)
            ]
            found += [f"{policy}: the same twice: {line}" for one in _twice(line)]
    approver = school.settled.policies["e-safety"]["approving_body"].value
    board = school.settled.settings["school.board"].value
    said = "\n".join(lines(library().compile(school, "e-safety").document))
    delegated = str(approver).replace("full ", "") != str(board)
    if delegated != (f"asked {approver} to approve" in said):
        found.append(f"e-safety: {approver} approves, and {board} governs")
    return found


def _names(title: str, line: str) -> bool:
    """Whether a line names a post by its title, and not to say that it is vacant or who acts in it."""
    return (
        "is vacant. Until" not in line
        and re.search(rf"(?<!acting )(?<!deputy )\b{re.escape(title)}\b", line, re.IGNORECASE) is not None
    )


def _twice(line: str) -> list[str]:
    """Return a post that stands on both sides of "or" in a line."""
    return re.findall(r"\b(the [a-z ]{5,60}?)(?: straight away)?,?(?: or|, or else) \1(?=[,.;]| if)", line)


@pytest.mark.parametrize("name", SAMPLE)
def test_a_kind_of_school_gets_policies_that_fit_it(name: str) -> None:
    assert not faults(name)


@pytest.mark.conformance
@pytest.mark.parametrize("name", [name for name in KINDS if name not in SAMPLE])
def test_each_other_kind_of_school_gets_policies_that_fit_it(name: str) -> None:
    assert not faults(name)
