"""The page for the board and the notice for readers: whom a change concerns, in which words, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from policygen.assemble.wording import Wording
from policygen.compare.align import compare_documents
from policygen.document.model import (
    Blank,
    Block,
    Cell,
    ClauseRecord,
    Document,
    Emphasis,
    Inline,
    LineBreak,
    Paragraph,
    Row,
    Section,
    Signatory,
    SignatureBlock,
    Strong,
    Table,
)
from policygen.document.plain import words_of
from policygen.report.board.notice import notice_lines, reader_notice
from policygen.report.board.page import board_page
from policygen.report.board.sentences import changed_words, joined_sentences, sentence_inline
from policygen.report.board.told import READERS, PolicyChanges
from policygen.world.disk import DiskWorld
from tests.support.documents import everything, lettered, paragraph, text, value

ROOT = Path(__file__).parents[3]
APPROVAL = Section(id="policygen:approval", level=1, number="", title=text("Approval"), kind="back")


@cache
def wording() -> Wording:
    return Wording.load(DiskWorld(ROOT))


def clause(
    name: str, *blocks: Block | str, audience: Sequence[str] = ("staff",), **changes: Any
) -> tuple[Section, ClauseRecord]:
    """A clause: its section without a number, and its record."""
    made = tuple(
        paragraph(f"union:{name}/{n}", block) if isinstance(block, str) else block for n, block in enumerate(blocks, 1)
    )
    section = Section(
        id=f"union:{name}", level=2, number="", title=text(name.capitalize()), clause=f"union:{name}", blocks=made
    )
    digest = str(hash(words_of(text(repr(made)))))
    record = ClauseRecord(
        id=f"union:{name}", library="union", version="1", digest=digest, kind="duty", audience=tuple(audience)
    )
    return section, replace(record, **changes)


def policy(*clauses: tuple[Section, ClauseRecord], more: tuple[Section, ...] = (APPROVAL,), **changes: Any) -> Document:
    """A policy of one section whose clauses are numbered 1.1, 1.2 and so on."""
    inner = tuple(replace(section, number=f"1.{n}") for n, (section, _) in enumerate(clauses, 1))
    first = Section(id="policygen:section.one", level=1, number="1", title=text("One"), sections=inner)
    records = tuple(record for _, record in clauses)
    return replace(everything(), sections=(first, *more), clauses=records, state="for-approval", **changes)


def changes(old: Document, new: Document) -> PolicyChanges:
    return PolicyChanges(old, new, compare_documents(old, new), wording())


def marked(children: Sequence[Inline]) -> str:
    """Words with **new** and *old* ones marked, and line ends."""
    frames = {Strong: "**", Emphasis: "*"}
    return "".join(
        "\n" if isinstance(child, LineBreak) else words_of((child,)).join([frames.get(type(child), "")] * 2)
        for child in children
    )


def rows(sheet: Document) -> dict[str, list[str]]:
    """The lines of the front page's table by their headings."""
    (table,) = (block for block in sheet.sections[0].blocks if isinstance(block, Table))
    return {words_of(row.cells[0].children): marked(row.cells[1].children).split("\n") for row in table.rows}


def page(old: Document, new: Document, most: int | None = None) -> dict[str, list[str]]:
    made = changes(old, new)
    return rows(board_page(made, made.told(), most=most))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Answer within 3 days.", "Answer within 5 days.", "Answer within **5** (was *3*) days."),
        ("Staff never reply.", "Staff reply.", "Staff (no longer *never*) reply."),
        ("Staff, never reply.", "Staff never reply.", "Staff never reply."),
        ("Staff reply.", "Staff never reply.", "Staff **never** reply."),
        ("", "Staff reply.", "**Staff reply.**"),
        ("Staff reply.", "", "No longer: *Staff reply.*"),
        ("One two three four five.", "Six seven eight.", "**Six seven eight**."),
        ("Tell the lead, today.", "Tell the head, today.", "Tell the **head** (was *lead*), today."),
    ],
)
def test_a_sentence_shows_what_is_new_and_what_it_replaced(before: str, after: str, shown: str) -> None:
    assert marked(sentence_inline(changed_words(before, after), wording())) == shown


def test_items_and_cells_do_not_run_into_each_other() -> None:
    assert (
        joined_sentences(["Carry pagers:", "one", "two", "“Ring.”", "Then go"])
        == "Carry pagers: one; two; “Ring.” Then go"
    )


def test_a_long_sentence_is_cut_around_its_change() -> None:
    long = "a " * 40 + "{} " + "b " * 40
    shown = marked(sentence_inline(changed_words(long.format("old"), long.format("new")), wording(), 30))
    assert shown.startswith("… a a a")
    assert "**new** (was *old*) b b" in shown
    assert shown.endswith(" …")
    assert len(shown.split()) < 30


OLD = policy(
    clause("greet", "We greet each other. We smile.", audience=["everyone"]),
    clause("phones", lettered("union:phones/1", "Keep it off.", "Hand it in."), audience=["pupils", "parents"]),
    clause("reply", "Staff answer within 3 days. They are kind.", audience=["staff", "pupils"]),
    clause("record", "The lead records it within 3 days.", audience=["lead"], kind="advice"),
    clause("drills", "The board drills. It does so each year.", audience=["governors"]),
)
NEW = policy(
    clause("greet", "We greet each other by name. We smile.", audience=["everyone"]),
    # The letters of the items behind it change, and are no change of words.
    clause(
        "phones",
        lettered("union:phones/1", "Leave it at home.", "Keep it off.", "Hand it in."),
        audience=["pupils", "parents"],
    ),
    clause("reply", "Staff answer within 2 days. They are kind.", audience=["staff", "pupils"]),
    clause("record", "The lead records it within 2 days.", audience=["lead"], kind="advice"),
    clause("visits", "Visitors sign in. They wear a badge. They sign out.", audience=["visitors"]),
)


def test_each_change_is_told_once_under_the_first_it_concerns_and_named_under_the_others() -> None:
    shown = page(OLD, NEW)
    assert {key: shown[key] for key in list(shown)[:6]} == {
        "Everyone": ["1.1 Greet: We greet each other **by name**."],
        "Pupils": [
            "• 1.2 Phones: **Leave it at home.**",
            "• 1.3 Reply (also in 1.4): Staff answer within **2** (was *3*) days.",
        ],
        "Staff": ["Also 1.3, listed above."],
        "Parents and carers": ["Also 1.2, listed above."],
        "Governors": ["1.5 Drills (removed): The board drills. It does so each year."],
        "Others": ["1.5 Visits (new): Visitors sign in. They wear a badge. …"],
    }


def test_where_there_is_no_room_what_binds_people_stays_and_the_rest_is_counted() -> None:
    old = policy(*(clause(f"c{n}", "Do it.", kind="advice" if n < 3 else "duty") for n in range(5)))
    new = policy(*(clause(f"c{n}", f"Do it {n}.", kind="advice" if n < 3 else "duty") for n in range(5)))
    assert page(old, new, most=2)["Staff"] == [
        "• 1.4 C3: Do it **3**.",
        "• 1.5 C4: Do it **4**.",
        "• 3 more changes are in the annex.",
    ]
    assert page(old, new, most=4)["Staff"][-1] == "• One more change is in the annex."


def test_nothing_changes_for_whom_nothing_changes() -> None:
    shown = page(policy(clause("a", "Do it.")), policy(clause("a", "Do it now.")))
    assert (shown["Pupils"], shown["Governors"]) == (["Nothing changes."], ["Nothing changes."])
    assert "Everyone" not in shown


def test_the_annex_has_every_change_before_and_after_and_a_page_without_changes_has_none() -> None:
    made = changes(OLD, NEW)
    _, annex = board_page(made, made.told(), most=0).sections
    assert annex.new_page
    listed = dict.fromkeys(words_of(row.cells[0].children) for row in annex.blocks[-1].rows)  # type: ignore[union-attr]
    assert list(listed) == ["1.1 Greet", "1.2 Phones", "1.3 Reply", "1.4 Record", "1.5 Drills", "1.5 Visits"]
    same = changes(OLD, OLD)
    (only,) = board_page(same, same.told()).sections
    assert "The wording is the same." in words_of(only.blocks[-1].children)  # type: ignore[union-attr]


def cover(**people: str) -> Any:
    """The cover of the example with one table: people, or dates, by their keys."""
    cells = {key: (f"{key.capitalize()}", words) for key, words in people.items()}
    made = tuple(
        Row(
            id=f"policygen:cover.people/{key}",
            cells=(Cell(children=text(label)), Cell(children=(value(words, f"people.{key}.name"),))),
        )
        for key, (label, words) in cells.items()
    )
    return replace(everything().cover, tables=(Table(id="policygen:cover.people", widths=(0.5, 0.5), rows=made),))


def test_people_are_on_one_line_and_one_person_with_two_posts_is_named_once() -> None:
    same = clause("a", "Do it.")
    here = clause("b", Paragraph(id="union:b/1", children=(value("a@b.example", "contacts.office.email"),)))
    there = clause("b", Paragraph(id="union:b/1", children=(value("c@d.example", "contacts.office.email"),)))
    old = policy(same, here, cover=cover(head="Ann Reed", lead="Ann Reed", chair="Jo Bell", nurse="Al Poe"))
    new = policy(same, there, cover=cover(head="Bea Lund", lead="Bea Lund", chair="Jo Bell", guide="Cy Fox"))
    assert page(old, new)["People and dates"] == [
        "Head and lead: **Bea Lund** (was *Ann Reed*); Guide: **Cy Fox**; Nurse (no longer *Al Poe*); "
        "**c@d.example** (was *a@b.example*)"
    ]


def consulted(*entries: tuple[str, str]) -> Section:
    made = tuple(
        Row(id=f"policygen:consultation/1/row-{n}", cells=tuple(Cell(children=text(words)) for words in entry))
        for n, entry in enumerate(entries)
    )
    table = Table(id="policygen:consultation/1", widths=(0.5, 0.5), rows=made)
    return Section(
        id="policygen:consultation", level=1, number="", title=text("Consultation"), kind="back", blocks=(table,)
    )


def test_it_says_who_was_consulted_and_who_is_left_and_invents_nobody() -> None:
    groups = ("Staff and their unions", "Parents and carers")
    old, new = (clause("a", words, consult=groups) for words in ("Do it.", "Do it now."))
    asked = consulted(("Staff and their unions", "May 2026"), ("The council", ""))
    assert page(policy(old), policy(new, more=(APPROVAL, asked)))["Consultation"] == [
        "• Already consulted: Staff and their unions (May 2026); The council.",
        "• Still to be discussed with: parents and carers.",
    ]
    assert "Consultation" not in page(policy(clause("a", "Do it.")), policy(clause("a", "Do it now.")))


def departures(**reasons: str) -> Section:
    made = tuple(
        Row(
            id=f"policygen:departures/2/{name}",
            cells=tuple(
                Cell(children=children)
                for children in (
                    text(name), text("Reworded"), (value(why, "tailoring.because"),), text("The school"),
                )
            ),
        )
        for name, why in reasons.items()
    )  # fmt: skip
    table = Table(id="policygen:departures/2", widths=(0.25,) * 4, rows=made)
    return Section(id="policygen:departures", level=1, number="", title=(), kind="back", blocks=(table,))


def test_what_is_to_be_decided_is_what_is_new_signed_or_missing() -> None:
    signed = SignatureBlock(id="union:pledge/2", signatories=(Signatory(id="union:pledge/2/1", role="Parent"),))
    missing = Paragraph(id="union:b/1", children=(Blank(label="Day of the survey", key="choices.day"),))
    old = policy(
        clause("pledge", "I will.", signed, audience=["parents"]),
        clause("b", "Do it."),
        more=(APPROVAL, departures(one="Old reason")),
    )
    new = policy(
        clause("pledge", "I will not.", signed, audience=["parents"]),
        clause("b", missing),
        more=(APPROVAL, departures(one="Old reason", two="It was long.")),
    )
    assert page(old, new)["To decide"] == [
        "• Whether to approve the policy with these changes.",
        "• Whether to agree to the school’s own wording: two, reworded. The reason given: *It was long*.",
        "• Whether people who have signed 1.1 Pledge sign again, in the new words.",
        "• One answer is still missing: Day of the survey",
    ]
    for settled in (replace(new, state="adopted"), replace(new, sections=new.sections[:1])):
        assert "To decide" not in page(old, settled)


def test_a_notice_has_what_one_reader_reads_in_its_new_words() -> None:
    made = changes(OLD, NEW)
    assert list(notice_lines("staff", made))[2:] == [
        "", "1.1 Greet", "  We greet each other {+by name+}.", "",
        "1.3 Reply", "  Staff answer within {+2+} (was [-3-]) days.",
    ]  # fmt: skip
    governors = reader_notice("governors", made, made.told("governors"))
    assert rows(governors)["1.5 Drills"] == ["This section is no longer in the policy."]
    short = reader_notice("pupils", made, made.told("pupils"), most=1)
    assert list(rows(short).items())[1:] == [("Other sections that changed", ["1.2 Phones; 1.3 Reply"])]
    same = changes(OLD, OLD)
    assert list(notice_lines("staff", same))[1] == "Nothing in the policy changes for staff."


def test_a_terminal_does_not_obey_what_a_document_says() -> None:
    made = changes(policy(clause("a", "Do it.")), policy(clause("a", "Do \x1b[31m it.")))
    assert "\x1b" not in "".join(notice_lines("staff", made))


def test_every_audience_of_the_vocabulary_is_a_reader_of_the_page_or_a_guest() -> None:
    vocabulary = yaml.load((ROOT / "clauses/vocabulary.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    known = set(vocabulary["audiences"])
    listed = {audience for audiences in READERS.values() for audience in audiences}
    assert known - listed == {"volunteers", "visitors"}
    assert listed <= known
