"""The vocabularies of several libraries add up: each library's names are its own, and short at home."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.branches.axes import axes_of
from policygen.check.conditions import evaluate
from policygen.world.disk import DiskWorld
from tests.support.projects import check, compiled, document, load, settle, shown, write
from tests.support.unions import ROOT, UNIONS, edit, two_unions
from tests.support.words import clause

SECOND, THIRD = "clauses/second-union", "clauses/third-union"
SCHOOL = "schools/saltmarsh.yaml"


@pytest.fixture
def world(tmp_path: Path) -> DiskWorld:
    return two_unions(tmp_path)


def printed(world: DiskWorld, name: str, policy: str = "e-safety") -> str:
    """Return the words of a clause as the school prints it."""
    return " ".join(clause(document(world, policy, "saltmarsh"), name))


def findings(world: DiskWorld) -> str:
    return shown(check(world))


def test_two_libraries_ask_under_one_key_and_each_gets_its_own_answer(world: DiskWorld) -> None:
    assert findings(world) == ""
    choices = load(world).project.vocabulary.groups["choices"]
    assert choices["second-union:dinner_phones"].type == "one_of"
    assert choices["third-union:dinner_phones"].type == "yes_no"
    assert "dinner_phones" not in choices
    answers = settle(world, "saltmarsh").settled.settings
    assert answers["choices.second-union:dinner_phones"].value == "away"
    assert answers["choices.third-union:dinner_phones"].value is True


def test_one_text_in_two_libraries_means_what_each_of_them_asks(world: DiskWorld) -> None:
    text = "{% if choices.meat is answered %}Meat is {{ choices.meat }}.{% else %}Nobody says.{% endif %}"
    entry = "  - {{id: {}, title: Meat, kind: information, audience: [staff], text: '{}'}}\n"
    question = (
        "  meat: {{type: text, default: {}, label: Meat, question: Which meat is it?, help: Name it., knows: head, "
        "public: yes}}\n"
    )
    for folder, meat in ((SECOND, "beef"), (THIRD, "lamb")):
        edit(world, f"{folder}/meals.yaml", "clauses:\n", "clauses:\n" + entry.format("meals.meat", text))
        edit(world, f"{folder}/vocabulary.yaml", "choices:\n", "choices:\n" + question.format(meat))
        edit(world, f"{folder}/policies/e-safety.yaml", "[meals.phones]", "[meals.phones, meals.meat]")
    assert "Meat is beef." in printed(world, "second-union:meals.meat")
    assert "Meat is lamb." in printed(world, "third-union:meals.meat")


def test_names_are_short_at_home_in_every_kind_of_file(world: DiskWorld) -> None:
    project = load(world).project
    phones = project.clauses["second-union:meals.phones"]
    assert {use.path[:2] for use in phones.uses} == {
        ("school", "second-union:dinner_hall"),
        ("choices", "second-union:dinner_length"),
        ("people", "second-union:meals_lead"),
    }
    assert [name.text for name in phones.entry.duties[0].holders] == ["second-union:meals_lead"]
    outline = project.outlines["meals"]
    assert [name.text for name in outline.people] == ["headteacher", "second-union:meals_lead"]
    assert [name.text for name in outline.signatories] == ["chair", "second-union:meals_lead"]
    assert [name.text for name in outline.sheets] == ["second-union:meals.hall"]
    assert project.models["sea-school"].entry.choices.keys() >= {"second-union:dinner_phones"}
    assert "choices.second-union:dinner_length" in {axis.key for axis in axes_of(project, "e-safety")}


def test_elsewhere_a_text_names_the_library(world: DiskWorld) -> None:
    said = (
        "{% if choices.second_union.dinner_phones == 'away' %}Away at {{ people.second_union.meals_lead.name }}’s "
        "table.{% endif %}"
    )
    write(world.root, SCHOOL, (world.root / SCHOOL).read_text(encoding="utf-8") + f"""
tailoring:
  - replace: third-union:meals.phones
    text: "{said}"
    because: We say it in our own words.
""")  # fmt: skip
    assert "Away at Nora Kettle’s table." in printed(world, "third-union:meals.phones")


@pytest.mark.parametrize(
    ("when", "has"),
    [
        ("{second-union:dinner_phones: away}", True),
        ("second-union:phones_away_at_dinner", True),
        ("{not: {second-union:phones_away_at_dinner: yes}}", False),
        ("{any: [{has: second-union:dinner_length}, {dinner_phones: no}]}", True),
        ("{second-union:dinner_phones: allowed}", False),
    ],
)
def test_elsewhere_a_condition_names_the_library(world: DiskWorld, when: str, has: bool) -> None:
    edit(world, f"{THIRD}/meals.yaml", "    kind: expectation\n", f"    kind: expectation\n    when: {when}\n")
    assert findings(world) == ""
    plan = settle(world, "saltmarsh").plans["e-safety"]
    assert ("third-union:meals.phones" in {planned.name for planned in plan.clauses}) is has


def test_a_projects_own_outline_names_a_post_of_a_library(world: DiskWorld) -> None:
    outline = (
        "id: tables\ntitle: Tables\nsubject: Where pupils sit\npeople: [second-union:meals_lead]\n"
        "signatories: [second-union:meals_lead]\n"
        "sections:\n  - {id: tables, title: Tables, clauses: [second-union:meals.hall]}\n"
    )
    write(world.root, "clauses/policies/tables.yaml", outline)
    assert findings(world) == ""


def test_a_school_that_leaves_the_library_out_is_told_what_to_write(world: DiskWorld) -> None:
    edit(world, SCHOOL, "second-union:dinner_hall", "dinner_hall")
    assert "PG201 unknown question `dinner_hall` in `school` [Did you mean `second-union:dinner_hall`?]" in findings(
        world
    )


def test_a_trust_locks_the_answer_to_a_librarys_question(world: DiskWorld) -> None:
    write(
        world.root,
        "schools/trusts/quays.yaml",
        "choices: {second-union:dinner_phones: allowed}\nlocked: [choices.second-union:dinner_phones]\n",
    )
    edit(world, SCHOOL, "specimen: true\n", "specimen: true\nextends: trusts/quays.yaml\n")
    assert "PG315" in findings(world)
    edit(world, SCHOOL, "  second-union:dinner_phones: away\n", "")
    found = settle(world, "saltmarsh").settled.settings["choices.second-union:dinner_phones"]
    assert (found.value, found.how) == ("allowed", "inherited")


def test_what_does_not_fit_together_is_found_by_a_librarys_own_rule(world: DiskWorld) -> None:
    edit(world, SCHOOL, "phone_stance: handed_in", "phone_stance: not_on_site")
    edit(world, SCHOOL, "  phone_storage_place: the purser’s office\n", "")
    edit(world, SCHOOL, "dinner_phones: away\n  second-union:dinner_length: 3 hours", "dinner_phones: allowed")
    assert "PG355 “allowed” does not fit the school's other answers [Pupils have no phones with them.]" in findings(
        world
    )


# --- answers that a library adds -------------------------------------------------------------------------------------


def test_a_kind_of_school_is_in_the_conditions_that_the_library_names(world: DiskWorld) -> None:
    reader = load(world).project.reader
    settled = settle(world, "saltmarsh").settled
    assert settled.settings["school.type"].value == "sea_school"
    for name, holds in {"independent_school": True, "maintained": False, "academy_family": False}.items():
        condition = reader.named(name)
        assert condition is not None
        assert evaluate(condition, settled.tested).holds is holds


def test_a_kind_of_school_in_none_of_the_conditions_that_divide_the_others_is_reported(world: DiskWorld) -> None:
    edit(world, f"{SECOND}/vocabulary.yaml", "    conditions: [independent_school]\n", "")
    found = [one for one in check(world) if one.code == "PG263"]
    assert [one.message for one in found] == [
        "`sea_school`, an answer to `type`, is not covered by the conditions maintained, academy_family and "
        "independent_school, which cover all the other answers"
    ]
    assert str(found[0].span) == f"{SECOND}/vocabulary.yaml:45:26"


def test_an_answer_that_is_refused_counts_once_a_library_brings_what_its_schools_need(world: DiskWorld) -> None:
    edit(
        world,
        f"{SECOND}/vocabulary.yaml",
        "sea_school: School on a ship",
        "specialist_post_16: Specialist post-16 institution",
    )
    for file in (SCHOOL, f"{SECOND}/models.yaml", f"{SECOND}/meals.yaml"):
        edit(world, file, "sea_school", "specialist_post_16")
    assert findings(world) == ""


def test_two_libraries_can_add_the_same_kind_of_school_if_they_mean_the_same(world: DiskWorld) -> None:
    added = "extends:\n  - {question: school.type, values: {sea_school: %s}}\n"
    vocabulary = (world.root / THIRD / "vocabulary.yaml").read_text(encoding="utf-8")
    write(world.root, f"{THIRD}/vocabulary.yaml", vocabulary + added % "School on a ship")
    assert findings(world) == ""
    write(world.root, f"{THIRD}/vocabulary.yaml", vocabulary + added % "School by the sea")
    assert "PG276 `sea_school` is already an answer to `school.type`" in findings(world)


def test_words_that_every_policy_uses_get_no_further_answer(world: DiskWorld) -> None:
    vocabulary = (world.root / THIRD / "vocabulary.yaml").read_text(encoding="utf-8")
    more = "extends:\n  - {question: school.pupils_called, values: {cadets: Cadets}}\n"
    write(world.root, f"{THIRD}/vocabulary.yaml", vocabulary + more)
    assert "PG276 answers cannot be added to `school.pupils_called`" in findings(world)


def test_a_librarys_words_are_printed_as_the_school_says_them(world: DiskWorld) -> None:
    edit(world, f"{SECOND}/vocabulary.yaml", "choices:\n", """choices:
  meal:
    type: one_of
    values: {dinner: Dinner, tea: Tea}
    default: dinner
    label: Word for dinner
    question: What is dinner called?
    help: The policies then say so.
    knows: head
    printed: false
    public: true
""")  # fmt: skip
    edit(world, f"{SECOND}/vocabulary.yaml", "audiences:\n", """terms:
  - {asked: choices.meal, written: dinner, words: [{dinner: dinner, tea: tea}]}
audiences:
""")  # fmt: skip
    edit(world, SCHOOL, "choices:\n", "choices:\n  second-union:meal: tea\n")
    assert "Phones at tea" in printed(world, "second-union:meals.phones")


# --- model copies ----------------------------------------------------------------------------------------------------


def test_a_question_without_a_default_is_answered_for_the_kinds_of_school_of_other_libraries(world: DiskWorld) -> None:
    edit(world, f"{SECOND}/models.yaml", "everywhere:\n  choices: {dinner_phones: allowed}\n", "")
    assert findings(world).startswith(f"{SECOND}/vocabulary.yaml:24:12 PG401 `dinner_phones` decides which clauses")
    assert findings(world).count("PG401") == 1


# --- contacts and references -----------------------------------------------------------------------------------------


def test_a_library_corrects_a_packaged_contact(world: DiskWorld) -> None:
    project = load(world).project
    assert str(project.contacts["childline"].hours) == "at any hour"
    assert [entry.id.span.file for entry in project.corrected] == ["policygen/clauses/contacts.yaml"]


def test_without_saying_why_a_contact_with_the_same_id_is_a_mistake(world: DiskWorld) -> None:
    edit(world, f"{SECOND}/contacts.yaml", "    overrides:\n      because: The hours were missing.\n", "")
    assert f"{SECOND}/contacts.yaml:2:9 PG206 two entries have the id `childline`" in findings(world)


# --- policies --------------------------------------------------------------------------------------------------------


def sections(world: DiskWorld, policy: str) -> dict[str, list[str]]:
    outline = load(world).project.outlines[policy]
    return {section.id.text: [name.text for name in section.names] for section in outline.all_sections}


def test_a_library_inserts_clauses_and_a_section_into_a_packaged_policy(world: DiskWorld) -> None:
    found = sections(world, "e-safety")
    at = found["phones"].index("department:phones.rule")
    # Two libraries insert at one place: in the order of their names.
    assert found["phones"][at + 1 : at + 3] == ["second-union:meals.phones", "third-union:meals.phones"]
    names = list(found)
    assert names[names.index("phones") + 1] == "meals"
    assert found["meals"] == ["second-union:meals.sea"]
    assert load(world).project.listings("third-union:meals.phones") == [("e-safety", "")]


def test_clauses_go_at_the_end_of_a_section_or_before_a_clause(world: DiskWorld) -> None:
    edit(world, f"{THIRD}/policies/e-safety.yaml", "after: department:phones.rule", "after: about")
    edit(world, f"{SECOND}/policies/e-safety.yaml", "after: department:phones.rule", "before: department:phones.rule")
    found = sections(world, "e-safety")
    assert found["about"][-1] == "third-union:meals.phones"
    at = found["phones"].index("department:phones.rule")
    assert found["phones"][at - 1] == "second-union:meals.phones"


def test_a_library_has_a_policy_of_its_own_with_clauses_of_others(world: DiskWorld) -> None:
    made = compiled(world, "meals", "saltmarsh")
    assert not made.diagnostics.errors
    assert " ".join(clause(made.document, "second-union:meals.hall")).endswith("Pupils eat in the mess deck.")
    assert clause(made.document, "union:responding.do-not-reply")


def test_a_policy_with_the_id_of_another_librarys_is_a_mistake(world: DiskWorld) -> None:
    text = (world.root / SECOND / "policies/meals.yaml").read_text(encoding="utf-8")
    write(
        world.root,
        f"{THIRD}/policies/meals.yaml",
        text.replace("meals.", "second-union:meals.").replace(", meals_lead", ""),
    )
    assert "PG206 two policies have the id `meals`" in findings(world)


# --- the place of a vocabulary ---------------------------------------------------------------------------------------


def test_one_question_of_ones_own_does_not_unplug_the_packaged_library(tmp_path: Path) -> None:
    question = (
        "choices:\n"
        "  tea: {type: yes_no, default: no, label: Tea, question: Is there tea?, help: Yes or no., knows: head}\n"
    )
    world = DiskWorld(tmp_path, ROOT, {})
    (tmp_path / "schools").mkdir()
    write(tmp_path, "clauses/vocabulary.yaml", question)
    found = check(world)
    assert [(one.code, str(one.span)) for one in found] == [("PG279", "clauses/vocabulary.yaml:1:1")]
    assert "clauses/NAME/vocabulary.yaml" in found[0].hint
    (tmp_path / "clauses/vocabulary.yaml").unlink()
    write(tmp_path, "clauses/ours/vocabulary.yaml", question)
    assert [(one.code, str(one.span)) for one in check(world)] == [("PG210", "clauses/ours/vocabulary.yaml:1:1")]
    library = (UNIONS / "clauses/third-union/library.yaml").read_text(encoding="utf-8")
    write(tmp_path, "clauses/ours/library.yaml", library.replace("id: third-union", "id: ours"))
    vocabulary = load(world).project.vocabulary
    assert "ours:tea" in vocabulary.groups["choices"]
    assert "phone_stance" in vocabulary.groups["choices"]
