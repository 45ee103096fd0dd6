"""`policygen release`: what changed in a library, which version follows, and what is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from policygen.check.loading import load_project
from policygen.diagnostics.model import Diagnostics
from policygen.model.checked import review_digest
from policygen.world.disk import DiskWorld
from tests.support.cli import ROOT, Ran, run
from tests.support.git import commit
from tests.support.projects import lay_out, write

DAY = {"SOURCE_DATE_EPOCH": "1796083200"}  # 1 December 2026
LIBRARY = "clauses/bikes/library.yaml"
CLAUSES = "clauses/bikes/riding.yaml"
VOCABULARY = "clauses/bikes/vocabulary.yaml"
POLICY = "clauses/bikes/policies/bikes.yaml"
FILES = {
    LIBRARY: """id: bikes
title: Bicycles
publisher: the maintainers
version: 2026.9  # by the calendar
released: 2026-09-01
licence: CC0-1.0
nation: england
language: en-GB
""",
    CLAUSES: """clauses:
  - id: bikes.where
    title: Where bicycles go
    kind: duty
    audience: [pupils]
    text: Bicycles go in the {{ choices.shed }}. {{ people.keeper | sentence }} locks it.
    reviewed: {on: 2026-09-01, by: the maintainers, digest: 000000000000}
  - id: bikes.riding
    title: Riding
    kind: prohibition
    audience: [pupils]
    when: young
    text: Nobody rides in the yard.
    reviewed: {on: 2026-09-01, by: the maintainers, digest: 000000000000}
""",
    VOCABULARY: """people:
  keeper: {label: Keeper, question: Who keeps the shed?, help: A name., knows: clerk, falls_back: headteacher}
choices:
  shed: {type: one_of, values: {old: old shed, new: new shed}, default: old, label: Shed, question: Which shed?,
    help: Choose one., knows: clerk}
""",
    POLICY: """id: bikes
title: Bicycle policy
subject: Bicycles
sections:
  - {id: all, title: Bicycles, clauses: [bikes.where, bikes.riding]}
""",
    "clauses/models.yaml": """models:
  - {id: primary, title: primary school, school: {nation: england, phase: [primary]}, choices: {phones: handed_in}}
  - {id: secondary, title: secondary school, school: {nation: england, phase: [secondary]}, choices: {phones: lockers}}
""",
}
INSERTED = "extends: phones\ninsert:\n  - {clauses: [bikes.riding], after: phones.all}\n"


def stamp(folder: Path) -> None:
    """Give each clause of the library the digest of its words, as a review of all of them would."""
    project = load_project(DiskWorld(folder, folder, {}), Diagnostics())
    assert project is not None
    text = (folder / CLAUSES).read_text(encoding="utf-8")
    for name, clause in project.clauses.items():
        if name.startswith("bikes:"):
            pattern = rf"(- id: {re.escape(clause.entry.id.text)}\n(?:    .*\n)*?.*digest: )\w+"
            text = re.sub(pattern, rf"\g<1>'{review_digest(clause.entry)}'".replace("''", "'"), text)
            text = text.replace("''", "'")
    write(folder, CLAUSES, text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path, FILES)
    stamp(tmp_path)
    commit(tmp_path)
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new))


def reword(folder: Path) -> None:
    change(folder, CLAUSES, "Nobody rides in the yard.", "Nobody may ride in the yard.")
    restamp(folder)


def restamp(folder: Path) -> None:
    text = (folder / CLAUSES).read_text(encoding="utf-8")
    write(folder, CLAUSES, re.sub(r"digest: '?\w+'?", "digest: 000000000000", text))
    stamp(folder)


def release(folder: Path, *arguments: str) -> Ran:
    return run(folder, "release", "bikes", *arguments, environment=DAY)


def weights(folder: Path) -> dict[str, list[str]]:
    """Return the lines of the report under the heading of each weight."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in release(folder).out.splitlines():
        if line.startswith("  - "):
            found.setdefault(heading, []).append(line[4:])
        elif line:
            heading = line
    return found


BREAKING, MINOR, PATCH = (
    "Can stop a build, or needs an answer",
    "Changes what is printed",
    "Does not change what is printed",
)


def test_nothing_changed(project: Path) -> None:
    ran = release(project)
    assert (ran.code, "Nothing has changed." in ran.out, "Version: 2026.9" in ran.out) == (0, True, True)


def test_new_words_name_their_policies_and_kinds_of_school_and_need_a_new_version(project: Path) -> None:
    reword(project)
    ran = release(project)
    assert (
        "“Riding” (`bikes:bikes.riding`) has been reworded. Policies: bikes. Kinds of school: primary school."
        in ran.out
    )
    assert "Next version: 2026.12" in ran.out
    assert (ran.code, "library.yaml still has 2026.9" in ran.err) == (1, True)


def test_words_that_nobody_reviewed_are_refused_even_with_a_new_version(project: Path) -> None:
    change(project, CLAUSES, "Nobody rides in the yard.", "Be nice.")
    change(project, LIBRARY, "2026.9", "2026.12")
    ran = release(project, "--write")
    assert (ran.code, "bikes:bikes.riding" in ran.err) == (1, True)
    assert not (project / "clauses/bikes/CHANGELOG.md").exists()


def test_a_version_that_is_too_low_is_refused(project: Path) -> None:
    reword(project)
    change(project, LIBRARY, "2026.9", "2026.9.1")
    ran = release(project, "--write")
    assert (ran.code, "2026.9.1 in library.yaml is lower than 2026.12" in ran.err) == (1, True)


def test_write_sets_the_version_and_its_date_and_keeps_the_rest_of_the_file(project: Path) -> None:
    reword(project)
    ran = release(project, "--write")
    assert ran.code == 0, ran.err
    text = (project / LIBRARY).read_text(encoding="utf-8")
    assert "version: 2026.12  # by the calendar\nreleased: 2026-12-01\n" in text
    changelog = (project / "clauses/bikes/CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.startswith(
        "# Changes to Bicycles\n\n## 2026.12 (1 December 2026)\n\n### Changes what is printed\n\n- "
    )
    assert "there is no pyproject.toml here" in ran.err
    again = release(project, "--write")
    assert (again.code, (project / "clauses/bikes/CHANGELOG.md").read_text(encoding="utf-8")) == (0, changelog)
    assert release(project).code == 0


def test_the_next_release_comes_before_the_last_in_the_changelog(project: Path) -> None:
    reword(project)
    release(project, "--write")
    commit(project)
    assert "Nothing has changed." in release(project).out
    change(project, VOCABULARY, "question: Which shed?", "question: Which shed is it?")
    assert "Next version: 2026.12.1" in release(project).out
    release(project, "--write")
    text = (project / "clauses/bikes/CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (\S+)", text) == ["2026.12.1", "2026.12"]


def test_what_can_stop_a_build_is_breaking(project: Path) -> None:
    change(project, CLAUSES, "id: bikes.riding", "id: bikes.racing")
    change(project, POLICY, "bikes.riding", "bikes.racing")
    change(project, VOCABULARY, "values: {old: old shed, new: new shed}", "values: {old: old shed, big: big shed}")
    change(project, VOCABULARY, ", falls_back: headteacher}", "}")
    bell = "  bell: {type: yes_no, label: Bell, question: A bell?, help: Say., knows: clerk}\n"
    change(project, VOCABULARY, "choices:\n", f"choices:\n{bell}")
    restamp(project)
    reached = "Policies: bikes. Every kind of school."
    assert weights(project)[BREAKING] == [
        "“Where bicycles go” (`bikes:bikes.where`) needs an answer that schools may not have given: "
        f"people.bikes:keeper. {reached}",
        "“Riding” (`bikes:bikes.riding`) was removed, and no clause takes its place. Policies: bikes. "
        "Kinds of school: primary school.",
        "New question that every school has to answer, `choices.bikes:bell`: Bell.",
        "Every school now has to name somebody for the post `people.bikes:keeper`, because no other post stands in "
        f"for it any more. {reached}",
        f"`choices.bikes:shed` no longer has the answer `new`. {reached}",
    ]


def test_a_renamed_clause_breaks_nothing_and_a_renamed_question_post_or_answer_other_libraries_only(
    project: Path,
) -> None:
    change(project, CLAUSES, "id: bikes.riding\n", "id: bikes.racing\n    formerly: [bikes.riding]\n")
    change(project, POLICY, "bikes.riding", "bikes.racing")
    change(project, CLAUSES, "choices.shed", "choices.place")
    change(project, CLAUSES, "people.keeper", "people.warden")
    change(project, VOCABULARY, "  shed: {", "  place: {formerly: [shed], ")
    change(project, VOCABULARY, "  keeper: {", "  warden: {formerly: [keeper], ")
    change(project, VOCABULARY, "new: new shed", "big: {label: new shed, formerly: [new]}")
    restamp(project)
    found = weights(project)
    assert "has a new id, `bikes:bikes.racing`; it was bikes:bikes.riding" in " ".join(found[MINOR])
    other = "but other libraries have to use the new name."
    for line, words in zip(
        found[BREAKING],
        (
            "The question choices.bikes:shed is now `choices.bikes:place`; answers to it still count",
            "The post people.bikes:keeper is now `people.bikes:warden`; entries for it still count",
            "The answer new to `choices.bikes:place` is now `big`; it still counts",
        ),
        strict=True,
    ):
        assert line.startswith(f"{words}, {other}")


def test_another_library_that_uses_a_renamed_question_has_mistakes(project: Path) -> None:
    write(project, "clauses/horns/library.yaml", FILES[LIBRARY].replace("bikes", "horns"))
    horn = "id: horns.loud, title: Horns, kind: duty, audience: [pupils], when: {'bikes:shed': old}, text: Quiet."
    write(project, "clauses/horns/horns.yaml", f"clauses:\n  - {{{horn}}}\n")
    assert "PG233" not in run(project, "check", environment=DAY).out
    change(project, CLAUSES, "choices.shed", "choices.place")
    change(project, VOCABULARY, "  shed: {", "  place: {formerly: [shed], ")
    ran = run(project, "check", environment=DAY)
    assert "clauses/horns/horns.yaml:2" in ran.out
    assert "bikes:shed" in ran.out


def test_clauses_that_became_one_are_breaking_because_a_school_may_have_tailored_both(project: Path) -> None:
    text = (project / CLAUSES).read_text(encoding="utf-8")
    kept = text[: text.index("  - id: bikes.riding")]
    write(project, CLAUSES, kept.replace("id: bikes.where", "id: bikes.all\n    formerly: [bikes.where, bikes.riding]"))
    change(project, POLICY, "bikes.where, bikes.riding", "bikes.all")
    restamp(project)
    (line,) = weights(project)[BREAKING]
    assert line.startswith(
        "bikes:bikes.where and bikes:bikes.riding became part of “Where bicycles go” (`bikes:bikes.all`): a school that"
    )


def test_a_retired_requirement_and_a_register_read_in_a_new_edition_are_told_apart_from_changed_ones(
    project: Path,
) -> None:
    source = "source: {id: rides, title: Rides, publisher: Us, nation: england, edition: '2025'}\nrequirements:\n"
    one = "  - {{id: ride-{}, locator: page 1, audience: [pupils], kind: duty, summary: Ride well.}}\n"
    register = "clauses/bikes/requirements/rides.yaml"
    write(project, register, source + "".join(one.format(number) for number in (1, 2, 3)))
    commit(project)
    since = ("--since", "HEAD")
    change(project, register, "edition: '2025'", "edition: '2026'")
    change(project, register, "ride-1, locator: page 1", "ride-1, locator: page 2")
    change(project, register, "{id: ride-2, ", "{id: ride-2, retired: {on: 2026-12-01, by: us, because: It went.}, ")
    told = run(project, "release", "bikes", *since, environment=DAY).out
    assert "Changed in the registers: rides/ride-1." in told
    assert "Retired in the registers: rides/ride-2." in told
    assert "The register `rides` was read in the “2026” edition of its source." in told


def test_a_split_is_breaking_because_tailoring_has_to_choose(project: Path) -> None:
    parts = "".join(
        f"""  - id: bikes.{name}
    title: {name.title()}
    kind: prohibition
    audience: [pupils]
    when: young
    text: Nobody does this.
    formerly: [{{id: bikes.riding, with: [bikes.{other}]}}]
    reviewed: {{on: 2026-09-01, by: the maintainers, digest: 000000000000}}
"""
        for name, other in (("racing", "jumping"), ("jumping", "racing"))
    )
    text = (project / CLAUSES).read_text(encoding="utf-8")
    write(project, CLAUSES, text[: text.index("  - id: bikes.riding")] + parts)
    change(project, POLICY, "bikes.riding", "bikes.racing, bikes.jumping")
    restamp(project)
    assert sum("is part of what was" in line for line in weights(project)[BREAKING]) == 2


def test_what_no_page_prints_is_a_patch(project: Path) -> None:
    change(project, CLAUSES, "    when: young\n", "    when: young\n    note: Ask the pupils.\n")
    assert list(weights(project)) == [PATCH]
    assert "Next version: 2026.9.1" in release(project).out


def test_a_correction_of_what_clauses_print_names_the_policies_that_print_it(project: Path) -> None:
    number = (
        "{id: helpline, name: The Helpline, purpose: To talk., telephone: 0800 1112, web: https://helpline.test.org/,"
    )
    act = "{id: care_act, title: The Care Act, short: the Act, publisher: P, kind: law, nation: england,"
    because = "overrides: {because: It is wrong there.}}"
    contacts, references = "clauses/bikes/contacts.yaml", "clauses/bikes/references.yaml"
    write(project, contacts, f"contacts:\n  - {number} {because}\n")
    write(project, references, f"references:\n  - {act} {because}\n")
    reached = "is corrected by this library. Policies: online. Every kind of school."
    assert weights(project) == {
        MINOR: [f"The {one} {reached}" for one in ("reference `care_act`", "contact `helpline`")]
    }
    commit(project)
    (project / contacts).unlink()
    ran = release(project, "--since", "HEAD")
    assert "The contact `helpline` is no longer corrected by this library. Policies: online." in ran.out
    assert BREAKING not in ran.out


def test_a_correction_that_no_page_shows_is_a_patch(project: Path) -> None:
    text = (project / "clauses/contacts.yaml").read_text(encoding="utf-8")
    because = "    note: Rung.\n    overrides: {because: Somebody rang.}\n"
    write(project, "clauses/bikes/contacts.yaml", text.rstrip() + "\n" + because)
    assert weights(project) == {PATCH: ["The contact `helpline` is corrected by this library."]}


def test_a_line_in_an_outline_touches_that_policy_alone(project: Path) -> None:
    change(project, POLICY, "bikes.riding]", "bikes.riding, 'home:telling.young']")
    assert weights(project) == {
        MINOR: ["The outline of the policy `bikes` changed. Policies: bikes. Kinds of school: primary school."]
    }
    change(project, POLICY, "title: Bicycles, clauses", "title: All bicycles, clauses")
    assert weights(project)[MINOR] == [
        "The outline of the policy `bikes` changed. Policies: bikes. Every kind of school."
    ]


def test_policies_that_come_and_go_do_not_touch_others_with_the_same_clauses(project: Path) -> None:
    new = "clauses/bikes/policies/scooters.yaml"
    write(
        project,
        new,
        "id: scooters\ntitle: Scooters\nsubject: S\nsections:\n  - {id: s, title: S, clauses: ['home:basics.why']}\n",
    )
    change(project, POLICY, "sections:\n", "sections:\n  - {id: more, title: More, clauses: ['home:basics.words']}\n")
    added = "New policy “Scooters” (`scooters`). Policies: scooters. Every kind of school."
    assert added in weights(project)[MINOR]
    commit(project)
    (project / new).unlink()
    change(project, POLICY, "  - {id: more, title: More, clauses: ['home:basics.words']}\n", "")
    told = release(project, "--since", "HEAD").out
    assert "The policy `scooters` was removed. Policies: scooters. Every kind of school." in told
    assert "no longer has the section `more`. Policies: bikes. Every kind of school." in told


def test_what_is_inserted_into_anothers_policy_touches_that_policy_alone(project: Path) -> None:
    write(project, "clauses/bikes/policies/phones.yaml", INSERTED)
    told = "`bikes:bikes.riding` is now part of the policy `phones`. Policies: phones. Kinds of school: primary school."
    assert weights(project) == {MINOR: [told]}


def test_what_another_library_inserts_is_no_change_of_the_policys_own_library(project: Path) -> None:
    text = INSERTED.replace("extends: phones", "extends: bikes").replace("phones.all", "bikes:bikes.riding")
    inserted = text.replace("[bikes.riding]", "['home:basics.why']") + "sheets: ['home:basics.why']\npeople: [chair]\n"
    write(project, "clauses/home/policies/bikes.yaml", inserted)
    assert weights(project) == {}
    other = run(project, "release", "home", "--since", "HEAD").out
    assert "`home:basics.why` is now part of the policy `bikes`. Policies: bikes. Every kind of school." in other


def test_other_libraries_changes_are_not_this_ones(project: Path) -> None:
    change(project, "clauses/home/basics.yaml", "Adults tell for them.", "Adults always tell for them.")
    assert "Nothing has changed." in release(project).out


def test_the_last_release_can_be_a_wheel(project: Path) -> None:
    with zipfile.ZipFile(project / "last.whl", "w") as made:
        for file in sorted((project / "clauses/bikes").rglob("*.yaml")):
            made.write(file, f"bicycles/{file.relative_to(project / 'clauses').as_posix()}")
        made.writestr("b-1.dist-info/entry_points.txt", "[policygen.libraries]\nbikes = bicycles:bikes\n")
    reword(project)
    commit(project)
    ran = release(project, "--since", "last.whl")
    assert "bikes since 2026.9 (last.whl)" in ran.out
    assert "has been reworded" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("release", "bykes"), "Did you mean `bikes`?"), (("release", "bikes", "--since", "nowhere"), "nowhere")],
)
def test_what_cannot_be_compared_is_a_usage_error(project: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = run(project, *arguments)
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_the_package_of_a_new_library_is_its_wheel(tmp_path: Path) -> None:
    def policygen(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "policygen", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    made = policygen(tmp_path, "library", "new", "cycles", "cycles")
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "cycles"
    commit(folder)
    ran = policygen(folder, "release", "cycles", "--write")
    assert ran.returncode == 0, ran.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    assert wheel.name in ran.stderr
    with zipfile.ZipFile(wheel) as opened:
        (changelog,) = (name for name in opened.namelist() if name.endswith("library/CHANGELOG.md"))
        assert "First release." in opened.read(changelog).decode()


def test_a_title_says_what_the_answers_in_it_are_called(project: Path) -> None:
    change(project, CLAUSES, "title: Where bicycles go", 'title: "In the {{ choices.shed }}"')
    restamp(project)
    assert "“In the [Shed]” (`bikes:bikes.where`)" in release(project).out


def test_a_title_that_depends_on_an_answer_is_cut_off_there(project: Path) -> None:
    title = "title: \"Bicycles{% if choices.shed == 'new' %} and scooters{% endif %}\""
    change(project, CLAUSES, "title: Where bicycles go", title)
    restamp(project)
    assert "“Bicycles …” (`bikes:bikes.where`)" in release(project).out
