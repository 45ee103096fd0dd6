"""A clause's words in the Document: blocks, markers, values as holes, links, British dates and roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.assemble.sheets import sheet_of
from policygen.assemble.wording import Wording
from policygen.document.model import Link, Paragraph, Value
from policygen.report.explain import values_of
from tests.support.documents import HARD_NAME
from tests.support.projects import check, document, lay_out, load
from tests.support.settings import school
from tests.support.words import clause, cover, lines, section

PRINTED = HARD_NAME.replace("'", "’")
QUOTED = "'" + HARD_NAME.replace("'", "''") + "'"


def words(folder: Path, text: str, title: str = "Extra", **groups: str) -> list[str]:
    """The lines of a clause of this text in the school's policy, its heading left out."""
    made = document(
        lay_out(folder, {"clauses/law/duties.yaml": duties(text, title), "schools/hilltop.yaml": school(**groups)})
    )
    return clause(made, "law:duties.board")[1:]


def duties(text: str, title: str = "Extra") -> str:
    """The law library with this as the text of `duties.board`."""
    indented = "".join(f"      {line}\n" if line else "\n" for line in text.splitlines())
    return (
        f"clauses:\n  - id: duties.board\n    title: {title}\n    kind: duty\n    audience: [staff]\n"
        f"    text: |\n{indented}"
        "  - {id: duties.form, title: A form, kind: form, audience: [staff], text: A.}\n"
    )


HARD = f"\n  name: {QUOTED}\n  phase: [primary]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ school.name }}", [PRINTED]),
        ("At {{ school.name }}, *{{ school.name }}*.", [f"At {PRINTED}, *{PRINTED}*."]),
        ("**{{ school.name }}**s", [f"**{PRINTED}**s"]),
        ("- {{ school.name }}\n- b", [f"• {PRINTED}", "• b"]),
        ("1. {{ school.name }}\n   1. {{ school.name }}", [f"(a) {PRINTED}", f"  (i) {PRINTED}"]),
        ("| {{ school.name }} |\n| --- |\n| {{ school.name }} |", [PRINTED, PRINTED]),
        ("{{ school.name }}\n: Means {{ school.name }}", [f"{PRINTED}: Means {PRINTED}"]),
        ("{% if school.name is answered %}{{ school.name | sentence }}{% endif %}", [PRINTED]),
        ("{% for r in choices.routes %}\n- {{ school.name }}\n{% endfor %}", [f"• {PRINTED}"]),
    ],
)  # fmt: skip
def test_a_name_full_of_signs_comes_out_as_exactly_itself(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert words(tmp_path, text, school=HARD) == expected


def test_a_name_full_of_signs_is_itself_in_headings_cover_header_and_properties(tmp_path: Path) -> None:
    files = {
        "clauses/law/duties.yaml": duties("A.", "Of {{ school.name }}"),
        "schools/hilltop.yaml": school(school=HARD),
    }
    made = document(lay_out(tmp_path, files))
    assert clause(made, "law:duties.board")[0] == f"3.1 Of {PRINTED}"
    assert [child.text for child in made.cover.school] == [PRINTED]
    assert made.header == f"{PRINTED} · Online safety policy"
    assert (made.metadata.author, made.metadata.title) == (PRINTED, f"Online safety policy – {PRINTED}")
    names = {value.text for top in made.sections for value in values_of(top) if value.origin.key == "school.name"}
    assert names == {PRINTED}


def test_a_value_knows_its_key_file_and_line(tmp_path: Path) -> None:
    found = section(document(lay_out(tmp_path)), "home:basics.why").blocks[0]
    assert isinstance(found, Paragraph)
    name = found.children[0]
    assert isinstance(name, Value)
    assert (name.origin.key, name.origin.file, name.origin.line) == ("school.name", "schools/hilltop.yaml", 4)


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "//evil.test",
        "vbscript:x",
        "\tjavascript:x",
        "../x",
    ],
)
def test_a_link_to_another_scheme_is_dropped_and_its_words_are_kept(tmp_path: Path, target: str) -> None:
    value = '"' + target.replace("\t", "\\t") + '"'
    assert words(
        tmp_path, "See [our motto]({{ choices.motto }}).", choices=f"\n  phones: lockers\n  motto: {value}"
    ) == ["See our motto."]


@pytest.mark.parametrize("before", ["mailto:", "https://"])
def test_a_value_can_be_a_part_of_an_address(tmp_path: Path, before: str) -> None:
    text = f"See [our office]({before}{{{{ school.email }}}})."
    school = "{name: Hilltop, phase: [primary], email: a@hilltop.example}"
    assert words(tmp_path, text, school=school) == [f"See our office <{before}a@hilltop.example>."]


@pytest.mark.parametrize(
    "target", ["https://hilltop.example/a?b=c&d=%20e", "mailto:a@hilltop.example", "tel:+441632960001"]
)
def test_a_link_to_a_scheme_on_the_list_is_kept_as_it_was_written(tmp_path: Path, target: str) -> None:
    assert words(tmp_path, f"See [our motto]({target}).") == [f"See our motto <{target}>."]


def test_a_web_address_that_a_school_gives_is_kept_as_it_was_written(tmp_path: Path) -> None:
    target = "https://hilltop.example/a?b=c&d=%20e"
    school = f'{{name: Hilltop, phase: [primary], website: "{target}"}}'
    assert words(tmp_path, "See [our site]({{ school.website }}).", school=school) == [f"See our site <{target}>."]


def test_a_link_written_in_a_clause_is_checked_too(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {"clauses/law/duties.yaml": duties("[a](javascript:alert(1))")})
    assert [one.code for one in check(world, [])] == ["PG247"]


def test_straight_quotes_become_curly_and_dashes_stay(tmp_path: Path) -> None:
    assert words(tmp_path, 'The school\'s "rules" -- and (c)') == ["The school’s “rules” -- and (c)"]


def test_lists_are_lettered_then_in_roman_figures_and_bullets_stay_bullets(tmp_path: Path) -> None:
    text = "1. a\n1. b\n   1. c\n   1. d\n      - e\n1. f\n\n- g\n  1. h"
    assert words(tmp_path, text) == ["(a) a", "(b) b", "  (i) c", "  (ii) d", "    • e", "(c) f", "• g", "  (a) h"]


def test_a_list_goes_on_after_z_as_word_processors_do(tmp_path: Path) -> None:
    found = words(tmp_path, "\n".join("1. x" for _ in range(28)))
    assert [line.split()[0] for line in found[24:]] == ["(y)", "(z)", "(aa)", "(bb)"]


def test_a_value_of_a_closed_list_prints_as_its_meaning(tmp_path: Path) -> None:
    assert words(tmp_path, "{{ choices.phones }}, {{ school.phase }}, {{ school.boarding }}") == [
        "Handed in, Primary, no"
    ]


def test_several_values_are_joined_with_commas_and_a_word(tmp_path: Path) -> None:
    text = "{{ choices.routes | all_of }}; {{ choices.routes | any_of }}; {{ choices.routes }}"
    found = words(tmp_path, text, choices="\n  phones: lockers\n  routes: [the office, a teacher, a friend]")
    assert found == [
        "the office, a teacher and a friend; the office, a teacher or a friend; the office, a teacher and a friend"
    ]


def test_dates_and_times_are_written_as_in_britain(tmp_path: Path) -> None:
    found = words(
        tmp_path,
        "{{ policy.meeting_on }}, {{ policy.review_on }}, {{ choices.answer_within }}, {{ policy.review_after }}",
        policies="\n  online: {meeting_on: 2026-12-03, review_on: 1 jan 2028}",
        choices="\n  phones: own_care\n  answer_within: 2 working days",
    )
    assert found == ["3 December 2026, 1 January 2028, 2 working days, 1 year"]


def test_a_role_is_called_by_the_schools_title_as_in_a_sentence(tmp_path: Path) -> None:
    people = """
  headteacher: {name: Ann Reed, title: Acting principal}
  chair: {name: Jo Bell, title: Chair of trustees}
  safeguarding_lead: {title: SENCO}"""
    text = "{{ people.headteacher | sentence }}, {{ people.chair }} and {{ people.safeguarding_lead }}"
    details = "{{ people.headteacher.name }}, {{ people.headteacher.title }}"
    assert words(tmp_path, f"{text}.\n\n{details}", people=people) == [
        "The acting principal, the chair of trustees and the SENCO.",
        "Ann Reed, Acting principal",
    ]


@pytest.mark.parametrize(
    ("title", "within"),
    [
        ("Headteacher", "the headteacher"),
        ("Co-headteachers", "the co-headteachers"),
        ("Co-Headteachers", "the Co-Headteachers"),
        ("Co-Chairs of Governors", "the Co-Chairs of Governors"),
        ("Chair of Governors", "the Chair of Governors"),
        ("Head of School, Ash Lane", "the Head of School, Ash Lane"),
        ("Head of IT", "the head of IT"),
        ("IT manager", "the IT manager"),
        ("SENCo and deputy head", "the SENCo and deputy head"),
        ("principal", "the principal"),
    ],
)
def test_a_title_with_capitals_of_its_own_keeps_them_in_a_sentence(tmp_path: Path, title: str, within: str) -> None:
    people = f'\n  headteacher: {{name: Ann Reed, title: "{title}"}}\n  chair: Jo Bell'
    found = words(tmp_path, "{{ people.headteacher | sentence }} and {{ people.headteacher }}.", people=people)
    assert found == [f"T{within[1:]} and {within}."]


@pytest.mark.parametrize(
    ("phones", "expected"), [("handed_in", "Away here"), ("lockers", "Up here"), ("own_care", "Kept here")]
)
def test_a_word_or_two_turn_on_an_if(tmp_path: Path, phones: str, expected: str) -> None:
    text = (
        '{% if choices.phones == "handed_in" %}Away{% elif choices.phones in ["lockers"] %}Up{% else %}Kept{% endif %}'
        '{{ " all" if school.boarding else " here" }}'
    )
    assert words(tmp_path, text, choices=f"\n  phones: {phones}") == [expected]


def test_a_clause_that_others_share_is_filled_for_each_school(tmp_path: Path) -> None:
    second = school(school="\n  name: Second School\n  phase: [primary]")
    compiler = load(lay_out(tmp_path, {"schools/second.yaml": second}))
    for name, expected in (("hilltop", "Hilltop School"), ("second", "Second School"), ("hilltop", "Hilltop School")):
        found = compiler.school(name)
        assert found is not None
        assert clause(compiler.compile(found, "online").document, "home:basics.why")[1].startswith(f"{expected} keeps")


def test_links_of_contacts_go_where_the_register_says(tmp_path: Path) -> None:
    found = section(document(lay_out(tmp_path)), "home:telling.record").blocks[0]
    link = found.rows[1].cells[1].children[0]
    assert isinstance(link, Link)
    assert link.target == "https://helpline.test.org/"
    assert isinstance(link.children[0], Value)


def test_the_cover_names_people_once(tmp_path: Path) -> None:
    found = cover(document(lay_out(tmp_path)))
    assert found[:2] == ["Principal | Ann Reed", "Safeguarding lead | Sam Okoro"]
    assert not any("Online safety lead" in line for line in [*found, *lines(document(lay_out(tmp_path / "again")))])


PARTS = """Before.

### Day trips

In May.

- All go.

### Nights away at {{ school.name }}

In June.
"""


def test_a_line_with_three_signs_is_a_heading_of_the_third_level(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path, {"clauses/law/duties.yaml": duties(PARTS)}))
    whole = section(made, "law:duties.board")
    assert [(one.id, one.level, one.number) for one in whole.sections] == [
        ("law:duties.board/2", 3, f"{whole.number}.1"),
        ("law:duties.board/5", 3, f"{whole.number}.2"),
    ]
    assert [block.id for one in (whole, *whole.sections) for block in one.blocks] == [
        f"law:duties.board/{n}" for n in (1, 3, 4, 6)
    ]
    assert clause(made, "law:duties.board")[1:] == [
        "Before.", f"{whole.number}.1 Day trips", "In May.", "• All go.",
        f"{whole.number}.2 Nights away at Hilltop School", "In June.",
    ]  # fmt: skip


def test_a_form_follows_the_last_part_of_its_text(tmp_path: Path) -> None:
    library = (
        "clauses:\n  - {id: duties.board, title: A, kind: duty, audience: [staff], text: A.}\n"
        "  - id: duties.form\n    title: A form\n    kind: form\n    audience: [staff]\n"
        "    text: |\n      ### The slip\n\n      Please return it.\n"
        "    form:\n      - signatures: [Parent]\n"
    )
    made = document(lay_out(tmp_path, {"clauses/law/duties.yaml": library}))
    whole = section(made, "law:duties.form")
    assert not whole.blocks
    (part,) = whole.sections
    assert [block.type for block in part.blocks] == ["paragraph", "signatures"]
    assert len({block.id for block in part.blocks} | {part.id}) == 3


def test_on_a_sheet_a_heading_within_the_clause_follows_the_title(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {"clauses/law/duties.yaml": duties(PARTS)})
    sheet = sheet_of(document(world), "law:duties.board", "Online safety", Wording.load(world))
    assert sheet is not None
    (whole,) = sheet.sections
    assert [(one.level, one.number) for one in whole.sections] == [(2, ""), (2, "")]
