"""What the review of the lawyer's findings says of the clauses holds: old words are gone, new ones are there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.reviews import clauses_in_words, one_line

ROOT = Path(__file__).resolve().parents[1]
REVIEW = yaml.load((ROOT / "docs/reviews/legal-2026-11-29-a.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
FINDINGS: list[dict[str, Any]] = REVIEW["findings"]
SECOND = yaml.load(
    (ROOT / "docs/reviews/second-reading-2026-11-29-a.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
LATER = [
    finding
    for reading in "efg"
    for finding in yaml.load(
        (ROOT / f"docs/reviews/second-reading-2026-11-29-{reading}.yaml").read_text(encoding="utf-8"),
        Loader=yaml.CSafeLoader,
    )["findings"]
]


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    return clauses_in_words()


@pytest.fixture(scope="module")
def charts() -> str:
    """The words of the drawings that clauses print."""
    drawn = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "clauses").glob("*/*.svg"))]
    return one_line(" ".join(re.sub(r"<[^>]+>", " ", text) for text in drawn))


def test_findings_1_to_11_have_an_entry_each() -> None:
    assert [finding["id"] for finding in FINDINGS] == [f"legal-{number}" for number in range(1, 12)]


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding["id"])
def test_an_entry_says_where_it_was_and_what_the_new_words_rest_on(finding: dict[str, Any]) -> None:
    assert set(finding) == {"id", "where", "before", "after", "kind", "source", "sure"}
    assert finding["where"]
    assert finding["after"]
    assert finding["source"]
    assert finding["sure"] in {"seen", "recalled", "text"}


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding["id"])
def test_the_old_words_are_in_no_clause_and_no_chart(
    finding: dict[str, Any], printed: dict[str, str], charts: str
) -> None:
    for words in finding["before"]:
        assert [name for name, text in printed.items() if words.lower() in text.lower()] == [], words
        assert words.lower() not in charts.lower()


@pytest.mark.parametrize("finding", [*FINDINGS, *SECOND["findings"]], ids=lambda finding: finding["id"])
def test_the_new_words_are_in_the_clauses_named(finding: dict[str, Any], printed: dict[str, str]) -> None:
    assert {name: words for name, words in finding["after"].items() if words not in printed.get(name, "")} == {}


@pytest.mark.parametrize("finding", LATER, ids=lambda finding: finding["id"])
def test_the_words_of_later_readings_are_kept(finding: dict[str, Any], printed: dict[str, str]) -> None:
    assert set(finding) == {"id", "where", "before", "after", "clause", "sure", "source"}
    assert finding["sure"] in {"seen", "recalled", "text"}
    assert finding["after"] in printed[finding["clause"]]


# Findings 12 to 21, by the words that a clause must keep; docs/reviews/legal-2026-11-29-b.yaml says what each
# rests on.
KEPT = {
    "legal-12": ("union:roles.staff", "Nobody is punished for telling"),
    "legal-13": ("department:phones.rule", "the academy trust, as the school's proprietor,"),
    "legal-14a": ("department:data.protection", "The school publishes no pictures of pupils"),
    "legal-14b": ("union:abuse.what-to-expect", "does not discipline a pupil for what a parent did"),
    "legal-15": ("union:roles.staff", "on which sites and with which staff"),
    "legal-16": ("department:data.protection", "Either may object at any time"),
    "legal-17": ("union:responding.who-does-what", "youngest pupil concerned is 25"),
    "legal-18": ("practice:acceptable-use.governors", "never after someone has asked"),
    "legal-19": ("union:email.marked-left-unread", "serious misconduct"),
    "legal-20": ("department:filtering.monitoring-notice", "assesses the effect on privacy in writing"),
    "legal-21a": ("practice:cyberbullying.law-crime", "ought to know"),
    "legal-21b": ("department:images.what-to-do", "can ask {{ contacts.report_remove }} to take it down"),
    "legal-21c": ("practice:cyberbullying.what-it-is", "usually done on purpose"),
    "legal-21d": ("practice:cyberbullying.investigation", "with a second adult present"),
    "legal-21e": ("department:phones.kept-by-pupils", "any phone or smartwatch switched off"),
    "legal-21f": ("union:staff.own-phones", "to confirm a sign-in"),
    "legal-21h": ("union:responding.who-does-what", "in term time, and otherwise"),
    "legal-21i": ("union:review.yearly", "will be asked before each review"),
    # Of the first rank for a third and a fourth reader, who were given the built documents only.
    "third-1": ("practice:cyberbullying.staff-serious", "Nobody looks at, copies, sends on or deletes it"),
    "third-2": ("department:data.cyber-incident", "is not wiped or passed on before"),
    "third-3": ("practice:acceptable-use.what-follows", "the designated officer (LADO) is told at once"),
    "third-4": ("practice:cyberbullying.required-actions", "unless the claim is that they harmed a child"),
    "fourth-1": ("department:searching.confiscation", "as [](#safeguarding.parents-told) allows"),
    "fourth-2": ("practice:mobile.breaches", "or someone's health depends on it"),
    "fourth-3": (
        "department:data.cyber-incident",
        "about an adult here, the police or the designated officer (LADO) must agree",
    ),
    "legal-21j": ("union:abuse.what-to-expect", "to prevent sexual harassment by"),
}
# What the audit of the requirements found thin, taken for said, or contradictory between documents, in the same way.
KEPT_FOR_THE_AUDIT = {
    "requirements-why-3": ("practice:conduct.before-posting", "If one answer is yes, do not post it"),
    "requirements-thin-1": ("practice:cyberbullying.sheet-pupils", "including about teachers and other staff"),
    "requirements-thin-3": ("union:advice.staff-sheet", "or their parents"),
    "requirements-thin-4": ("practice:standards.everyone", "{{ references.teachers_standards.title }}"),
    "requirements-thin-4-contact": ("practice:contact.professional", "{{ references.safer_working_practice.title }}"),
    "requirements-thin-4-data": ("department:data.protection", "{{ references.uk_gdpr.title }}"),
    "requirements-thin-4-crime": ("practice:cyberbullying.law-crime", "{{ references.computer_misuse_act.short }}"),
    "requirements-contradiction-1": (
        "practice:acceptable-use.staff",
        "outside working hours I may use my own accounts",
    ),
    "requirements-contradiction-2": ("practice:cyberbullying.investigation", "staff they authorise may look"),
    "requirements-contradiction-3": ("practice:guidance.staff-every-day", "your own children"),
    "requirements-contradiction-4": (
        "practice:cyberbullying.staff",
        "connect with pupils on personal accounts",
    ),
    "requirements-contradiction-5": (
        "union:responding.decide",
        "abuse of staff is a serious disciplinary matter",
    ),
    "requirements-contradiction-6": ("practice:cyberbullying.routes", "{% if choices.senior_staff_at_gate %}"),
    "requirements-contradiction-7": ("practice:cyberbullying.sheet-pupils", "your phone number or e-mail address"),
}
# The sentences that the lawyer could not read, in the order of the table.
UNREADABLE = [
    "Others may do some of the work", "passes by the school's filters", "Its members of the",
    "what they do about filtering",
    "What shows the abuse", "have that good from it", "Whoever is behind it", "Where telling them would be",
    "safeguarding and the law apart", "fakes and myself included", "Use this form for nothing", "where work gets done",
    "own children apart", "shown in pictures of bullying", "one of these mostly serves best", "whoever", "whom",
]  # fmt: skip


@pytest.mark.parametrize("finding", [*KEPT, *KEPT_FOR_THE_AUDIT])
def test_the_words_that_mend_a_later_finding_are_kept(finding: str, printed: dict[str, str]) -> None:
    name, words = (KEPT | KEPT_FOR_THE_AUDIT)[finding]
    assert words in printed[name]


@pytest.mark.parametrize("words", UNREADABLE)
def test_a_sentence_that_could_not_be_read_is_not_back(words: str, printed: dict[str, str], charts: str) -> None:
    within = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
    assert [name for name, text in printed.items() if within.search(text)] == []
    assert not within.search(charts)
