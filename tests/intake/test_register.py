"""The national register's export taken in: what each row becomes, and what of it stands in the settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

import policygen
from policygen import Library, Severity
from policygen.diagnostics.model import Diagnostics
from policygen.intake.register.fates import RegisterReport, SchoolTaken
from policygen.intake.register.format import load_register_format
from policygen.intake.register.importing import take_in_register
from policygen.intake.register.rows import open_register
from policygen.intake.register.selecting import RegisterSelection
from tests.support.library import library
from tests.support.register import ACADEMY, COLUMNS, HEADING, ODD, PRIMARY, odd_rows, register_row, write_register

ROOT = Path(__file__).parents[2]


def take_in(
    folder: Path,
    file: Path,
    listener: Callable[[SchoolTaken], None] = lambda _: None,
    *,
    update: bool = False,
    **of: Any,
) -> RegisterReport:
    """Take a register in beside a project in a folder, with the libraries of this checkout, which are read once."""
    project = replace(library().project, world=policygen.DiskWorld(folder, ROOT, {}))
    return take_in_register(project, file, RegisterSelection.of(**of), listener, update=update)


def settings(file: Path) -> dict[str, dict[str, object]]:
    """What a settings file says, every value as it is written."""
    found: dict[str, dict[str, object]] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - words only
    return found


@dataclass(frozen=True)
class Taken:
    folder: Path
    report: RegisterReport
    rows: int

    def school(self, urn: str) -> Path:
        found = [file for file in self.folder.glob("schools/*.yaml") if f'urn: "{urn}"' in file.read_text("utf-8")]
        assert len(found) == 1, urn
        return found[0]

    def odd(self, name: str) -> Path:
        return self.school(str(200_001 + list(ODD).index(name)))


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder = tmp_path_factory.mktemp("odd")
    rows = [register_row(PRIMARY), register_row(ACADEMY), *odd_rows()]
    file = write_register(folder / "register.csv", rows)
    return Taken(folder, take_in(folder, file), len(rows))


def test_no_row_is_dropped_in_silence(odd: Taken) -> None:
    expected = {
        "written": 11, "closed": 1, "proposed": 1, "no_school": 1, "refused": 1, "nation": 2, "status": 1, "no_urn": 1,
        "duplicate": 1, "damaged": 2, "blank": 1,
    }  # fmt: skip
    assert odd.report.fates == Counter(expected)
    assert odd.report.rows == odd.rows == sum(expected.values())
    assert odd.report.lines()[0].split() == ["11", "written"]
    assert len(list(odd.folder.glob("schools/*.yaml"))) == 11


def test_a_problem_is_found_at_its_cell(odd: Taken) -> None:
    rows = (odd.folder / "register.csv").read_text("windows-1252").splitlines()
    found = {(one.code, one.span.line): one for one in odd.report.diagnostics if one.span}
    numbers = 4 + list(ODD).index("numbers")
    assert sorted(line for code, line in found if code == "PG871") == [7, 8, 21, 22, 23]
    at = [one.span.column for one in odd.report.diagnostics if one.span and one.span.line == numbers]
    cells = ('"11","3"', '"none"', '"1632960101"')
    assert at == [rows[numbers - 1].index(cell) + 1 for cell in cells]
    twice = found["PG871", 21]
    assert [str(one.span).rpartition("register.csv")[2] for one in twice.related] == [":2:1"]


def test_the_settings_say_what_the_register_says_and_mark_the_rest(odd: Taken) -> None:
    file = odd.school("100002")
    found = settings(file)
    assert found["extends"] == "trusts/hartwold-learning-trust.yaml"
    assert found["school"] == {
        "name": "Kestrel Moor Academy", "type": "academy", "phase": ["secondary", "sixth_form"], "faith": "none",
        "boarding": "no", "local_authority": "Westshire", "telephone": "01632960101", "urn": "100002",
        "address": "Quillet Lane\nMarram Vale\nZZ1 1AA\n", "website": "www.marram-vale.example",
    }  # fmt: skip
    assert found["people"]["headteacher"] == {"name": "Mrs Ruth Adeyemi", "title": "Executive Principal"}
    assert found["people"]["designated_safeguarding_lead"] == ""
    assert "  phone_stance:  # needed\n" in file.read_text("utf-8")
    above = settings(odd.folder / "schools/trusts/hartwold-learning-trust.yaml")
    assert above["school"] == {
        "nation": "england", "in_trust": "yes", "trust": "Hartwold Learning Trust", "employer": "",
    }  # fmt: skip
    assert "chair" in above["people"]
    assert "chair" not in found["people"]
    council = settings(odd.folder / "schools/authorities/westshire.yaml")
    assert council["school"] == {"nation": "england", "local_authority": "Westshire"}


def test_ages_tell_the_stages_of_special_schools_and_units(odd: Taken) -> None:
    stages = {name: settings(odd.odd(name))["school"]["phase"] for name in ("special", "unit")}
    assert stages == {"special": ["early_years", "primary", "secondary", "sixth_form"], "unit": ["secondary"]}


def test_what_is_not_known_stays_open_and_is_said_once(odd: Taken) -> None:
    school = settings(odd.odd("unknown"))["school"]
    assert school["type"] == school["phase"] == ""
    assert "faith" not in school
    assert [one.message.partition(",")[0] for one in odd.report.diagnostics if one.code == "PG873"] == [
        f"“{value}” is an unknown value" for value in ("Skyborne school", "Tertiary", "Pastafarian")
    ]
    assert settings(odd.odd("numbers"))["school"]["telephone"] == ""


@pytest.fixture(scope="module")
def project(odd: Taken) -> Library:
    return policygen.load(policygen.DiskWorld(odd.folder, ROOT, {}))


def test_names_are_words_and_never_code(odd: Taken, project: Library) -> None:
    for name in ("quoted", "long", "code"):
        expected = ODD[name].get("EstablishmentName", PRIMARY["EstablishmentName"])
        assert settings(odd.odd(name))["school"]["name"] == expected
    school = project.open(odd.odd("code").stem)
    document = school.compile("guidance-parents", draft=True).document
    page = school.render(document, ("html",))["html"].decode()
    assert "{{ school.urn }} *Bold* School &lt;b&gt;" in page


def test_only_blanks_are_wrong_with_the_new_settings(odd: Taken, project: Library) -> None:
    schools = (odd.school("100002"), odd.odd("special"), odd.odd("unit"))
    found = [one for school in schools for one in project.open(school.stem).check()]
    # PG321: only specimens can use the numbers and addresses that are set aside for inventions.
    assert {one.code for one in found if one.severity is Severity.ERROR} == {"PG401", "PG321"}


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-8", "utf-8-sig"])
def test_columns_are_read_by_name_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    columns = ["A new column", *reversed([one for one in COLUMNS if one != "Boarders (name)"])]
    row = {**PRIMARY, "EstablishmentName": "Café Street School", "A new column": "x"}
    heading = ",".join(columns)
    file = write_register(tmp_path / "r.csv", [register_row(row, columns)], encoding=encoding, heading=heading)
    report = take_in(tmp_path, file)
    assert [(one.code, one.severity) for one in report.diagnostics] == [("PG872", Severity.WARNING)]
    assert "Boarders (name)" in report.diagnostics[0].message
    school = settings(tmp_path / "schools/cafe-street-school.yaml")["school"]
    assert school["name"] == "Café Street School"
    assert "boarding" not in school


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04...", "a ZIP archive or a spreadsheet"),
        (HEADING.encode("utf-16"), "saved as UTF-16"),
        (b"\r\n", "empty"),
        (b"# Notes\r\n", "none of the register's columns"),
        (
            HEADING.replace("EstablishmentStatus (name)", "Establishment Status").encode(),
            "the column “EstablishmentStatus (name)”",
        ),
    ],
)
def test_another_file_is_refused_whole(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(data + register_row(PRIMARY).encode())
    report = take_in(tmp_path, file)
    assert [one.code for one in report.diagnostics] == ["PG870"]
    assert message in report.diagnostics[0].message
    assert not (tmp_path / "schools").exists()


def test_rows_are_read_one_at_a_time() -> None:
    class Stream(BytesIO):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return super().readline(size)

    stream = Stream(f"{HEADING}\n{register_row(PRIMARY) * 1000}".encode())
    table = open_register("r.csv", stream, load_register_format(), Diagnostics())
    assert table is not None
    rows: Iterator[object] = table.rows()
    next(rows)
    assert stream.lines == 2


TYPES = """
Further education; Sixth form centres; Higher education institutions; City technology college; Other independent
school; Community school; Voluntary aided school; Voluntary controlled school; Foundation school; Pupil referral
unit; Local authority nursery school; Community special school; Non-maintained special school; Other independent
special school; Foundation special school; Welsh establishment; Secure units; Offshore schools; Service
children's education; Miscellaneous; Special post 16 institution; British schools overseas; Institution funded
by other government department; Academy sponsor led; Academy special sponsor led; Academy converter; Academy
alternative provision converter; Academy alternative provision sponsor led; Academy special converter; Academy
16-19 converter; Academy 16 to 19 sponsor led; Academy secure 16 to 19; Free schools; Free schools special; Free
schools alternative provision; Free schools 16 to 19; University technical college; Studio schools; Online
provider
"""


def test_every_type_has_a_meaning_and_every_meaning_is_in_the_vocabulary() -> None:
    layout = load_register_format()
    types = {" ".join(name.split()) for name in TYPES.split(";")}
    known = layout.closed["school.type"]
    assert types == {*known.values, *known.open, *layout.not_schools}
    vocabulary = yaml.safe_load((ROOT / "clauses/vocabulary.yaml").read_text("utf-8"))["school"]
    for key, column in layout.closed.items():
        question = vocabulary[key.removeprefix("school.")]
        answers = {answer for answer in column.values.values() if not isinstance(answer, bool)}
        assert answers <= {*question.get("values", ()), *question.get("refuses", ())}, key
    assert {stage for stages in layout.stages.values() for stage in stages} <= {*vocabulary["phase"]["values"]}
