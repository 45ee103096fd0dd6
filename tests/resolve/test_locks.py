"""What a file above a school locks holds in every school below it; what it does not lock, a school may change."""

from __future__ import annotations

from pathlib import Path

from policygen.diagnostics.model import Diagnostic
from policygen.resolve.locks import locked_by, locks_over
from tests.support.projects import check, lay_out, load, settle, shown
from tests.support.settings import school

TRUST = "schools/trusts/elm.yaml"


def trust(locked: str, tailoring: str = "[]", extends: str = "") -> str:
    return f"""{extends}specimen: true
school: {{nation: england, boarding: yes}}
people: {{safeguarding_lead: {{name: Ann Low, telephone: 01632 960001}}, chair: {{title: Chair of trustees}}}}
choices: {{motto: Onwards, routes: [a tutor, the office]}}
policies: {{online: {{review_after: 1 year}}}}
tailoring: {tailoring}
locked: {locked}
"""


def found(folder: Path, above: str, **groups: str) -> list[Diagnostic]:
    files = {TRUST: above, "schools/hilltop.yaml": school(extends="trusts/elm.yaml", **groups)}
    return check(lay_out(folder, files))


def test_an_equal_answer_is_no_contradiction(tmp_path: Path) -> None:
    groups = {
        "choices": "{phones: handed_in, motto: Onwards, routes: [the office, a tutor]}",
        "people": "{headteacher: Ann Reed, chair: {name: Jo Bell, title: Chair of trustees}, "
        "safeguarding_lead: Ann Low}",
    }
    assert not found(tmp_path, trust("all"), **groups), "an equal answer is refused"


def test_what_is_not_locked_is_the_schools_to_change(tmp_path: Path) -> None:
    groups = {"choices": "{phones: handed_in, motto: Upwards, routes: [a friend]}"}
    assert not found(tmp_path, trust("[people, school.boarding]"), **groups)


def test_a_locked_title_leaves_open_who_holds_the_post(tmp_path: Path) -> None:
    for n, chair in enumerate(("Jo Bell", "vacant", "{name: Jo Bell, email: jo@elm.example}")):
        people = f"{{headteacher: Ann Reed, chair: {chair}}}"
        diagnostics = found(tmp_path / str(n), trust("[people.chair.title]"), people=people)
        assert not diagnostics, shown(diagnostics)


def test_a_locked_time_between_reviews_is_not_got_round_by_a_date(tmp_path: Path) -> None:
    policies = "{online: {review_on: 2031-12-01}, phones: {review_on: 2031-12-01}}"
    (one,) = found(tmp_path, trust("[policies]"), policies=policies)
    assert (one.code, one.message) == (
        "PG315",
        "`policies.online.review_on` is locked as “1 year” in schools/trusts/elm.yaml, "
        "but the answer here is “2031-12-01”",
    )


def test_a_contrary_answer_points_at_the_answer_above_and_at_the_lock(tmp_path: Path) -> None:
    choices = "{phones: handed_in, motto: Upwards}"
    (one,) = found(tmp_path, trust("[choices.motto]"), choices=choices)
    assert (one.code, str(one.span)) == ("PG315", "schools/hilltop.yaml:12:37")
    assert [(str(related.span), related.message) for related in one.related] == [
        ("schools/trusts/elm.yaml:4:18", "answered here"),
        ("schools/trusts/elm.yaml:7:10", "locked here"),
    ]


def test_the_lock_of_a_file_far_above_holds_through_the_chain(tmp_path: Path) -> None:
    files = {
        "schools/authorities/county.yaml": "specimen: true\nchoices: {motto: Upwards}\nlocked: [choices.motto]\n",
        TRUST: trust("[]", extends="extends: authorities/county.yaml\n").replace("motto: Onwards, ", ""),
        "schools/hilltop.yaml": school(extends="trusts/elm.yaml", choices="{phones: handed_in, motto: Onwards}"),
    }
    (one,) = check(lay_out(tmp_path, files))
    assert "as “Upwards” in schools/authorities/county.yaml" in one.message


def test_all_locks_the_clauses_that_the_file_adds_rewords_and_takes_in(tmp_path: Path) -> None:
    tailoring = """
- {add: {after: telling.who}, id: elm.own, title: Ours, text: A., because: We do}
- {replace: telling.record, text: B., because: We do}"""
    mine = """
- {omit: elm.own, because: We do}
- {omit: telling.record, because: We do}
- {omit: telling.young, because: We do}"""
    diagnostics = found(tmp_path, trust("all", tailoring), tailoring=mine)
    assert [(one.code, one.message.partition(" ")[0]) for one in diagnostics if one.code != "PG402"] == [
        ("PG316", "`elm.own`"),
        ("PG316", "`telling.record`"),
    ]


def test_a_school_may_put_its_own_clause_beside_a_locked_one(tmp_path: Path) -> None:
    mine = "\n- {add: {after: telling.who}, id: school.own, title: Own, text: A., because: We do}"
    assert not found(tmp_path, trust("[telling.who]"), tailoring=mine)


def test_it_can_be_told_what_locks_an_answer_or_a_clause(tmp_path: Path) -> None:
    text = trust("[choices.motto, people.safeguarding_lead, telling.who]")
    world = lay_out(tmp_path, {TRUST: text, "schools/hilltop.yaml": school(extends="trusts/elm.yaml")})
    locks = locks_over(load(world).project, settle(world).settled.chain)
    found = {
        key: lock and str(lock.span)
        for key in ("choices.motto", "people.safeguarding_lead.telephone", "home:telling.who", "choices.phones")
        if (lock := locked_by(locks, key)) or True
    }
    assert found == {
        "choices.motto": "schools/trusts/elm.yaml:7:10",
        "people.safeguarding_lead.telephone": "schools/trusts/elm.yaml:7:25",
        "home:telling.who": "schools/trusts/elm.yaml:7:51",
        "choices.phones": None,
    }
