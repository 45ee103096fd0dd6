"""What a lawyer edits in a paper for reviewers, or a head in a policy, becomes a change of the library's files."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from policygen.compile.compiler import Compiler
from policygen.document.layout import Layout
from policygen.document.walk import ids_of
from policygen.look.look import Look
from policygen.readback.library_text import in_library_words, tidied
from policygen.readback.rewording import CannotReword
from policygen.render.docx import write_docx
from policygen.review.paper import paper_of
from policygen.world.disk import DiskWorld
from tests.edits import DISGUISES, disguised
from tests.edits.docx import EditedFile, W
from tests.edits.tracking import comment_on, insert_tracked
from tests.support.cli import Ran
from tests.support.edited_word import EditOf, WordProject, added, gone, paragraph, words
from tests.support.git import commit
from tests.support.projects import lay_out
from tests.support.settings import school

BASICS = "clauses/home/basics.yaml"
QUOTES = 'They write "stop" down.'


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """All clauses of the small project as a paper."""
    folder = tmp_path_factory.mktemp("paper")
    lay_out(folder)
    world = DiskWorld(folder, folder, {})
    compiler, _ = Compiler.load(world)
    assert compiler is not None
    document = paper_of(compiler, list(compiler.project.clauses))
    pages = Layout(engine="tests", pages=1, page_of=dict.fromkeys(ids_of(document), 1))
    return write_docx(document, pages, Look.load(world))


@pytest.fixture
def project(tmp_path: Path) -> WordProject:
    return WordProject.lay_out(tmp_path)


def edited(paper: bytes, *edits: EditOf) -> bytes:
    file = EditedFile(paper)
    for edit in edits:
        edit(file)
    return file.saved()


def basics(project: WordProject) -> str:
    return (project.folder / BASICS).read_text(encoding="utf-8")


def read(project: WordProject, data: bytes, *arguments: str, library: str = "home") -> Ran:
    return project.read(data, "--library", library, *arguments)


def found(project: WordProject, data: bytes, *arguments: str, library: str = "home") -> list[dict[str, Any]]:
    ran = read(project, data, "--json", *arguments, library=library)
    assert ran.code == 0, ran.err
    proposals: list[dict[str, Any]] = json.loads(ran.out)["proposals"]
    return proposals


def codes(proposals: list[dict[str, Any]]) -> list[str]:
    return [(one["refusal"] or one["caution"] or {"code": ""})["code"] for one in proposals]


def typed_with_author(file: EditedFile) -> None:
    run = next(paragraph(file, "A phone or a computer").iter(f"{W}r"))
    insert_tracked(run, len("A phone"), ", a watch", "Ann Law", "2026-11-30T10:00:00Z")
    run = next(paragraph(file, "Boarders tell").iter(f"{W}r"))
    comment_on(file, run, (0, 8), "Who are they?", "Ann Law", "2026-11-30T10:00:00Z")


@pytest.mark.parametrize("how", DISGUISES)
def test_a_paper_that_was_only_saved_has_no_edits(how: str, paper: bytes, project: WordProject) -> None:
    saved = disguised(paper, how, Random(1))  # noqa: S311
    assert read(project, saved).out.endswith("Nothing was edited, and there are no comments.\n")


def test_edits_become_a_patch_that_keeps_everything_else(paper: bytes, project: WordProject) -> None:
    path = project.folder / BASICS
    path.write_text(basics(project).replace("  - id: basics.words\n", "  # What a device is.\n  - id: basics.words\n"))
    before = basics(project)
    data = edited(
        paper,
        words(" keeps its pupils safe", " keeps all its pupils very safe"),
        words("Every day", "Each day"),
        added("Phones go into", "They write “stop” down."),
        typed_with_author,
    )
    ran = read(project, data, "--patch", "words.patch")
    assert ran.code == 0
    assert "tracked: “, a watch” inserted by Ann Law, 2026-11-30T10:00:00Z" in ran.out
    assert "Ann Law, 2026-11-30, on “Boarders”:\n     Who are they?" in ran.out
    assert basics(project) == before
    subprocess.run(["git", "apply", "words.patch"], cwd=project.folder, check=True, capture_output=True)
    wanted = before.replace("keeps its pupils safe", "keeps all its pupils very safe")
    wanted = wanted.replace("A phone or", "A phone, a watch or").replace("title: Every day", "title: Each day")
    plain = "    text: Phones go into lockers.\n"
    block = f"    text: |-\n      Phones go into lockers.\n\n      {QUOTES}\n"
    assert basics(project) == wanted.replace(plain, block)
    again = read(project, data, "--patch", "words.patch")
    assert "already has this wording" in again.out
    assert "There was nothing to write" in again.err


def test_accepted_edits_are_written_where_git_has_the_words_as_they_were(paper: bytes, project: WordProject) -> None:
    data = edited(paper, words("A phone or", "A telephone or"))
    before = basics(project)
    refused = read(project, data, "--write")
    assert (refused.code, basics(project)) == (1, before)
    assert "not in a git repository" in refused.err
    commit(project.folder)
    path = project.folder / "clauses/home/library.yaml"
    path.write_text(path.read_text() + "# A change.\n")
    refused = read(project, data, "--write")
    assert (refused.code, basics(project)) == (1, before)
    assert "not committed: clauses/home/library.yaml" in refused.err
    commit(project.folder)
    ran = read(project, data, "--write")
    assert ran.code == 0
    assert basics(project) == before.replace("A phone or", "A telephone or")
    assert "home:basics.words has to be reviewed again (reviewed on 2026-09-01 by the maintainers" in ran.err
    assert codes(found(project, data)) == ["PG831"]
    path = project.folder / BASICS
    path.write_text(basics(project).replace("A telephone or", "A watch or"))
    assert found(project, data)[0]["refusal"]["message"] == "`home:basics.words` has changed since this file was made"


def test_an_edit_of_one_wording_leaves_the_words_of_the_others(paper: bytes, project: WordProject) -> None:
    one = found(project, edited(paper, words(" and in bags", " and in school bags")))
    assert codes(one) == [""]
    assert one[0]["new"]["text"].endswith(
        'are silent{% if choices.phones == "own_care" %} and in school bags{% endif %}.'
    )
    shared = found(project, edited(paper, words("Phones are silent.", "Phones are off.")))
    assert codes(shared) == ["PG834"]
    assert (shared[0]["taken"], shared[0]["can_be_written"]) == (False, True)
    assert "also in wording 2 of" in shared[0]["caution"]["message"]
    both = [words("Phones are silent.", "Phones are off."), words("Phones are silent and", "Phones are off and")]
    assert codes(found(project, edited(paper, *both))) == [""]
    both[1] = words("Phones are silent and", "Phones are quiet and")
    assert found(project, edited(paper, *both))[0]["refusal"]["message"].startswith(
        "the same words in `home:phones.all`"
    )
    apart = [both[0], words(" and in bags", " and in school bags")]
    (proposal,) = found(project, edited(paper, *apart), "--take", "1")
    assert proposal["new"]["text"].startswith("Phones are off{% if ")
    assert "in school bags" in proposal["new"]["text"]


def test_what_cannot_be_taken_says_why(paper: bytes, project: WordProject) -> None:
    data = edited(
        paper,
        words("[School name]", "Oak School"),
        words("Home, version", "House, version"),
        gone("Adults tell for them"),
        added("are kind", "Of our own", "Heading2"),
        words(" reads ", " always reads "),
        words("Phones go to the", "Phones {{ go }} to the"),
        lambda file: [gone(each)(file) for each in ("In the evening", "Boarders tell")],
    )
    proposals = found(project, data)
    said = {one["target"]: one["refusal"]["message"] for one in proposals}
    assert said.pop("law:duties.board") == "`law:duties.board` belongs to the library law"
    assert "“Oak School” was typed over an answer, `school.name`" in said.pop("school.name")
    assert "characters that are not allowed in a policy" in said.pop("home:phones.handed-in")
    assert said.pop("home:telling.young") == "the title or text of `home:telling.young` has been deleted"
    assert said.pop("home:telling.boarders").startswith("`home:telling.boarders` was deleted with its title")
    assert said.pop("home:basics.rules").startswith("“Of our own” would be a new clause")
    assert [message for message in said.values() if "not part of a clause" not in message] == []
    assert "--- a/" not in read(project, data).out


def test_an_edit_is_found_without_the_bookmarks(paper: bytes, project: WordProject) -> None:
    data = edited(paper, words("Boarders tell the house", "Boarders always tell the house"))
    lost = disguised(data, "bookmarks_lost", Random(2))  # noqa: S311
    (one,) = found(project, lost)
    assert (one["target"], one["new"]) == ("home:telling.boarders", {"text": "Boarders always tell the house."})


def test_an_edit_with_which_the_library_has_a_mistake_is_refused(paper: bytes, project: WordProject) -> None:
    (one,) = found(project, edited(paper, words("Boarders tell the house", "Boarders tell the 家")))
    assert one["refusal"]["code"] == "PG323"


def test_a_paper_belongs_to_a_library_and_not_to_a_school(paper: bytes, project: WordProject) -> None:
    ran = project.read(paper)
    assert ran.code == 1
    assert "is a paper for reviewers" in ran.err
    assert "there is no library 'hom'. Did you mean" in read(project, paper, library="hom").err
    assert "--patch needs --library" in project.read(paper, "--patch", "x.patch").err


def test_edits_of_a_policy_change_the_library_too(tmp_path: Path) -> None:
    own = "[{replace: basics.words, text: A phone or a watch., because: We have watches}]"
    project = WordProject.lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=own)})
    data = project.docx(
        "online", words("answers for that", "answers for all of that"), words("A phone", "A telephone"),
        words("Ann Reed", "Bea Lund"),
    )  # fmt: skip
    proposals = {one["target"]: one for one in found(project, data)}
    assert proposals["home:basics.why"]["new"]["text"].endswith("headteacher | sentence }} answers for all of that.\n")
    assert proposals["home:basics.words"]["refusal"]["code"] == "PG830"
    assert proposals["people.headteacher.name"]["refusal"]["code"] == "PG830"
    ran = read(project, data)
    assert "-      {{ school.name }} keeps its pupils safe online." in ran.out
    assert "tailoring" not in ran.out


def test_a_text_in_a_schools_words_is_written_in_the_librarys() -> None:
    library, ours = "Pupils tell staff. A pupil asks.", "Children tell staff. A child asks."
    assert (
        in_library_words(library, ours, "Children tell all staff. A child asks.")
        == "Pupils tell all staff. A pupil asks."
    )
    assert in_library_words(library, ours, "Children tell staff.") == "Pupils tell staff."
    with pytest.raises(CannotReword):
        in_library_words("Former pupils tell.", "Old children come and tell.", "Old folk come and tell.")


def test_a_long_line_is_broken_between_words_and_never_in_a_placeholder_or_before_a_sign_of_a_list() -> None:
    line = f"- {'word ' * 20}- and {{{{ people.headteacher | sentence }}}} with 1. more"
    made = tidied(f"First.\n\n{line}\n  and this\n\n| {'a ' * 90}|\n", "First.\n\n- word\n  and this\n")
    first, blank, *rest = made.split("\n")
    assert (first, blank) == ("First.", "")
    assert rest[:2] == [f"- {('word ' * 20)[:-1]} - and", "  {{ people.headteacher | sentence }} with 1. more and this"]
    assert rest[3] == f"| {'a ' * 90}|"
