"""What a school calls its pupils: its word wherever the library's own text has the library's, and nowhere else."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from policygen.build.artifacts import Builder
from policygen.compile.adopting import Meeting
from policygen.compile.adopting_group import adopt_common, write_group_record
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.document.json import from_json
from policygen.document.model import Document, Link, Section, Value
from policygen.document.walk import walk
from policygen.lint.run import lint
from policygen.report.explain import trace
from policygen.resolve.terms import Terms, terms_of
from policygen.world.memory import OverlaidWorld
from policygen.world.protocol import World
from tests.support.adopted import DAY, change, laid_out, record
from tests.support.library import library
from tests.support.model_copies import copy_of
from tests.support.projects import SMALL, compiled, document, lay_out, load, settle, shown, write
from tests.support.readback import in_document, in_docx, in_html, in_markdown, in_pdf
from tests.support.settings import school
from tests.support.words import clause, lines

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("pupils", "students", "children", "learners")
VOCABULARY = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8")
QUESTION = """
  called:
    type: one_of
    values: {pupils: Pupils, students: Students, children: Children}
    default: pupils
    label: Word for pupils
    question: What are pupils called?
    help: The policies say pupils otherwise.
    knows: head
    public: true
  survey:
    type: one_of
    values: {term: when pupils return, year: yearly}
    default: term
    label: Survey
    question: When are pupils asked?
    help: Once.
    knows: head
"""
TERMS = """
terms:
  - asked: school.called
    written: pupils
    words:
      - {pupils: pupil, students: student, children: child}
      - {pupils: pupils, students: students, children: children}
      - {pupils: "pupils'", students: "students'", children: "children's"}
      - {pupils: former pupils, students: former students, children: former pupils}
    except: [pupil premium]
"""
DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20" width="90mm" height="20mm">'
    "<title>A pupil</title><desc>pupils</desc>"
    '<text x="1" y="9" id="pupil">Ask a <tspan>pupil</tspan> or pupils</text></svg>'
)
CLAUSES = """\
clauses:
  - id: duties.board
    title: Pupils and staff
    kind: duty
    audience: [staff]
    text: |
      %s
    form:
      - fields: [{label: "Pupil's name"}]
      - {columns: [Pupil], items: [a pupil]}
      - signatures: [Pupil]
      - {figure: way.svg, alternative: A pupil asks}
  - {id: duties.form, title: "Pupils' form", kind: form, audience: [staff], text: A.}
"""


def project(folder: Path, word: str = "students", text: str = "Pupils.", **groups: str) -> World:
    """The small project whose vocabulary asks what the pupils are called, and its school, which says `word`."""
    facts = groups.pop("school", "{name: Hilltop School, phase: [primary]}").strip()
    said = f"{{called: {word}, {facts[1:]}" if word else facts
    files: dict[str, str | bytes] = {
        "clauses/vocabulary.yaml": VOCABULARY.replace("school:", f"school:{QUESTION}", 1)
        .replace("{label: Headteacher,", "{label: Head of pupils,")
        .replace("[any adult they trust]", "[a pupil they trust]")
        + TERMS,
        "clauses/law/duties.yaml": CLAUSES % text,
        "clauses/law/way.svg": DRAWN,
        "clauses/policies/online.yaml": (SMALL / "clauses/policies/online.yaml")
        .read_text(encoding="utf-8")
        .replace("Online safety policy", "Pupils online")
        .replace("title: Duties", "title: What pupils do")
        .replace("[online safety]", "[pupils]"),
        "schools/hilltop.yaml": school(school=said, **groups),
    }
    return laid_out(folder, files)


def printed(folder: Path, text: str, word: str = "students", **groups: str) -> str:
    """The first paragraph of a clause with this text."""
    return clause(document(project(folder, word, text, **groups)), "law:duties.board")[1]


@pytest.mark.parametrize(
    ("text", "students", "children"),
    [
        ("A pupil asks pupils.", "A student asks students.", "A child asks children."),
        ("Pupils ask. PUPILS!", "Students ask. STUDENTS!", "Children ask. CHILDREN!"),
        ("The pupil's, the pupils' own", "The student’s, the students’ own", "The child’s, the children’s own"),
        ("The pupil’s and Pupils’ own", "The student’s and Students’ own", "The child’s and Children’s own"),
        ("former pupils, Former pupils", "former students, Former students", "former pupils, Former pupils"),
        ("former\n      pupils", "former students", "former pupils"),
        ("the pupil premium of a pupil", "the pupil premium of a student", "the pupil premium of a child"),
        ("a *pupil*, pupil-led", "a *student*, student-led", "a *child*, child-led"),
        ("**Pupils**: [pupils](https://x.example)", *(f"**{w.title()}**: {w} <https://x.example>" for w in WORDS[1:3])),
        ("pupilage, apupil", "pupilage, apupil", "pupilage, apupil"),
        ("ask pupils@x.example of pupils", "ask pupils@x.example of students", "ask pupils@x.example of children"),
        ("www.pupil.example, pupil", "www.pupil.example, student", "www.pupil.example, child"),
    ],
)  # fmt: skip
def test_a_word_keeps_its_case_its_possessive_and_its_exceptions(
    tmp_path: Path, text: str, students: str, children: str
) -> None:
    assert printed(tmp_path / "s", text) == students
    assert printed(tmp_path / "c", text, "children") == children
    assert printed(tmp_path / "p", text, "pupils") == printed(tmp_path / "n", text, "")


def test_titles_forms_outlines_and_lists_say_it_too(tmp_path: Path) -> None:
    made = document(
        project(tmp_path, text="{{ school.survey }}, {{ choices.routes | any_of }}, {{ people.headteacher }}")
    )
    assert made.metadata.title.startswith("Students online")
    assert made.metadata.keywords == ("students", "Specimen: invented school and people")
    assert made.header.endswith("Students online")
    assert "3 What students do" in lines(made)
    assert "A.1 Students’ form" in lines(made)
    board = next(part for part in walk(*made.sections) if isinstance(part, Section) and part.id == "law:duties.board")
    assert clause(made, board.id)[:2] == [
        "3.1 Students and staff",
        "when students return, a student they trust, the principal",
    ]
    fields_, grid, signatures, figure = board.blocks[1:]
    assert fields_.type == "form"
    assert fields_.fields[0].label == "Student’s name"
    assert grid.type == "table"
    assert "a student" in str(grid)
    assert signatures.type == "signatures"
    assert signatures.signatories[0].role == "Student"
    assert figure.type == "figure"
    assert figure.alternative == "A student asks"


def test_a_usual_title_is_the_librarys_and_one_that_the_school_gives_is_not(tmp_path: Path) -> None:
    text = "Ask {{ people.headteacher }}."
    usual = "{headteacher: Ann Reed, chair: Jo Bell}"
    assert printed(tmp_path / "a", text, people=usual) == "Ask the head of students."
    own = "{headteacher: {name: Ann Reed, title: Head of pupils}, chair: Jo Bell}"
    assert printed(tmp_path / "b", text, people=own) == "Ask the head of pupils."


def test_a_picture_of_the_library_says_it_in_its_words_and_nowhere_else(tmp_path: Path) -> None:
    made = document(project(tmp_path))
    asset = next(asset for asset in made.assets if asset.id == "law:duties.board/way.svg")
    drawn = base64.b64decode(asset.data).decode()
    assert "Ask a <tspan>student</tspan> or students</text>" in drawn
    assert "<title>A student</title><desc>students</desc>" in drawn
    assert 'id="pupil"' in drawn
    assert asset.alternative == "A student asks"


def test_a_picture_without_the_words_has_the_same_bytes_for_every_school(tmp_path: Path) -> None:
    drawings = {
        asset.data for word in ("pupils", "") for asset in document(project(tmp_path / (word or "none"), word)).assets
    }
    assert drawings == {base64.b64encode(DRAWN.encode()).decode()}


def test_answers_never_change_wherever_they_are_printed(tmp_path: Path) -> None:
    answers = {
        "school": '{name: "Pupils First Academy", phase: [primary], email: pupils@hilltop.example}',
        "choices": '{phones: handed_in, motto: Pupils and former pupils, routes: ["the pupils\' office", a pupil]}',
        "people": "{headteacher: Ann Pupil, chair: Jo Bell}",
        "policies": "{online: {approving_body: the pupils’ committee, title: Our pupils online}}",
    }
    text = (
        "{{ school.name }}: {{ choices.motto }}, {{ choices.routes | any_of }}, {{ people.headteacher.name }}. "
        "{% for way in choices.routes %}{{ way | sentence }}, {% endfor %}"
        "[Pupils](https://pupils.example/pupil) [](#telling.who)"
    )
    made = document(project(tmp_path, text=text, **answers))
    assert clause(made, "law:duties.board")[1] == (
        "Pupils First Academy: Pupils and former pupils, the pupils’ office or a pupil, Ann Pupil. "
        "The pupils’ office, A pupil, Students <https://pupils.example/pupil> section 2.1"
    )
    (link,) = (part for part in walk(*made.sections) if isinstance(part, Link) and "pupil" in part.target)
    assert link.target == "https://pupils.example/pupil"
    assert made.header == "Pupils First Academy · Our pupils online"
    assert "the pupils’ committee" in "\n".join(lines(made))


def test_what_the_school_or_its_trust_wrote_stays_as_they_wrote_it(tmp_path: Path) -> None:
    world = project(
        tmp_path,
        tailoring="""
  - {replace: law:duties.board, text: "Our pupils. See [](#telling.who).", because: Pupils say so}
  - {replace: telling.who, title: Our pupils tell, text: They do., because: Pupils do}
  - {omit: basics.rules, because: No pupils}
  - {add: {after: basics.why}, id: own.words, title: Pupils here, text: We have pupils., because: Pupils}
""",
    )
    said = lines(document(world))
    assert "3.1 Students and staff" in said  # the library's title
    assert "Our pupils. See section 2.1." in said
    assert "2.1 Our pupils tell" in said
    assert "We have pupils." in said
    assert "1.2 Pupils here" in said
    assert "3.1 Students and staff | Reworded | Pupils say so | The school" in said


def test_a_clause_that_was_left_out_is_named_in_the_schools_words(tmp_path: Path) -> None:
    said = lines(document(project(tmp_path, tailoring="[{omit: law:duties.board, because: No pupils}]")))
    assert "Students and staff | Left out | No pupils | The school" in said


def test_a_title_from_another_policy_is_in_the_schools_words(tmp_path: Path) -> None:
    phones = document(project(tmp_path), "phones")
    assert "“Students and staff” of the Students online" in "\n".join(lines(phones))


def test_every_edition_has_the_same_words_even_if_the_answer_is_not_public(tmp_path: Path) -> None:
    world = project(tmp_path)
    change(world, "clauses/vocabulary.yaml", "    public: true\n", "")
    compiler = load(world)
    found = compiler.school("hilltop")
    assert found is not None
    board = compiler.compile(found, "online")
    for edition in ("staff", "web"):
        made = compiler.in_edition(found, board, edition)  # type: ignore[arg-type]
        assert "3.1 Students and staff" in lines(made.document)


def test_fixed_words_of_the_project_say_it_and_values_in_them_do_not(tmp_path: Path) -> None:
    world = project(tmp_path, policies="{online: {approving_body: the pupils’ committee}}")
    (tmp_path / "templates").unlink()
    words = (ROOT / "templates/words/en.yaml").read_text(encoding="utf-8")
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file():
            target = tmp_path / "templates" / path.relative_to(ROOT / "templates")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tmp_path / "templates/words/en.yaml").write_text(
        words.replace('"This policy was approved by "', '"This policy for pupils was approved by "'), encoding="utf-8"
    )
    assert "This policy for students was approved by the pupils’ committee" in "\n".join(lines(document(world)))


def test_a_changed_word_is_a_change_of_words_to_be_approved_and_chooses_no_other_clause(tmp_path: Path) -> None:
    world = project(tmp_path, "pupils")
    record(world)
    assert compiled(world).document.state == "adopted"
    before = [one.digest for one in compiled(world).document.clauses]
    change(world, "schools/hilltop.yaml", "called: pupils", "called: students")
    made = compiled(world)
    assert made.document.state == "for-approval"
    assert [one.digest for one in made.document.clauses] == before
    assert any(one.code == "PG804" for one in made.diagnostics)


def test_schools_of_a_trust_have_the_same_wording_in_common_whatever_they_call_their_pupils(tmp_path: Path) -> None:
    world = project(tmp_path, "pupils")
    settings = (tmp_path / "schools/hilltop.yaml").read_text(encoding="utf-8")
    settings = settings.replace("extends: authorities/westshire.yaml", "extends: trusts/elm.yaml")
    write(tmp_path, "schools/hilltop.yaml", settings)
    write(tmp_path, "schools/valley.yaml", settings.replace("called: pupils", "called: students"))
    above = "{headteacher: Ann Reed, safeguarding_lead: {name: Ann Low, telephone: 01632 960001}}"
    write(tmp_path, "schools/trusts/elm.yaml", f"specimen: true\nschool: {{nation: england}}\npeople: {above}\n")
    made = adopt_common(load(world), "trusts/elm", "online", Meeting(DAY, "14/26"), diagnostics := Diagnostics())
    assert made is not None, shown(diagnostics)
    assert [one.schools for one in made.branches] == [("hilltop", "valley")]
    write_group_record(world, made)
    change(world, "schools/hilltop.yaml", "called: pupils", "called: children")
    for name, title in (("hilltop", "3.1 Children and staff"), ("valley", "3.1 Students and staff")):
        found = compiled(world, school=name)
        assert title in lines(found.document)
        assert "Common wording adopted by elm" in found.document.cover.status
    # What the trust itself calls them is in common.
    change(world, "schools/trusts/elm.yaml", "{nation: england}", "{nation: england, called: students}")
    assert "Common wording" not in compiled(world, school="valley").document.cover.status


def test_why_names_a_clause_that_the_school_lacks_in_its_words(tmp_path: Path) -> None:
    compiler = load(project(tmp_path, tailoring="[{omit: law:duties.board, because: No pupils}]"))
    found = compiler.school("hilltop")
    assert found is not None
    (trace_,) = trace(compiler, found, "law:duties.board", "online")
    assert (trace_.title, trace_.because) == ("Students and staff", "No pupils")


def test_a_model_copy_for_a_kind_of_school_has_its_words_and_the_usual_answers_too(tmp_path: Path) -> None:
    world = project(tmp_path, "pupils", text="{{ choices.routes }}, {{ school.survey }}.")
    (tmp_path / "clauses/models.yaml").write_text(
        "models:\n  - id: primary\n    title: primary school for pupils\n"
        "    school: {nation: england, phase: [primary], called: children}\n    choices: {phones: handed_in}\n",
        encoding="utf-8",
    )
    copy = copy_of(load(world), policy="online")
    said = lines(copy.document)
    assert "3.1 Children and staff" in said
    assert "a child they trust, when children return." in said
    assert {value.words for value in copy.placeholders.values} >= {"a child they trust", "when children return"}


def test_what_is_still_to_be_answered_is_asked_in_the_schools_words(tmp_path: Path) -> None:
    from policygen.ask.unfinished import Unfinished

    now = Unfinished.load(load(project(tmp_path)).project, "schools/hilltop.yaml")
    assert now is not None
    asked = {item.key: item for item in now.interview.items}
    assert asked["choices.routes"].question == "How can students report a worry?"
    assert asked["choices.routes"].default_words == "a student they trust"
    # It speaks of the words themselves.
    assert asked["school.called"].question == "What are pupils called?"
    assert asked["school.called"].values["pupils"] == "Pupils"


# --- the library itself ---------------------------------------------------------------------------------------------


def with_word(compiler: Compiler, name: str, word: str) -> School:
    """A specimen that says `word`."""
    text = (ROOT / f"schools/{name}.yaml").read_text(encoding="utf-8")
    text = re.sub(r"\n +pupils_called: .*", "", text).replace("\nschool:\n", f"\nschool:\n  pupils_called: {word}\n")
    files = {f"schools/{name}.yaml": text.encode()}
    there = replace(compiler.project, world=OverlaidWorld(compiler.project.world, files))
    found = Compiler(there, compiler.diagnostics, compiler.assembler, compiler.files).school(name)
    assert found is not None
    assert found.settled.settings["school.pupils_called"].value == word
    return found


def texts(node: Any) -> Iterator[str]:
    """Every text of a Document that is not a value."""
    if isinstance(node, Value):
        return
    if isinstance(node, tuple):
        for part in node:
            yield from texts(part)
    elif is_dataclass(node):
        for field in fields(node):
            if field.name not in ("id", "clauses", "data", "asset", "policy", "target", "key", "clause"):
                yield from texts(getattr(node, field.name))
    elif isinstance(node, str):
        yield node


def without_own(made: Document) -> Document:
    """A Document without the clauses that the school wrote, and without the pages that say why."""
    own = {one.id for one in made.clauses if one.change != "as-published"}
    kept = (one for one in made.sections if one.id not in ("policygen:departures", "policygen:approval"))
    sections = tuple(replace(top, sections=tuple(one for one in top.sections if one.clause not in own)) for top in kept)
    return replace(made, sections=sections)


@pytest.mark.parametrize("word", WORDS[1:])
@pytest.mark.parametrize("name", ["allhallows", "dunsallow", "kestrelmoor", "the-lighthouse"])
def test_no_pupil_is_left_in_any_policy_of_a_school_that_says_otherwise(name: str, word: str) -> None:
    compiler = library()
    said, usual = with_word(compiler, name, word), with_word(compiler, name, "pupils")
    entry = compiler.project.vocabulary.terms[0]
    kept = [one.text for one in entry.exceptions]
    kept += [row[word].text for row in entry.words if "pupil" in row[word].text]
    exceptions = re.compile("|".join(sorted(kept, key=len, reverse=True)), re.IGNORECASE)
    for policy in said.plans:
        made = compiler.compile(said, policy).document
        left = [
            text for text in texts(without_own(made)) if re.search("pupil", exceptions.sub("", text), re.IGNORECASE)
        ]
        assert left == [], policy
        pages = compiler.compile(usual, policy).document
        values = [part for part in walk(*made.sections) if isinstance(part, Value)]
        assert values == [part for part in walk(*pages.sections) if isinstance(part, Value)] or "pupil" in str(values)
        assert [one.digest for one in made.clauses] == [one.digest for one in pages.clauses]


def clause_words(compiler: Compiler, word: str) -> Iterator[tuple[str, str]]:
    from policygen.check.project import clause_texts

    found = with_word(compiler, "allhallows", word)
    terms = terms_of(compiler.project.vocabulary, found.settled)
    for name, one in compiler.project.clauses.items():
        for written in clause_texts(one.entry):
            yield name, terms(re.sub(r"\{[{%].*?[%}]\}|\]\([^)]*\)", "", written.text, flags=re.DOTALL))


@pytest.mark.parametrize("word", WORDS)
def test_every_clause_reads_without_a_slip_of_form(word: str) -> None:
    """In all branches of all clauses: no form that the vocabulary lacks, and no word beside itself."""
    wrong = re.compile(
        r"\b(?:childs|childrens|former child\w*|an? (?:children|students|learners|pupils)(?!['’-])"
        r"|(child|children|student|students|learner|learners|pupil|pupils) \1)\b",
        re.IGNORECASE,
    )
    assert [(name, found[0]) for name, text in clause_words(library(), word) if (found := wrong.search(text))] == []


def test_a_sheet_with_childrens_words_says_the_same_in_every_format() -> None:
    compiler = library()
    found = with_word(compiler, "allhallows", "children")
    made = compiler.compile(found, "guidance-pupils").document
    files = Builder(compiler).renderer.render(made, ("docx", "pdf", "html", "md", "json"))
    expected = in_document(made)
    assert "Forolderchildren" in str(expected) or "Foryoungerchildren" in str(expected)
    assert in_docx(files["docx"], made.words.contents) == expected
    assert in_pdf(files["pdf"], made.words.contents) == expected
    assert in_html(files["html"], True) == expected
    assert in_markdown(files["md"], True) == expected
    assert in_document(from_json(files["json"])) == expected


def test_lint_knows_that_the_answer_decides_on_words() -> None:
    assert lint(library(), Diagnostics(), ["unused-variable"]) == []


def test_terms_that_say_what_the_library_says_do_nothing(tmp_path: Path) -> None:
    assert not terms_of(library().project.vocabulary, settle(lay_out(tmp_path)).settled)
    assert not Terms.of({"pupil": "pupil"})
    assert Terms.of({"pupil": "child", "pupils": "children"})("Pupils' and pupil's") == "Children' and child's"
