"""How copies for staff and for the web read: posts for names, words for what is withheld, how the policy stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.document.model import Blank, Document, Edition, Paragraph, SignatureBlock
from policygen.document.plain import words_of
from policygen.document.walk import parts_of
from policygen.world.protocol import World
from tests.support.adopted import change, laid_out, record
from tests.support.projects import check, lay_out, load, settle, shown
from tests.support.readers import vocabulary
from tests.support.settings import school
from tests.support.words import cover, section

EXTRA = """
clauses:
  - id: extra.who
    title: Who it is
    kind: information
    audience: [everyone]
    text: |
      Ask {{ people.chair.name }}{% if choices.motto is answered %}, who says “{{ choices.motto }}”{% endif %}.
      {{ people.chair.name | sentence }} {% if people.chair is answered %}holds{% else %}would hold{% endif %} the post.
  - id: extra.form
    title: A form
    kind: form
    public: no
    audience: [staff]
    text: Fill this in.
    form:
      - signatures: [Whoever fills it in]
  - id: extra.agreement
    title: An agreement
    kind: form
    audience: [pupils]
    text: I am kind.
    form:
      - {columns: [I can, Yes], items: [be kind]}
      - fields: [{label: Name}]
      - signatures: [Pupil]
"""
OUTLINE = """
id: phones
title: Phone policy
subject: Phones at school
people: [headteacher, chair]
signatories: [headteacher]
sheets: [extra.form, extra.agreement, extra.who]
sections:
  - {id: rules, title: Rules, clauses: [phones.handed-in, extra.who, extra.form, extra.agreement]}
"""


def world_of(folder: Path, words: str | None = None) -> World:
    words = vocabulary("chair", "motto") if words is None else words
    return lay_out(
        folder,
        {"clauses/vocabulary.yaml": words, "clauses/home/extra.yaml": EXTRA, "clauses/policies/phones.yaml": OUTLINE},
    )


def made(world: World, edition: Edition, policy: str = "phones") -> Document:
    compiler, found = load(world), settle(world)
    board = compiler.compile(found, policy)
    copy = compiler.in_edition(found, board, edition)
    assert not [*board.diagnostics, *copy.diagnostics], shown([*board.diagnostics, *copy.diagnostics])
    return copy.document


def words(document: Document, clause: str) -> str:
    found = next(one for top in document.sections for one in top.sections if one.clause == clause)
    return " ".join(words_of(block.children) for block in found.blocks if isinstance(block, Paragraph))


def test_a_post_is_printed_where_a_name_is_withheld_and_a_guarded_answer_not_at_all(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    assert words(made(world, "board"), "home:extra.who") == "Ask Jo Bell, who says “Onwards”. Jo Bell holds the post."
    said = "Ask the chair of governors. The chair of governors holds the post."
    assert words(made(world, "web"), "home:extra.who") == said


def test_key_people_on_the_web_are_those_whose_names_are_public(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    assert "Chair of governors | Jo Bell" in cover(made(world, "board"))
    people = [line for line in cover(made(world, "web")) if "Principal" in line or "Chair" in line]
    assert people == ["Principal | Ann Reed"]


def test_a_text_that_has_no_words_without_an_answer_is_an_error_and_prints_nothing_of_it(tmp_path: Path) -> None:
    world = world_of(tmp_path, vocabulary("name"))
    compiler, found = load(world), settle(world)
    copy = compiler.in_edition(found, compiler.compile(found, "phones"), "web")
    assert {one.code for one in copy.diagnostics} == {"PG411"}
    assert "Hilltop" not in str(copy.document)


def test_a_form_that_is_not_public_leaves_a_sentence_and_one_that_is_leaves_out_its_lines(tmp_path: Path) -> None:
    document = made(world_of(tmp_path), "web")
    assert (
        words(document, "home:extra.form") == "This form is for the school’s own use, so this copy does not include it."
    )
    agreement = next(one for top in document.sections for one in top.sections if one.clause == "home:extra.agreement")
    assert [block.type for block in agreement.blocks] == ["paragraph", "table", "paragraph"]
    assert words(document, "home:extra.agreement").endswith("The school gives out copies of this to fill in and sign.")


def test_what_is_said_in_place_of_lines_to_sign_is_before_a_picture_that_may_fill_the_page(tmp_path: Path) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="100" height="100"/></svg>'
    drawn = EXTRA.replace(
        "{columns: [I can, Yes], items: [be kind]}", "{figure: kind.svg, alternative: Be kind, width: 100}"
    )
    world = lay_out(
        tmp_path,
        {
            "clauses/vocabulary.yaml": vocabulary("chair", "motto"),
            "clauses/home/extra.yaml": drawn,
            "clauses/home/kind.svg": picture,
            "clauses/policies/phones.yaml": OUTLINE,
        },
    )
    document = made(world, "web")
    agreement = next(one for top in document.sections for one in top.sections if one.clause == "home:extra.agreement")
    assert [block.type for block in agreement.blocks] == ["paragraph", "paragraph", "figure"]
    assert len({block.id for block in agreement.blocks}) == 3


def test_sheets_that_a_pen_fills_are_not_published(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    compiler, found = load(world), settle(world)
    board = compiler.compile(found, "phones")
    assert list(board.sheets) == ["extra-form", "extra-agreement", "extra-who"]
    assert list(compiler.in_edition(found, board, "web").sheets) == ["extra-who"]
    assert list(compiler.in_edition(found, board, "staff").sheets) == list(board.sheets)


@pytest.mark.parametrize("edition", ["staff", "web"])
def test_a_copy_for_approval_says_so_and_leaves_no_line_for_a_pen(tmp_path: Path, edition: Edition) -> None:
    document = made(world_of(tmp_path), edition, "online")
    assert "Signed copy | none yet: not adopted" in cover(document)
    assert "policygen:approval" not in [one.id for one in document.sections]
    assert not [part for part in parts_of(document) if isinstance(part, Blank)]
    assert "policygen:history" not in [one.id for one in document.sections]
    assert "For approval by | the full board" in cover(document)
    assert not [line for line in cover(document) if "Approved" in line or "approved |" in line]


def test_a_draft_says_that_nothing_was_adopted(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    compiler, found = load(world), settle(world)
    document = compiler.in_edition(found, compiler.compile(found, "phones", draft=True), "web").document
    assert "Signed copy | none yet: not adopted" in cover(document)


def said(document: Document) -> list[str]:
    blocks = section(document, "policygen:approval").blocks
    return [words_of(block.children) for block in blocks if isinstance(block, Paragraph)]


def test_the_web_copy_of_an_adopted_policy_is_adopted_as_the_boards_is(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary("chair", "motto")})
    record(world)
    document = made(world, "web", "online")
    assert (document.state, document.cover.status) == ("adopted", "Adopted 3 December 2026")
    assert said(document) == [
        "This policy was approved by the full board on 3 December 2026, minute 14/26.",
        "The school holds the signed copy.",
    ]
    assert "policygen:history" in [one.id for one in document.sections]
    assert not [part for part in parts_of(document) if isinstance(part, SignatureBlock)]
    assert "adopted/online" not in str(document)


def test_the_web_copy_of_words_that_were_not_adopted_claims_no_adoption(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary("chair", "motto")})
    record(world)
    change(world, "clauses/home/basics.yaml", "are *kind*", "are *very kind*")
    compiler, found = load(world), settle(world)
    document = compiler.in_edition(found, compiler.compile(found, "online"), "web").document
    assert document.state == "for-approval"
    assert "Signed copy | none yet: not adopted" in cover(document)


def test_editions_add_no_finding_that_the_boards_copy_has(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary()})
    record(world)
    change(world, "clauses/home/basics.yaml", "are *kind*", "are *very kind*")
    assert [one.code for one in check(world)] == [one.code for one in check(world, editions=("staff", "web"))]


@pytest.mark.parametrize("edition", ["staff", "web"])
def test_a_schools_own_words_are_printed_for_everybody(tmp_path: Path, edition: Edition) -> None:
    tailoring = """
  - {add: {after: basics.why}, id: own.words, title: Ours, text: We sing., because: We like to}
  - {replace: basics.why, text: We are safe., because: It was long}
"""
    files = {"clauses/vocabulary.yaml": vocabulary(), "schools/hilltop.yaml": school(tailoring=tailoring)}
    document = made(lay_out(tmp_path, files), edition, "online")
    assert words(document, "hilltop:own.words") == "We sing."
    assert words(document, "home:basics.why") == "We are safe."
    assert "We like to" not in str(document)


@pytest.mark.parametrize(("edition", "printed"), [("board", True), ("web", False)])
def test_what_the_library_keeps_off_the_web_stays_off_it_reworded(
    tmp_path: Path, edition: Edition, printed: bool
) -> None:
    tailoring = """
  - {replace: extra.form, text: Ring the bell twice., because: We have a bell}
"""
    files = {
        "clauses/vocabulary.yaml": vocabulary(),
        "clauses/home/extra.yaml": EXTRA,
        "clauses/policies/phones.yaml": OUTLINE,
        "schools/hilltop.yaml": school(tailoring=tailoring),
    }
    document = made(lay_out(tmp_path, files), edition)
    assert ("Ring the bell twice." in words(document, "home:extra.form")) is printed
