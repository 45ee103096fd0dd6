"""What a model copy leaves open: what nobody settled, and only where it is printed as it is typed."""

from __future__ import annotations

from pathlib import Path

from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Blank, Link, Value
from policygen.document.overlays import Placeholder
from policygen.document.plain import words_of
from policygen.document.walk import parts_of
from policygen.word_copies.copy import STATUS, ModelCopy, check_kinds, model_school
from policygen.word_copies.kinds import Target, base_of
from tests.support.model_copies import PRIMARY, asking, compiler_of, copy_of, model_of
from tests.support.projects import lay_out, load

SURVEY = """
  survey:
    type: one_of
    values: {termly: every term, yearly: every year}
    default: yearly
    label: Asking pupils
    question: How often are pupils asked?
    help: Choose one.
    knows: lead
"""


def placeholders(copy: ModelCopy) -> dict[str, Placeholder]:
    return {value.key: value for value in copy.placeholders.values}


def gaps(copy: ModelCopy) -> set[str]:
    return {part.key for part in parts_of(copy.document) if isinstance(part, Blank) and part.kind == "answer"}


def with_survey(text: str) -> dict[str, str]:
    small = (Path(__file__).parents[1] / "data/project/clauses/vocabulary.yaml").read_text(encoding="utf-8")
    return {**asking(text), "clauses/vocabulary.yaml": small.replace("choices:\n", f"choices:{SURVEY}", 1)}


def test_what_nobody_answered_is_a_gap_with_its_label_in_brackets(tmp_path: Path) -> None:
    copy = copy_of(compiler_of(tmp_path, asking("Ring {{ school.telephone }} of {{ school.name }}.")))
    assert {"school.name", "school.telephone", "people.headteacher"} <= gaps(copy)
    assert "Ring [Telephone] of [School name]." in [
        words_of(block.children)
        for top in copy.document.sections
        for clause in top.sections
        for block in clause.blocks
        if block.type == "paragraph"
    ]
    assert placeholders(copy)["school.telephone"] == Placeholder(
        key="school.telephone", label="Telephone", gap="[Telephone]", question="What is the number?"
    )


def test_a_default_is_filled_in_and_can_be_typed_over(tmp_path: Path) -> None:
    copy = copy_of(compiler_of(tmp_path, asking("Approved by {{ policy.approving_body }}.")))
    assert placeholders(copy)["policy.approving_body"].words == "the full board"
    assert "policy.approving_body" not in gaps(copy)


def test_a_default_that_begins_a_sentence_stands_fast(tmp_path: Path) -> None:
    copy = copy_of(compiler_of(tmp_path, asking("{{ school.board | sentence }} reads it.")))
    assert "school.board" not in placeholders(copy)
    assert any(isinstance(part, Value) and part.text == "The governing board" for part in parts_of(copy.document))


def test_an_optional_question_stays_unanswered_so_that_there_are_fewer_gaps(tmp_path: Path) -> None:
    text = "Soon{% if choices.answer_within is answered %}, within {{ choices.answer_within }}{% endif %}."
    copy = copy_of(compiler_of(tmp_path, asking(text)))
    assert "choices.answer_within" not in placeholders(copy)


def test_a_needed_answer_counts_as_answered_in_the_text(tmp_path: Path) -> None:
    text = "Write{% if school.email is answered %} to {{ school.email }}{% endif %}."
    assert "school.email" in gaps(copy_of(compiler_of(tmp_path, asking(text))))


def test_a_link_to_an_address_that_nobody_gave_is_words_alone(tmp_path: Path) -> None:
    copy = copy_of(compiler_of(tmp_path, asking("Write to [{{ school.email }}](mailto:{{ school.email }}).")))
    assert "school.email" in gaps(copy)
    assert not any(isinstance(part, Link) for part in parts_of(copy.document))


def test_a_list_is_one_text_in_a_sentence_and_in_a_loop(tmp_path: Path) -> None:
    text = "Tell {{ choices.routes | any_of }}.\n\n{% for route in choices.routes %}\n- {{ route }}\n{% endfor %}"
    files = asking(text)
    files["clauses/models.yaml"] = PRIMARY.replace("phones: handed_in", "phones: handed_in, routes: [a, b, c]")
    copy = copy_of(compiler_of(tmp_path, files))
    found = [p.text for p in parts_of(copy.document) if isinstance(p, Value) and p.origin.key == "choices.routes"]
    assert found == ["a, b or c", "a, b or c"]
    assert placeholders(copy)["choices.routes"].words == "a, b or c"


def test_a_choice_that_changes_no_words_is_a_list_to_choose_from(tmp_path: Path) -> None:
    survey = placeholders(copy_of(compiler_of(tmp_path, with_survey("Asked {{ choices.survey }}."))))["choices.survey"]
    assert (survey.kind, survey.words, survey.options) == ("choice", "every year", ("every term", "every year"))


def test_a_choice_that_a_text_turns_on_is_none(tmp_path: Path) -> None:
    text = "Asked {{ choices.survey }}{% if choices.survey == 'termly' %}, often{% endif %}."
    assert "choices.survey" not in placeholders(copy_of(compiler_of(tmp_path, with_survey(text))))


def test_a_choice_that_another_clause_turns_on_is_none(tmp_path: Path) -> None:
    files = with_survey("Asked {{ choices.survey }}.")
    files["clauses/home/asking.yaml"] += (
        "  - {id: asking.two, title: Two, kind: duty, audience: [staff], when: {survey: termly}, text: Often.}\n"
    )
    assert "choices.survey" not in placeholders(copy_of(compiler_of(tmp_path, files)))


def test_a_role_that_stands_in_for_another_is_the_same_gap(tmp_path: Path) -> None:
    text = "{{ people.online_lead.name }}{% if people.online_lead == people.safeguarding_lead %} is both{% endif %}."
    copy = copy_of(compiler_of(tmp_path, asking(text)))
    assert "people.safeguarding_lead" in gaps(copy)
    assert "people.online_lead" not in gaps(copy)
    assert "is both" in str(copy.document.sections)


def test_the_status_can_be_chosen_but_no_adoption_claimed(tmp_path: Path) -> None:
    copy = copy_of(compiler_of(tmp_path, asking("Yes.")))
    status = placeholders(copy)[STATUS]
    assert status.options == (copy.document.cover.status, "For approval")
    assert copy.document.words.watermark == ""


def test_a_schools_own_words_are_left_open_and_what_it_inherits_is_not(tmp_path: Path) -> None:
    text = "{{ school.name }}, {{ people.chair.name }}, {{ people.safeguarding_lead.name }}, {{ choices.motto }}."
    files = asking(text)
    own = (Path(__file__).parents[1] / "data/project/schools/hilltop.yaml").read_text(encoding="utf-8")
    files["schools/hilltop.yaml"] = own.replace("policies:", "policies:\n  asking: {approving_body: the head alone}")
    copy = copy_of(compiler_of(tmp_path, files), file="schools/hilltop.yaml", kind="")
    assert {"school.name", "people.chair", "people.headteacher"} <= gaps(copy)
    printed = {part.text for part in parts_of(copy.document) if isinstance(part, Value)}
    assert {"Sam Okoro", "Onwards", "Principal", "the full board"} <= printed
    assert not printed & {"Hilltop School", "Ann Reed", "Jo Bell", "the head alone"}
    assert "Hilltop" not in repr(copy.document)


def test_words_of_a_school_that_are_neither_kept_nor_open_are_named(tmp_path: Path) -> None:
    own = (Path(__file__).parents[1] / "data/project/schools/hilltop.yaml").read_text(encoding="utf-8")
    files = {"schools/hilltop.yaml": own.replace("phase: [primary]", "phase: [primary]\n  board: the Hilltop board")}
    compiler = load(lay_out(tmp_path, files))
    assert model_of(compiler, file="schools/hilltop.yaml").given_up == (("Board", "the governing board"),)


def test_what_begins_a_sentence_and_has_no_default_must_be_answered(tmp_path: Path) -> None:
    compiler = load(lay_out(tmp_path, asking("{{ school.address | sentence }} is where we are.")))
    diagnostics = Diagnostics()
    base = base_of(compiler.project, Target(kind="primary"), diagnostics)
    assert base is not None
    model_school(compiler, base, diagnostics)
    assert [one.code for one in diagnostics] == ["PG371"]


def test_two_posts_without_names_are_not_one_and_both_are_filled(tmp_path: Path) -> None:
    text = (
        "{% if people.online_lead == people.chair %}One{% else %}Two{% endif %}"
        "{% if people.online_lead is answered %}, filled{% endif %}."
    )
    files = asking(text)
    own = (Path(__file__).parents[1] / "data/project/schools/hilltop.yaml").read_text(encoding="utf-8")
    own = own.replace("chair: Jo Bell", "chair: Jo Bell\n  online_lead: Bo Lee")
    files["schools/hilltop.yaml"] = own.replace("policies:", "policies:\n  asking: {}")
    copy = copy_of(compiler_of(tmp_path, files), file="schools/hilltop.yaml", kind="")
    assert {"people.online_lead", "people.chair"} <= gaps(copy)
    assert "Two, filled." in str(copy.document.sections)


def test_a_mistake_that_several_policies_share_is_reported_once(tmp_path: Path) -> None:
    outline = (Path(__file__).parents[1] / "data/project/clauses/policies/phones.yaml").read_text(encoding="utf-8")
    files = {
        "clauses/models.yaml": PRIMARY.replace("    choices: {phones: handed_in}\n", ""),
        "clauses/policies/more.yaml": outline.replace("id: phones", "id: more").replace("Phone policy", "More"),
    }
    compiler = load(lay_out(tmp_path, files))
    diagnostics = Diagnostics()
    check_kinds(compiler, diagnostics)
    assert [(one.code, one.span and one.span.line) for one in diagnostics] == [("PG401", 1)]
