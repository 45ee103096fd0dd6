"""Titles of posts that are given in full once in a policy, and by their abbreviation afterwards."""

from __future__ import annotations

from pathlib import Path

from policygen.world.protocol import World
from tests.support.projects import SMALL, compiled, document, lay_out
from tests.support.settings import school
from tests.support.words import clause, lines

SAID = "{{ people.safeguarding_lead | sentence }} decides. Tell {{ people.safeguarding_lead }} or {{ people.chair }}."


def _world(folder: Path, sheets: str = "", **files: str) -> World:
    vocabulary = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8")
    outline = (SMALL / "clauses/policies/online.yaml").read_text(encoding="utf-8")
    tailoring = "".join(
        f"\n- {{replace: {name}, text: {SAID!r}, because: We do}}" for name in ("basics.why", "telling.who")
    )
    return lay_out(
        folder,
        {
            "clauses/vocabulary.yaml": vocabulary.replace(
                "{label: Safeguarding lead,", "{label: Safeguarding lead, short: SL,"
            ),
            "clauses/policies/online.yaml": outline + sheets,
            "schools/hilltop.yaml": school(tailoring=tailoring, **files),
        },
    )


def test_a_title_is_explained_where_it_comes_first_and_shortened_afterwards(tmp_path: Path) -> None:
    made = document(_world(tmp_path))
    first, later = clause(made, "home:basics.why")[1], clause(made, "home:telling.who")[1]
    assert first.startswith("The safeguarding lead (SL) decides. Tell the SL or the chair of governors")
    assert later.startswith("The SL decides. Tell the SL or the chair of governors")


def test_a_sheet_that_is_handed_out_alone_has_the_whole_title(tmp_path: Path) -> None:
    world = _world(tmp_path, sheets="sheets: [telling.who]\n")
    assert clause(document(world), "home:telling.who")[1].startswith("The safeguarding lead decides.")
    assert any(
        line.startswith("The safeguarding lead decides.") for line in lines(compiled(world).sheets["telling-who"])
    )


def test_a_title_that_the_school_chose_is_never_shortened(tmp_path: Path) -> None:
    people = (
        "\n  headteacher: {name: Ann Hall}\n  chair: {name: Bo Lee}\n"
        "  safeguarding_lead: {name: Cy Fox, title: Child protection officer}\n"
    )
    made = document(_world(tmp_path, people=people))
    assert clause(made, "home:basics.why")[1].startswith("The child protection officer decides. Tell the child")


def test_several_holders_have_the_plural(tmp_path: Path) -> None:
    people = (
        "\n  headteacher: {name: Ann Hall}\n  chair: {name: Bo Lee}\n"
        "  safeguarding_lead: {name: Cy Fox, title: Safeguarding leads}\n"
    )
    made = document(_world(tmp_path, people=people))
    assert "The safeguarding leads (SLs) decides. Tell the SLs or" in clause(made, "home:basics.why")[1]
