"""Nations and audiences are words of the vocabulary: a library for another nation needs no Python."""

from __future__ import annotations

import json
from pathlib import Path

import policygen
from tests.support.projects import SMALL, lay_out
from tests.support.settings import school

VOCABULARY = "clauses/vocabulary.yaml"
ADDED = (
    "[{add: {after: basics.rules}, id: school.own, title: Own, text: Own., because: Ours.}, "
    "{add: {after: basics.rules}, id: school.two, title: Two, audience: [disgyblion], text: Two., because: Ours.}]"
)


def welsh() -> dict[str, str]:
    """The small project's files for a nation, and people, that policygen has never heard of."""
    files = {VOCABULARY: (SMALL / VOCABULARY).read_text(encoding="utf-8")}
    head, _, _ = files[VOCABULARY].partition("audiences:\n")
    files[VOCABULARY] = f"{head}audiences: {{pawb: Pawb, staff: Staff, disgyblion: Disgyblion}}\n".replace(
        "england:", "cymru:"
    )
    for path in SMALL.glob("clauses/*/library.yaml"):
        text = path.read_text(encoding="utf-8").replace("nation: england", "nation: cymru")
        files[path.relative_to(SMALL).as_posix()] = text
    return files


def test_a_library_for_another_nation_needs_no_python(tmp_path: Path) -> None:
    own = school(
        school="\n  name: Ysgol\n  nation: cymru\n  phase: [primary]", policies="{online: {}}", tailoring=ADDED
    )
    library = policygen.load(
        lay_out(tmp_path, {**welsh(), "schools/ysgol.yaml": own.replace("extends:", "# extends:")})
    )
    found = [one for one in library.diagnostics if one.code == "PG205" and "`nation`" in one.message]
    assert not found
    clauses = {one.id: one for one in library.open("ysgol").compile("online", draft=True).document.clauses}
    assert [one.audience for name, one in clauses.items() if name.endswith("school.own")] == [("pawb",)]
    assert [one.audience for name, one in clauses.items() if name.endswith("school.two")] == [("disgyblion",)]


def test_an_audience_that_the_vocabulary_lacks_is_an_error_that_names_those_it_has(tmp_path: Path) -> None:
    extra = "clauses:\n  - {id: extra.one, title: A, kind: duty, audience: [xyz], text: A.}\n"
    found = policygen.load(lay_out(tmp_path, {"clauses/home/extra.yaml": extra})).diagnostics
    (one,) = [one for one in found if one.code == "PG205"]
    assert one.span is not None
    assert (one.span.file, one.span.line, one.span.column) == ("clauses/home/extra.yaml", 2, 54)
    assert "governors" in one.hint
    assert "volunteers" in one.hint


def test_a_vocabulary_without_audiences_allows_any_word(tmp_path: Path) -> None:
    head, _, _ = (SMALL / VOCABULARY).read_text(encoding="utf-8").partition("# Who a clause")
    assert not [one for one in policygen.load(lay_out(tmp_path, {VOCABULARY: head})).diagnostics if one.code == "PG205"]


def test_editors_offer_the_vocabularys_words(tmp_path: Path) -> None:
    library = policygen.load(lay_out(tmp_path, welsh()))
    assert '"disgyblion"' in json.dumps(json.loads(library.schemas.of("clauses")))
    assert '"cymru"' in json.dumps(json.loads(library.schemas.of("library")))
