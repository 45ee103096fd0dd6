"""What policies promise, as a plan: only what the school's own words say, with its own people and its own dates."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from policygen.api.duties import SchoolDuties
from policygen.api.library import load
from policygen.assemble.wording import Wording
from policygen.document.model import Blank, Document, LineBreak
from policygen.document.plain import words_of
from policygen.document.walk import parts_of
from policygen.report.duties.model import DutyHolder
from policygen.report.duties.printed import holder_words
from policygen.world.disk import DiskWorld
from tests.cli.test_build_calendar import events
from tests.support.docx_words import DocxWords
from tests.support.projects import SMALL, lay_out
from tests.support.settings import school

YEAR = """
school_year:
  - {id: autumn, title: Autumn term, months: [september, october, november, december], last_day: 15}
  - {id: summer, title: Summer term, months: [january, february, march, april, may, june, july], last_day: 12}
"""
ONLINE = """
id: online
title: Online safety policy
subject: How it is kept.
people: [headteacher]
signatories: [chair]
sections:
  - {id: all, title: All, clauses: [example.one]}
"""
# 29 November 2026, in the small project's calendar.
NOVEMBER = "1795910400"
AUGUST = "1787961600"


def plan(
    folder: Path, text: str, *duties: str, today: str = NOVEMBER, year: int | None = None, **settings: str
) -> SchoolDuties:
    """The plan of Hilltop, whose only clause has this text and these duties."""
    clause = {"id": "example.one", "title": "One", "kind": "duty", "audience": ["staff"], "cites": ["care_act"]}
    listed = "".join(f"\n      - {duty}" for duty in duties)
    entry = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in clause.items())
    file = f"clauses:\n  -{entry[3:]}    text: {json.dumps(text)}\n    duties:{listed}\n"
    vocabulary = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8") + YEAR
    settings = {"policies": "\n  online: {version: '1', meeting_on: 2026-12-03}"} | settings
    lay_out(
        folder,
        {
            "clauses/law/example.yaml": file,
            "clauses/vocabulary.yaml": vocabulary,
            "clauses/policies/online.yaml": ONLINE,
            "schools/hilltop.yaml": school(**settings),
        },
    )
    library = load(DiskWorld(folder, folder, {"SOURCE_DATE_EPOCH": today}))
    assert [one.message for one in library.diagnostics if one.severity == "error"] == []
    session = library.open("hilltop")
    assert session.usable, [one.message for one in session.diagnostics]
    return session.duties(year)


def told(found: SchoolDuties) -> list[list[str]]:
    """The plan as a person reads it in a spreadsheet, without the heading: when, how soon, dates, who, what …"""
    (artifact,) = found.artifacts(("csv",))
    return list(csv.reader(io.StringIO(artifact.data.decode("utf-8-sig"))))[1:]


def lines_of(document: Document) -> list[str]:
    """The lines of a Document's table cells."""
    found = [""]
    for part in parts_of(document):
        children = getattr(part, "children", ()) if type(part).__name__ == "Cell" else ()
        for child in children:
            if isinstance(child, LineBreak):
                found.append("")
            else:
                found[-1] += words_of((child,))
        found.append("")
    return [line for line in found if line]


REPORT = "{who: online_lead, what: report to the board, every: year, by: summer, says: once a year}"


def test_a_duty_has_its_post_with_the_name_its_date_and_the_clause_that_promises_it(tmp_path: Path) -> None:
    (row,) = told(plan(tmp_path, "Once a year the lead will report.", REPORT))
    assert row == [
        "Summer term", "", "2027-07-12", "Safeguarding lead (Sam Okoro)", "Report to the board", "Online safety policy",
        "1.1 One", "once a year",
    ]  # fmt: skip


def test_a_vacant_post_is_called_vacant(tmp_path: Path) -> None:
    (row,) = told(plan(tmp_path, "Once a year.", REPORT, people="{safeguarding_lead: vacant, headteacher: Ann Reed}"))
    assert row[3] == "Safeguarding lead (vacant)"


def test_the_post_that_takes_over_for_a_vacant_one_is_named(tmp_path: Path) -> None:
    wording = Wording.load(lay_out(tmp_path))
    holder = DutyHolder("Safeguarding lead", vacant=True, cover=DutyHolder("Head of ICT", names=("Ann Reed",)))
    assert holder_words(holder, wording) == "Safeguarding lead (vacant: the Head of ICT (Ann Reed) will take over)"


def test_several_hold_a_post_and_one_person_is_named_once(tmp_path: Path) -> None:
    people = "\n  headteacher: {holders: [{name: Ann Reed}, {name: Bo Hall}]}\n  safeguarding_lead: Sam Okoro"
    duty = (
        "{who: [headteacher, online_lead, safeguarding_lead, school.board, staff], what: meet, every: year, says: once}"
    )
    (row,) = told(plan(tmp_path, "Once a year.", duty, people=people))
    assert row[3] == "Headteacher (Ann Reed and Bo Hall), Safeguarding lead (Sam Okoro), The governing board and Staff"


def test_where_a_clause_names_nobody_it_is_the_school_and_the_page_has_room_for_a_name(tmp_path: Path) -> None:
    found = plan(tmp_path, "Once a year.", "{what: test the filter, every: year, says: once a year}")
    assert told(found)[0][3] == "The school"
    assert "The school: test the filter" in found.text()


def test_a_branch_that_the_school_does_not_have_promises_nothing(tmp_path: Path) -> None:
    text = "{% if school.boarding %}Each term boarders are asked.{% else %}Once a year pupils are asked.{% endif %}"
    duties = (
        "{what: ask boarders, every: term, says: each term boarders}",
        "{what: ask pupils, every: year, says: once a year pupils}",
    )
    assert [row[4] for row in told(plan(tmp_path / "day", text, *duties))] == ["Ask pupils"]
    boarding = plan(tmp_path / "boarding", text, *duties, school="{name: Hilltop, phase: [primary], boarding: yes}")
    assert [row[4] for row in told(boarding)] == ["Ask boarders"]


def test_a_duty_with_a_condition_is_for_the_schools_that_meet_it(tmp_path: Path) -> None:
    duties = [
        f"{{what: count {phones}, every: year, when: {{phones: {phones}}}, says: once a year}}"
        for phones in ("handed_in", "lockers")
    ]
    assert [row[4] for row in told(plan(tmp_path, "Once a year.", *duties))] == ["Count handed_in"]


def test_what_the_schools_own_words_no_longer_promise_is_said_and_not_planned(tmp_path: Path) -> None:
    tailoring = (
        '[{replace: example.one, text: "The lead will report to the board each term.", because: "We meet often."}]'
    )
    duties = (REPORT, "{who: online_lead, what: speak to the board, every: term, says: report to the board}")
    found = plan(tmp_path, "Once a year the lead will report to the board.", *duties, tailoring=tailoring)
    assert [row[4] for row in told(found)] == ["Speak to the board"]
    assert [lost.says for lost in found.plan.lost] == ["once a year"]
    assert "Not in this plan" in found.text()
    assert "Online safety policy, 1.1 One: “once a year”" in found.text()


def test_a_school_lists_what_its_own_words_promise(tmp_path: Path) -> None:
    tailoring = """
  - replace: example.one
    text: The pupils' council meets each term.
    because: It does.
    duties: [{who: headteacher, what: "meet the pupils' council", every: term, says: each term}]
  - add: {after: example.one}
    id: school.chapel
    title: Chapel
    text: Chapel phones are counted once a year.
    because: They are.
    duties: [{what: count the phones in chapel, every: year, by: september, says: once a year}]"""
    found = plan(tmp_path, "Once a year the lead will report.", REPORT, tailoring=tailoring)
    assert [(row[0], row[4], row[6]) for row in told(found)] == [
        ("September", "Count the phones in chapel", "1.2 Chapel"),
        ("Each term", "Meet the pupils' council", "1.1 One"),
    ]
    assert [lost.says for lost in found.plan.lost] == ["once a year"]
    assert {duty.file for duty in found.plan.duties} == {"schools/hilltop.yaml"}


def test_a_time_that_the_school_gives_is_printed_as_it_gave_it(tmp_path: Path) -> None:
    text = "{% if choices.answer_within is answered %}People hear back within {{ choices.answer_within }}.{% endif %}"
    duty = (
        "{who: online_lead, what: answer, every: when a report comes in, within: choices.answer_within, "
        'says: "within {{ choices.answer_within }}"}'
    )
    answered = plan(tmp_path / "yes", text + " So.", duty, choices="{phones: handed_in, answer_within: 2 days}")
    assert told(answered)[0][:3] == ["a report comes in", "within 2 days", ""]
    assert "Safeguarding lead (Sam Okoro): when a report comes in, answer within 2 days" in answered.text()
    assert told(plan(tmp_path / "no", text + " So.", duty)) == []


def test_how_soon_can_be_in_words(tmp_path: Path) -> None:
    duties = [f"{{what: tell, every: when asked, within: {soon}, says: told}}" for soon in ("30 days", "at once")]
    assert [row[1] for row in told(plan(tmp_path, "All are told.", *duties))] == ["within 30 days", "at once"]


def test_each_term_and_month_has_its_day_and_weeks_have_none(tmp_path: Path) -> None:
    duties = [f"{{what: look, every: {every}, says: looks}}" for every in ("week", "month", "term", "year")]
    rows = {row[0]: row[2].split("; ") for row in told(plan(tmp_path, "Somebody looks.", *duties))}
    assert list(rows) == ["Once in the school year", "Each term", "Each month", "Each week"]
    assert rows["Once in the school year"] == ["2027-07-12"]
    assert rows["Each term"] == ["2026-12-15", "2027-07-12"]
    assert rows["Each month"][:4] == ["2026-09-30", "2026-10-31", "2026-11-30", "2026-12-15"]
    assert rows["Each month"][-1] == "2027-07-12"
    assert rows["Each week"] == [""]


@pytest.mark.parametrize(
    ("today", "year", "first"), [(NOVEMBER, None, 2026), (AUGUST, None, 2025), (AUGUST, 2026, 2026)]
)
def test_the_school_year_is_the_present_one_or_the_one_that_is_named(
    tmp_path: Path, today: str, year: int | None, first: int
) -> None:
    duty = "{what: look, every: year, by: september, says: looks}"
    found = plan(tmp_path, "Somebody looks.", duty, today=today, year=year)
    assert told(found)[0][2] == f"{first}-09-30"
    assert f"school year {first}/{first - 1999}" in found.text()


def test_a_review_is_on_the_date_that_the_cover_gives(tmp_path: Path) -> None:
    duty = "{who: policy.approving_body, what: review it, every: year, by: policy.review_on, says: is reviewed}"
    policies = (
        "\n  online: {version: '1', meeting_on: 2026-12-03, review_after: 1 year, approving_body: the full board}"
    )
    (row,) = told(plan(tmp_path, "It is reviewed.", duty, policies=policies))
    assert row[:4] == ["By 3 December 2027", "", "2027-12-03", "The full board"]


def test_a_review_after_the_school_year_comes_last_and_is_not_on_the_page_of_the_year(tmp_path: Path) -> None:
    duties = ("{what: review, every: year, by: policy.review_on, says: looks}", REPORT.replace("once a year", "looks"))
    policies = "\n  online: {version: '1', meeting_on: 2026-12-03, review_after: 1 year}"
    found = plan(tmp_path, "Somebody looks.", *duties, policies=policies)
    headings = [words_of(part.title) for part in found.documents["duties"].sections[0].sections]
    assert headings == ["Summer term (by 12 July 2027)", "After this school year (by 3 December 2027)"]
    assert not any("2027" in line for line in lines_of(found.documents["year"]))


def test_a_line_of_the_page_hangs_under_its_own_words(tmp_path: Path) -> None:
    long = "count the devices and look at the register of what was found on each of them since somebody last looked"
    found = plan(
        tmp_path, "Somebody looks.", f"{{who: headteacher, what: {long}, every: year, by: summer, says: looks}}"
    )
    made = {one.name.rpartition("/")[2]: one.data for one in found.artifacts(("docx", "pdf"))}
    (paragraph,) = (each for each in DocxWords(made["year.docx"]).paragraphs if each.words.startswith("• Principal"))
    indent = paragraph.element.find("{*}pPr/{*}ind")
    assert indent is not None
    assert len(set(indent.attrib.values())) == 1  # what hangs is what is indented
    page = pypdfium2.PdfDocument(made["year.pdf"])[0].get_textpage()
    words = page.get_text_range()
    bullet = words.index("•")
    further = next(place for place in re.finditer(r"\n(?=\w)", words[bullet:]))
    assert page.get_charbox(bullet + further.end())[0] == pytest.approx(page.get_charbox(bullet + 2)[0], abs=1)


def test_no_cell_of_the_spreadsheet_is_a_formula(tmp_path: Path) -> None:
    names = ("=1+1", "+44", "-2", "@ board", "＝1")
    for number, name in enumerate(names):
        duty = '{who: school.board, what: "{{ school.board }}", every: year, says: once a year}'
        settings = f"{{name: Hilltop, phase: [primary], board: {json.dumps(name)}}}"
        (row,) = told(plan(tmp_path / str(number), "Once a year.", duty, school=settings))
        assert row[3:5] == [f"'{name}"] * 2


def test_a_spreadsheet_cell_keeps_its_line_and_the_file_says_that_it_is_utf_8(tmp_path: Path) -> None:
    duty = '{what: "ask, and “listen”", every: year, says: once a year}'
    (artifact,) = plan(tmp_path, "Once a year.", duty).artifacts(("csv",))
    assert artifact.data.startswith(b"\xef\xbb\xbf")
    assert artifact.data.count(b"\r\n") == 2
    assert '"Ask, and “listen”"'.encode() in artifact.data


def calendar(found: SchoolDuties, folder: Path) -> list[tuple[str, date, str]]:
    """The events of the calendar, as the reader of the calendar of reviews has them."""
    path = folder / "read.ics"
    artifacts = found.artifacts(("ics",))
    if not artifacts:
        return []
    path.write_bytes(artifacts[0].data)
    return [(one.uid, one.on, one.summary) for one in events(path)]


DUTIES = (
    "{who: headteacher, what: look, every: term, says: looks}",
    "{who: headteacher, what: count, every: year, by: september, says: looks}",
    "{who: policy.approving_body, what: review it, every: year, by: policy.review_on, says: looks}",
    "{who: headteacher, what: tell, every: when asked, says: looks}",
    "{who: staff, what: watch, every: week, says: looks}",
)


def test_the_calendar_has_an_event_for_each_day_and_leaves_reviews_to_their_own(tmp_path: Path) -> None:
    found = calendar(plan(tmp_path, "Somebody looks.", *DUTIES), tmp_path)
    assert [(on, summary) for _, on, summary in found] == [
        (date(2026, 9, 30), "Count – Principal (Ann Reed)"),
        (date(2026, 12, 15), "Look – Principal (Ann Reed)"),
        (date(2027, 7, 12), "Look – Principal (Ann Reed)"),
    ]
    assert len({uid for uid, _, _ in found}) == 3


def test_an_event_keeps_its_uid_and_the_next_year_has_events_of_its_own(tmp_path: Path) -> None:
    uids = [
        {uid for uid, _, _ in calendar(plan(tmp_path / name, "Somebody looks.", *DUTIES, year=year), tmp_path)}
        for name, year in (("one", 2026), ("again", 2026), ("next", 2027))
    ]
    assert uids[0] == uids[1]
    assert not uids[0] & uids[2]


def test_without_dates_there_is_no_calendar(tmp_path: Path) -> None:
    assert calendar(plan(tmp_path, "Somebody looks.", DUTIES[3]), tmp_path) == []


def test_the_json_has_the_same_keys_whatever_is_known(tmp_path: Path) -> None:
    found = json.loads(plan(tmp_path, "Somebody looks.", *DUTIES).text("json"))
    assert (found["version"], found["school"], found["year"]) == (1, "hilltop", 2026)
    assert {tuple(sorted(duty)) for duty in found["duties"]} == {
        (
            "clause",
            "due",
            "event",
            "every",
            "file",
            "key",
            "line",
            "number",
            "policy",
            "says",
            "title",
            "what",
            "who",
            "within",
        )
    }
    counted = next(duty for duty in found["duties"] if duty["what"] == "count")
    assert counted["who"] == [{"title": "Principal", "names": ["Ann Reed"], "vacant": False, "covered_by": ""}]
    assert counted["due"] == [{"on": "2026-09-30", "time": "September", "suggested": True}]
    assert (counted["file"], counted["clause"]) == ("law:example.yaml", "law:example.one")


def test_the_page_lists_what_comes_round_and_what_somebody_does_when_something_happens(tmp_path: Path) -> None:
    duties = (
        *DUTIES,
        "{what: test, every: year, by: summer, says: looks}",
        "{who: staff, what: tell, every: when hurt, says: looks}",
    )
    found = plan(tmp_path, "Somebody looks.", *duties)
    (pdf,) = (one for one in found.artifacts(("pdf",)) if one.name.endswith("/year.pdf"))
    assert pdf.data.startswith(b"%PDF")
    sheet = found.documents["year"]
    assert lines_of(sheet) == [
        "When", "What", "September", "• Principal (Ann Reed): count", "Summer term", "• Who will do it: test",
        "Each term", "• Principal (Ann Reed): look", "Each week", "• Staff: watch", "When it happens",
        "• Principal (Ann Reed): when asked, tell",
    ]  # fmt: skip
    assert [part.kind for part in parts_of(sheet) if isinstance(part, Blank)] == ["meeting"]


def test_several_on_the_page_are_named_without_their_posts_and_each_once(tmp_path: Path) -> None:
    people = (
        "\n  headteacher: {holders: [{name: Ann Reed}, {name: Bo Hall}]}\n  safeguarding_lead: Bo Hall\n  chair: vacant"
    )
    duty = "{who: [headteacher, safeguarding_lead, chair], what: meet, every: term, says: looks}"
    sheet = plan(tmp_path, "Somebody looks.", duty, people=people).documents["year"]
    assert lines_of(sheet)[-1] == "• Ann Reed, Bo Hall and Chair of governors (vacant): meet"


def test_what_does_not_fit_on_the_page_is_left_to_the_plan(tmp_path: Path) -> None:
    duties = [
        f"{{who: headteacher, what: do part {n} of what has to be done then, every: when {n} happens, says: looks}}"
        for n in range(60)
    ]
    documents = plan(tmp_path, "Somebody looks.", *duties).documents
    shown = lines_of(documents["year"])
    assert shown[-1] == "• The full plan has more."
    assert 20 < len(shown) < 60
    assert sum("do part" in line.lower() for line in lines_of(documents["duties"])) == 60


def test_the_documents_are_the_same_each_time(tmp_path: Path) -> None:
    formats = ("csv", "ics", "docx")
    one, other = (
        [
            (artifact.name, artifact.data)
            for artifact in plan(tmp_path / name, "Somebody looks.", *DUTIES).artifacts(formats)
        ]
        for name in ("one", "other")
    )
    assert one == other
