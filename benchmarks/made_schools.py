"""Made projects: schools from a made register with the answers that it does not know, and libraries of made clauses."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import indent

from benchmarks.measuring import ROOT, policygen, required
from policygen.compile.compiler import Compiler
from policygen.model.checked import review_digest
from policygen.world.disk import DiskWorld
from tests.support.register import ACADEMY, HEADING, ODD, PRIMARY, register_row

# Every open school of England, in round figures.
NATION = 24_500
POLICIES = ("e-safety", "social-networking")
_PLACES = ("Marram Vale", "Quillmere", "Harnsey Quay", "Dunwold", "Larkmere", "Thornby", "Foxley & Ashmere", "Tŷ Gwyn")
_NAMES = (
    "{place} Primary School", "St Mary's, {place}", "King's & Queen's School, {place}", "Ysgol Gynradd {place}, Tŵr ŷd",
    "{place} Church of England (Voluntary Controlled) Infant and Junior School and Nursery",
    "“The Willows” at {place}", "St Thomas à Becket's, {place}", "{place} Academy",
)  # fmt: skip
_TAKEN, _LEFT = "South West", "North East"
_NEEDED = re.compile(r"^( +)(\w+):  # needed$", re.MULTILINE)
# What the register does not know and the policies need; `n` is the school's number.
_ANSWERS: Mapping[str, str] = {
    "local_authority": "Westshire Council",
    "trust": "the Harnsey Learning Trust",
    "phone_stance": "handed_in",
    "board": "the governing board",
    "faith": "none",
}
_SCHOOL = """
school:
  designated_officer: 01632 960060, lado@westshire.example
  social_care: Westshire’s Front Door, 01632 960061
"""
_PERSON = "{{name: {name} {family}, email: {post}{n}@schools.example, telephone: 01632 960{last:03}}}"
_FIRST = ("Priya", "Siân", "Comfort", "Daniel", "Zoë", "Owain", "Martin", "Aisha")
_FAMILY = ("Nair", "O'Brien", "Boateng", "Price-Jones", "Adeyemi", "Llŷr", "Cowley", "Khan")


def nation_rows(count: int, taken: int) -> Iterator[str]:
    """Yield rows of open schools with awkward names; the first `taken` are in a region by themselves."""
    kinds = (PRIMARY, PRIMARY, ACADEMY, PRIMARY, PRIMARY, {**PRIMARY, **ODD["special"]}, PRIMARY, ACADEMY)
    for number in range(count):
        place, name = _PLACES[number // 8 % len(_PLACES)], _NAMES[number % len(_NAMES)]
        yield register_row({
            **kinds[number * 5 // 3 % len(kinds)],
            "URN": str(100_000 + number),
            "EstablishmentName": f"{name.format(place=place)} {number}",
            "LA (code)": str(200 + number % 150),
            "LA (name)": f"Westshire {number % 150}",
            "GOR (name)": _TAKEN if number < taken else _LEFT,
            "Trusts (code)": str(4000 + number % 300),
            "Trusts (name)": f"Hartwold Trust {number % 300}",
            "SchoolWebsite": f"https://www.school{number}.example",
            "HeadFirstName": _FIRST[number % 7],
            "HeadLastName": _FAMILY[number % 5],
        })  # fmt: skip


def made_schools(project: Path, schools: int, rows: int | None = None) -> tuple[float, list[str]]:
    """Write a register and take its first schools into a project, with every answer that they need.

    The project has a copy of the library, so that a clause can be changed (`change_clause`).

    Every tenth school has an answer that brings a clause that the others do not have (`CHANGED`). Returns the seconds
    that `policygen schools import` took, and the ids of the schools.
    """
    shutil.copytree(ROOT / "clauses", project / "clauses")
    register = project / "register.csv"
    with register.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"{HEADING}\r\n")
        stream.writelines(nation_rows(max(rows or schools, schools), schools))
    asked = ("schools", "import", "register.csv", "--where", f"GOR (name)={_TAKEN}", "--out", ".")
    took = required(policygen(*asked, cwd=project)).seconds
    for file in sorted(project.glob("schools/*/*.yaml")):
        file.write_text(_answered(file.read_text(encoding="utf-8"), 0), encoding="utf-8")
    ids = []
    for number, file in enumerate(sorted(project.glob("schools/*.yaml"))):
        text = _answered(file.read_text(encoding="utf-8"), number)
        if number % 10 == 0:
            text = text.replace("\nchoices:\n", "\nchoices:\n  former_pupils: never\n", 1)
        file.write_text(text, encoding="utf-8")
        ids.append(file.stem)
    assert len(ids) == schools
    return took, ids


CHANGED = ("clauses/practice/contact.yaml", "News and good wishes come through the\n", "Good news comes through the\n")


def change_clause(project: Path) -> None:
    """Change the words of the clause that only every tenth school has."""
    name, before, after = CHANGED
    text = (project / name).read_text(encoding="utf-8")
    assert text.count(before) == 1
    (project / name).write_text(text.replace(before, after), encoding="utf-8")


def _answered(text: str, number: int) -> str:
    """Return settings with every needed answer; as a specimen, a school can have invented addresses and numbers."""
    posts = iter(range(number, number + 100))
    by_council = "type: community" in text or "type: voluntary_controlled" in text

    def answer(found: re.Match[str]) -> str:
        key = found[2]
        if key == "employer":
            return f"{found[1]}employer: {'Westshire Council' if by_council else 'the governing board'}"
        if key in _ANSWERS:
            return f"{found[1]}{key}: {_ANSWERS[key]}"
        n = next(posts)
        who = {"name": _FIRST[n % 8], "family": _FAMILY[n // 8 % 8], "post": key.replace("_", "-")}
        return f"{found[1]}{key}: {_PERSON.format(n=number, last=number % 1000, **who)}"

    return "specimen: true\n" + _NEEDED.sub(answer, text).replace("\nschool:\n", _SCHOOL, 1)


_CLAUSE = """\
  - id: made.c{n}
    title: Made clause {n}
    kind: duty
    audience: [staff]
    when: {when}
    text: |
{text}    reviewed: {{on: 2026-09-01, by: the maintainers, digest: "{digest}"}}
"""
_TEXT = """\
{{ people.headteacher | sentence }} keeps a note of matter NUMBER for {{ school.name }}. Staff tell the office of it on
the same day{% if choices.phones == "handed_in" %}, and hand in what they found{% endif %}.

- They write down what they saw.
- They do not look further, and *show nobody*.
"""
_SECTION = 25  # clauses
_UNREAD = "ffff{:08}"  # where the digest of what was reviewed is to go


def made_clauses(project: Path, count: int) -> None:
    """Lay out the small project of the tests with so many made clauses in one more policy, which its school builds."""
    small = ROOT / "tests/data/project"
    for folder in ("clauses", "schools"):
        shutil.copytree(small / folder, project / folder)
    (project / "templates").symlink_to(ROOT / "templates")
    whens = ("{phase: primary}", "{phones: [handed_in, lockers]}", "{nation: england}")
    for first in range(0, count, 300):
        made = (_clause(n, whens[n % 3]) for n in range(first, min(first + 300, count)))
        (project / f"clauses/home/made-{first}.yaml").write_text(f"clauses:\n{''.join(made)}", encoding="utf-8")
    sections = "".join(
        f"  - id: s{first}\n    title: Section {first}\n    clauses: "
        f"[{', '.join(f'made.c{n}' for n in range(first, min(first + _SECTION, count)))}]\n"
        for first in range(0, count, _SECTION)
    )
    outline = f"id: made\ntitle: Made policy\nsubject: Made matters\nsignatories: [headteacher]\nsections:\n{sections}"
    (project / "clauses/policies/made.yaml").write_text(outline, encoding="utf-8")
    settings = project / "schools/hilltop.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "  made: {}\n", encoding="utf-8")
    _review(project)


def _clause(number: int, when: str) -> str:
    text = _TEXT.replace("NUMBER", str(number))
    return _CLAUSE.format(n=number, when=when, text=indent(text, " " * 6), digest=_UNREAD.format(number))


def _review(project: Path) -> None:
    """Put the digests of the made clauses' words into their files, as a review does."""
    compiler, _ = Compiler.load(DiskWorld(project, project, {}))
    assert compiler is not None
    digests = {
        _UNREAD.format(int(name.rpartition(".c")[2])): review_digest(clause.entry)
        for name, clause in compiler.project.clauses.items()
        if ":made.c" in name
    }
    for file in project.glob("clauses/home/made-*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub("f{4}[0-9]{8}", lambda found: digests[found[0]], text), encoding="utf-8")
