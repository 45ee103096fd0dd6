"""`policygen adopt` and `policygen compare`: what they print, what they write, and the status they end with."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest

from policygen.document.json import to_json
from policygen.world.disk import DiskWorld
from tests.support.adopted import LATER, RECORD, change
from tests.support.cli import Ran, run
from tests.support.documents import everything
from tests.support.projects import lay_out, write
from tests.support.readers import vocabulary
from tests.support.settings import school
from tests.support.stamps import stamped

ADOPT = ("adopt", "hilltop", "online", "--on", "2026-12-03", "--minute", "14/26")
BASICS = "clauses/home/basics.yaml"
RECORDS = Path(__file__).parents[1] / "data/adoption"


def ran(folder: Path, *arguments: str) -> Ran:
    return run(folder, *arguments, environment=LATER)


def build(folder: Path) -> Ran:
    return ran(folder, "build", "--policy", "online", "--format", "json,md")


def adopted(folder: Path) -> Ran:
    """Build the policy, have the meeting see the file, and record that."""
    build(folder)
    return ran(folder, *ADOPT)


def test_adopting_writes_the_record_and_the_next_build_prints_it(tmp_path: Path) -> None:
    lay_out(tmp_path)
    made = adopted(tmp_path)
    assert (made.code, made.out) == (0, f"{RECORD}\n")
    assert "online of hilltop was adopted on 2026-12-03, minute 14/26" in made.err
    assert build(tmp_path).code == 0
    assert "**Adopted 3 December 2026**" in (tmp_path / "build/hilltop/online.md").read_text()
    built = json.loads((tmp_path / "build/hilltop/online.json").read_text())
    assert built == json.loads((tmp_path / RECORD).read_text())["document"]


def test_a_build_of_other_words_lists_them_on_stderr_and_is_made(tmp_path: Path) -> None:
    lay_out(tmp_path)
    adopted(tmp_path)
    change(DiskWorld(tmp_path, tmp_path, LATER), BASICS, "title: Whom to tell", "title: Who to tell")
    write(tmp_path, BASICS, stamped((tmp_path / BASICS).read_text(encoding="utf-8")))
    made = build(tmp_path)
    assert made.code == 0
    assert "note[PG804]" in made.err
    assert "changed: 2.1 Who to tell" in made.err
    assert ran(tmp_path, "check", "--strict").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("adopt", "hiltop", *ADOPT[2:]), "Did you mean `hilltop`?"),
        (("adopt", "hilltop", "onlin", *ADOPT[3:]), "Did you mean `online`?"),
        ((*ADOPT[:3], "--on", "03/12/2026", "--minute", "1"), "--on"),
        ((*ADOPT[:3], "--on", "2026-02-30", "--minute", "1"), "February 2026 has 28 days"),
        ((*ADOPT[:3], "--on", "2026-12-03"), "--minute"),
        ((*ADOPT[:5], "--minute", "  "), "one line"),
        ((*ADOPT[:5], "--minute", "1\x1b[31m"), "one line"),
        (("compare", "a.json"), "NEW"),
        (("compare", "a.json", "b.json"), "a.json"),
    ],
)
def test_a_mistake_of_usage_ends_with_2(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    lay_out(tmp_path)
    made = ran(tmp_path, *arguments)
    assert (made.code, made.out) == (2, "")
    assert says in " ".join(made.err.split())
    assert not (tmp_path / "schools/hilltop").exists()


@pytest.mark.parametrize(
    ("settings", "day", "says"),
    [
        (school(people="\n  chair: Jo Bell"), "2026-12-03", "PG401"),
        (school(), "2030-01-01", "is in the future"),
        (school(school="\n  name: Hilltop\n  phase: [primry]"), "2026-12-03", "PG234"),
    ],
)
def test_an_adoption_that_is_refused_ends_with_1_and_writes_nothing(
    tmp_path: Path, settings: str, day: str, says: str
) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": settings})
    made = ran(tmp_path, *ADOPT[:4], day, *ADOPT[5:])
    assert (made.code, made.out) == (1, "")
    assert says in made.err
    assert made.err.endswith("Nothing was recorded.\n")
    assert not (tmp_path / "schools/hilltop").exists()


def test_a_record_that_was_edited_stops_the_build_of_its_policy_only(tmp_path: Path) -> None:
    lay_out(tmp_path)
    adopted(tmp_path)
    (tmp_path / RECORD).write_text((tmp_path / RECORD).read_text().replace("14/26", "15/26"))
    made = ran(tmp_path, "build", "--format", "json")
    assert (made.code, made.out) == (1, "build/hilltop/phones.json\nbuild/hilltop/review.ics\n")
    assert "PG801" in made.err
    again = ran(tmp_path, "compare", RECORD, RECORD)
    assert (again.code, again.out) == (1, "")
    assert "it was changed after it was written" in again.err


def settings_changed(folder: Path) -> None:
    change(DiskWorld(folder, folder, LATER), BASICS, "title: Whom to tell", "title: Who to tell")


def test_a_corrected_minute_that_can_never_be_printed_is_not_recorded(tmp_path: Path) -> None:
    lay_out(tmp_path)
    adopted(tmp_path)
    made = ran(tmp_path, "adopt", "hilltop", "online", "--correct", "--minute", "14/26 \N{GRINNING FACE}")
    assert (made.code, made.out) == (1, "")
    assert "grinning face" in made.err.lower()
    assert [path.name for path in (tmp_path / RECORD).parent.iterdir()] == ["2026-12-03.json"]


def test_without_a_built_file_nothing_is_adopted(tmp_path: Path) -> None:
    lay_out(tmp_path)
    made = ran(tmp_path, *ADOPT)
    assert (made.code, made.out) == (1, "")
    assert "online has not been built in build/hilltop" in made.err
    assert "give the file that the meeting saw with --file" in made.err


def test_a_built_file_with_other_words_than_the_settings_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path)
    build(tmp_path)
    settings_changed(tmp_path)
    made = ran(tmp_path, *ADOPT)
    assert (made.code, made.out) == (1, "")
    assert "build/hilltop/online.json was built before the wording changed (1 section changed)" in made.err
    assert "changed: 2.1 Who to tell" in made.err
    assert "give it with --file" in made.err
    assert not (tmp_path / "schools/hilltop").exists()


def test_a_built_file_that_somebody_changed_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path)
    build(tmp_path)
    file = tmp_path / "build/hilltop/online.json"
    file.write_text(file.read_text().replace("keeps its pupils safe", "keeps all pupils safe"))
    made = ran(tmp_path, *ADOPT)
    assert (made.code, made.out) == (1, "")
    assert "its text differs from the document data inside it" in made.err


def edited(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                assert b"keeps its pupils" in part
                part = part.replace(b"keeps its pupils", b"keeps all pupils")
            new.writestr(name, part)
    return target.getvalue()


def test_the_file_that_the_meeting_saw_is_adopted_and_built_again_from_the_record(tmp_path: Path) -> None:
    """A year in small: build, edit, change a choice, adopt the file, build the policy in force with no library."""
    lay_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary("chair")})
    assert ran(tmp_path, "build", "--policy", "online", "--format", "docx").code == 0
    shown = (tmp_path / "build/hilltop/online.docx").read_bytes()
    (tmp_path / "seen.docx").write_bytes(shown)
    (tmp_path / "edited.docx").write_bytes(edited(shown))
    refused = ran(tmp_path, *ADOPT, "--file", "edited.docx")
    assert (refused.code, refused.out) == (1, "")
    assert "edited.docx cannot be adopted: its text differs from the document data inside it" in refused.err
    assert "home:basics.why/1" in refused.err
    settings_changed(tmp_path)
    made = ran(tmp_path, *ADOPT, "--file", "seen.docx")
    assert (made.code, made.out) == (0, f"{RECORD}\n")
    assert "The recorded file is seen.docx. It has not changed since it was built." in made.err
    assert "run `policygen build --adopted hilltop`" in made.err
    change(DiskWorld(tmp_path, tmp_path, LATER), BASICS, "title: Who to tell", "title: Whom to tell")
    everything = ("--format", "docx,md,html", "--edition", "board,staff,web")
    assert ran(tmp_path, "build", "--policy", "online", *everything).code == 0
    after = ran(tmp_path, "build", "--adopted", *everything)
    assert after.code == 0, after.err
    names = [f"{folder}online.{ending}" for folder in ("", "staff/", "web/") for ending in ("docx", "md", "html")]
    assert after.out.splitlines() == [f"build/hilltop/adopted/{name}" for name in names]
    made_now = {name: (tmp_path / "build/hilltop" / name).read_bytes() for name in names}
    assert {name: (tmp_path / "build/hilltop/adopted" / name).read_bytes() for name in names} == made_now
    assert "Adopted 3 December 2026" in made_now["web/online.md"].decode()
    # Years later the library is another one, or none that can be read.
    shutil.rmtree(tmp_path / "clauses")
    assert ran(tmp_path, "build", "--adopted", "hilltop", *everything).code == 0
    assert {name: (tmp_path / "build/hilltop/adopted" / name).read_bytes() for name in names} == made_now


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "--adopted"), "no policy has been adopted here"),
        (("build", "--adopted", "--draft"), "cannot be combined with --draft"),
        (("adopt", "hilltop", "online", "--correct"), "--correct needs the correct date (--on) or minute (--minute)"),
        (("adopt", "hilltop", "online", "--correct", "--minute", "1", "--version", "2"), "combined with --version"),
    ],
)
def test_what_cannot_be_built_or_corrected_ends_with_2(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    lay_out(tmp_path)
    made = ran(tmp_path, *arguments)
    assert (made.code, made.out) == (2, "")
    assert says in " ".join(made.err.split())


def test_a_school_or_policy_that_was_not_adopted_is_named(tmp_path: Path) -> None:
    lay_out(tmp_path)
    adopted(tmp_path)
    refused = ran(tmp_path, "build", "--adopted", "hilltopp")
    assert "hilltopp has not adopted any policies. Did you mean `hilltop`?" in refused.err
    made = ran(tmp_path, "build", "--adopted", "--policy", "phones", "--format", "md")
    assert (made.code, made.out) == (2, "")
    assert "hilltop has not adopted phones" in made.err


@pytest.mark.parametrize("name", ["version-1.json", "version-1-older-origins.json"])
def test_check_and_build_take_a_record_of_version_1_as_it_is(tmp_path: Path, name: str) -> None:
    data = (RECORDS / name).read_bytes()
    lay_out(tmp_path, {RECORD: data})
    checked = ran(tmp_path, "check", "hilltop", "--strict")
    assert checked.code == 0, checked.err
    assert "PG8" not in checked.out + checked.err
    made = build(tmp_path)
    assert (made.code, "PG8" in made.err) == (0, False), made.err
    assert "**Adopted 3 December 2026**" in (tmp_path / "build/hilltop/online.md").read_text()
    assert ran(tmp_path, "build", "--adopted", "hilltop", "--format", "md").code == 0
    assert "**Adopted 3 December 2026**" in (tmp_path / "build/hilltop/adopted/online.md").read_text()
    assert (tmp_path / RECORD).read_bytes() == data


def test_a_record_without_a_copy_says_so(tmp_path: Path) -> None:
    lay_out(tmp_path, {RECORD: (RECORDS / "version-1.json").read_bytes()})
    made = ran(tmp_path, "build", "--adopted", "--edition", "board,web", "--format", "md")
    assert (made.code, made.out) == (0, "build/hilltop/adopted/online.md\n")
    assert "hilltop: the adoption record for online does not include the web copy." in made.err


def test_a_wrong_minute_is_corrected_by_a_further_record(tmp_path: Path) -> None:
    lay_out(tmp_path)
    adopted(tmp_path)
    before = (tmp_path / RECORD).read_bytes()
    made = ran(tmp_path, "adopt", "hilltop", "online", "--correct", "--minute", "15/26")
    assert (made.code, made.out) == (0, f"{RECORD.removesuffix('.json')}-correction-1.json\n")
    assert "Corrected: online of hilltop was adopted on 2026-12-03, minute 15/26." in made.err
    assert (tmp_path / RECORD).read_bytes() == before
    build(tmp_path)
    text = (tmp_path / "build/hilltop/online.md").read_text()
    assert "14/26" not in text
    assert text.count("15/26") == 3  # the cover, the approval and the version table
    assert ran(tmp_path, "build", "--adopted", "--format", "md").code == 0
    assert (tmp_path / "build/hilltop/adopted/online.md").read_text() == text


@pytest.fixture
def two(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    adopted(tmp_path)
    change(DiskWorld(tmp_path, tmp_path, LATER), BASICS, "It is written down", "Somebody writes it down")
    build(tmp_path)
    return tmp_path


def test_compare_shows_what_changed_and_why(two: Path) -> None:
    made = ran(two, "compare", RECORD, "build/hilltop/online.json")
    assert (made.code, made.err) == (0, "")
    assert made.out.splitlines() == [
        "Online safety policy, Hilltop School",
        f"  before  Adopted 3 December 2026 ({RECORD})",
        "  after   For approval (build/hilltop/online.json)",
        "",
        "2.1 Whom to tell: changed",
        "  Pupils tell any adult they trust. [-It is written-]{+Somebody writes it+} down: section 2.2.",
        "  reason: The wording of the clause library home changed within version 1.0",
        "  source: guide/tell-1",
        "",
        "1 section changed.",
    ]


def test_compare_for_a_program(two: Path) -> None:
    made = ran(two, "compare", RECORD, "build/hilltop/online.json", "--json")
    found = json.loads(made.out)
    assert (made.code, found["counts"], found["old"]["state"]) == (0, {"changed": 1}, "adopted")
    (one,) = found["differences"]
    assert (one["kind"], one["why"], one["source"]) == ("changed", "reworded", ["guide/tell-1"])
    assert one["after"] == {"number": "2.1", "title": "2.1 Whom to tell"}


def test_copies_that_do_not_differ_end_with_0_too(two: Path) -> None:
    made = ran(two, "compare", RECORD, RECORD)
    assert made.code == 0
    assert made.out.endswith("\nThe wording is the same.\n")


def test_compare_writes_a_page_for_the_board(two: Path) -> None:
    for name in ("board.pdf", "board.docx"):
        made = ran(two, "compare", RECORD, "build/hilltop/online.json", "--out", name)
        assert (made.code, made.err) == (0, f"{name}\n")
    assert (two / "board.pdf").read_bytes().startswith(b"%PDF-")
    assert (two / "board.docx").read_bytes().startswith(b"PK")
    wrong = ran(two, "compare", RECORD, RECORD, "--out", "board.txt")
    assert (wrong.code, wrong.out) == (2, "")


def test_a_pdf_is_compared_by_the_document_attached_to_it(tmp_path: Path) -> None:
    lay_out(tmp_path)
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["document.json"] = to_json(everything())
    pdf.save(tmp_path / "a.pdf")
    (tmp_path / "b.json").write_bytes(to_json(everything("Another School")))
    made = ran(tmp_path, "compare", "a.pdf", "b.json")
    assert made.code == 0
    assert "[-Example Primary-]{+Another+} School" in made.out


def _bare_pdf(path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(path)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.json", b"{", "not document data in JSON"),
        ("a.json", b"{}", "not a version 1 policygen document"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.docx", b"PK\x03\x04", "damaged or is not a DOCX"),
        ("a.pdf", b"%PDF-1.7 cut off", "cannot be read"),
        ("a.pdf", b"", "not document data in JSON"),
    ],
)
def test_what_holds_no_document_ends_with_1_in_words(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    made = ran(tmp_path, "compare", name, name)
    assert (made.code, made.out) == (1, "")
    assert says in made.err
    assert "Traceback" not in made.err


def test_a_pdf_without_its_document_is_told(tmp_path: Path) -> None:
    _bare_pdf(tmp_path / "a.pdf")
    made = ran(tmp_path, "compare", "a.pdf", "a.pdf")
    assert made.code == 1
    assert "has no document data attached" in made.err


def test_a_minute_that_can_never_be_printed_is_not_recorded(tmp_path: Path) -> None:
    lay_out(tmp_path)
    build(tmp_path)
    made = ran(tmp_path, *ADOPT[:5], "--minute", "14/26 \N{GRINNING FACE}")
    assert made.code == 1
    assert "PG323" in made.err
    assert "grinning face" in made.err.lower()
    assert "Nothing was recorded." in made.err
    assert not (tmp_path / "schools/hilltop/adopted").exists()


ABOVE = (
    "specimen: true\nschool: {nation: england}\npeople: {safeguarding_lead: {name: Ann Low, telephone: 01632 960001}}\n"
)


def test_a_trust_adopts_the_common_words_and_the_next_build_prints_it(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/trusts/elm.yaml": ABOVE, "schools/hilltop.yaml": school(extends="trusts/elm.yaml")})
    made = ran(tmp_path, "adopt", "trusts/elm", *ADOPT[2:])
    assert (made.code, made.out) == (0, "schools/trusts/elm/adopted/online/2026-12-03.json\n")
    assert (
        "trusts/elm adopted the common wording of online on 2026-12-03, minute 14/26. It covers 1 school in 1 variant."
        in made.err
    )
    assert build(tmp_path).code == 0
    text = (tmp_path / "build/hilltop/online.md").read_text()
    assert "For approval · Common wording adopted by elm on 3 December 2026" in text


def test_a_trust_has_no_file_or_version_to_adopt_and_needs_a_policy_that_exists(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/trusts/elm.yaml": ABOVE})
    refused = ran(tmp_path, "adopt", "trusts/elm", *ADOPT[2:], "--version", "2")
    assert refused.code == 2
    assert "--version cannot be used for a trust or council" in refused.err
    assert ran(tmp_path, "adopt", "trusts/elm", "onlin", *ADOPT[3:]).code == 2
    none = ran(tmp_path, "adopt", "trusts/elm", *ADOPT[2:])
    assert none.code == 1
    assert "none of the schools that extend trusts/elm builds online" in none.err


@pytest.mark.parametrize("option", ["--minute", "--version"])
def test_a_minute_or_version_that_cannot_be_printed_is_refused(tmp_path: Path, option: str) -> None:
    lay_out(tmp_path)
    build(tmp_path)
    given = {"--on": "2026-12-03", "--minute": "14/26"} | {option: "14/26 😀"}
    made = ran(tmp_path, "adopt", "hilltop", "online", *(word for pair in given.items() for word in pair))
    assert (made.code, made.out) == (1, "")
    words = f"the {option[2:]} cannot be printed: the font Liberation Sans does not have 😀 (grinning face)"
    assert words in " ".join(made.err.split())
    assert not (tmp_path / RECORD).exists()


def test_compare_writes_the_new_copy_with_its_changes_tracked(two: Path) -> None:
    assert ran(two, "build", "--format", "docx,pdf,json").code == 0
    shutil.copy(two / "build/hilltop/online.docx", two / "old.docx")
    for name in ("redline.docx", "redline.pdf"):
        made = ran(two, "compare", "old.docx", "build/hilltop/phones.docx", "--redline", name)
        assert (made.code, made.err.splitlines()[-1]) == (0, name)
    assert (two / "redline.pdf").read_bytes().startswith(b"%PDF-")
    with zipfile.ZipFile(two / "redline.docx") as archive:
        assert b"<w:ins " in archive.read("word/document.xml")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("--redline", "redline.txt"), "must end in .docx or .pdf"),
        (("--redline", "old.docx"), "choose another name"),
        (("--out", "./old.docx"), "choose another name"),
        (("--out", "a.pdf", "--redline", "./a.pdf"), "choose two names"),
        (("--paper", "paper.txt"), "must end in .docx, .pdf or .md"),
        (("--paper", "old.docx"), "choose another name"),
        (("--for", "staff", "./old.docx"), "choose another name"),
        (("--for", "stuff"), "Did you mean `staff`?"),
        (("staff.docx",), "needs --for"),
        (("--for", "staff", "staff.docx", "--json"), "cannot be combined"),
    ],
)
def test_compare_writes_over_nothing_that_it_compares(two: Path, names: tuple[str, ...], said: str) -> None:
    (two / "old.docx").write_bytes(b"kept")
    made = ran(two, "compare", "old.docx", RECORD, *names)
    assert (made.code, made.out) == (2, "")
    assert said in made.err
    assert (two / "old.docx").read_bytes() == b"kept"
