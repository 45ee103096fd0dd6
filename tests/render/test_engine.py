"""Engines are called by one protocol; WeasyPrint's private parts are known in one module, and nobody else's change."""

from __future__ import annotations

import ast
import hashlib
import logging
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pikepdf
import pytest
import weasyprint
import weasyprint.document
import weasyprint.pdf
import weasyprint.pdf.metadata
import weasyprint.pdf.stream
from weasyprint.formatting_structure import boxes

from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.look.fonts import Face, only, rendering_lock
from policygen.look.look import Look
from policygen.render import engine as engines
from policygen.render.engine import DEFAULT_ENGINE, ENGINES, Engine, EngineMissing, engine_named
from policygen.render.pdf_weasyprint.internals import moved, require_known, warnings_kept
from policygen.render.pdf_weasyprint.rasterise import svg_to_png
from policygen.world.disk import DiskWorld
from tests.support.documents import everything, one_section
from tests.support.sources import nodes_of
from tests.support.structure import elements, role

ROOT = Path(__file__).parents[2]
PACKAGE = "policygen.render.pdf_weasyprint"
# Asking what is missing, a picture for Word, a stamp: nothing of these is a rendering of a Document.
OPEN_TO_OTHERS = {f"{PACKAGE}.native_libraries", f"{PACKAGE}.rasterise", f"{PACKAGE}.small_page"}
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'
THEIRS = "<html lang=en><title>t</title><table><tr><th>a<td>b</table><p>words <a href='#x' id=x>link</a>"


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


def imports(file: Path) -> Iterator[str]:
    for node in nodes_of(file.read_text(encoding="utf-8")):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_only_its_own_folder_imports_weasyprint() -> None:
    own = ROOT / "policygen/render/pdf_weasyprint"
    found = {
        (file.relative_to(ROOT).as_posix(), name)
        for file in (ROOT / "policygen").rglob("*.py")
        if own not in file.parents
        for name in imports(file)
        if name.split(".")[0] == "weasyprint" or (name.startswith(PACKAGE) and name not in OPEN_TO_OTHERS)
    }
    assert found == set()


def test_only_its_own_folder_imports_typst() -> None:
    own = ROOT / "policygen/render/pdf_typst"
    files = (file for file in (ROOT / "policygen").rglob("*.py") if own not in file.parents)
    found = {(file.name, name) for file in files for name in imports(file) if name.split(".")[0] == "typst"}
    assert found == set()


def test_private_parts_are_named_in_one_module() -> None:
    private = ("_page_box", "._tags", ', "_box"', "include_in_pdf", "generate_rdf_metadata", "formatting_structure")
    files = (ROOT / "policygen").rglob("*.py")
    found = {file.name for file in files if any(part in file.read_text(encoding="utf-8") for part in private)}
    assert found == {"internals.py"}


def test_an_engine_says_its_name_and_version_and_what_is_missing() -> None:
    engine = engine_named()
    assert (engine.name, engine.version, engine.missing()) == (DEFAULT_ENGINE, weasyprint.__version__, ())
    assert set(ENGINES) == {"weasyprint", "typst"}
    with pytest.raises(KeyError):
        engine_named("no-such-engine")


def test_asking_an_engine_what_is_missing_loads_no_weasyprint() -> None:
    code = (
        "import sys; from policygen.render.engine import engine_named; "
        "engine_named().missing(); engine_named().version; sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


class OtherEngine(Engine):
    name, version = "other", "1"

    def missing(self) -> tuple[str, ...]:
        return ()

    def require(self) -> None:
        pass

    def render(self, document: Document, look: Look) -> tuple[bytes, Layout]:  # noqa: ARG002
        return b"%PDF-other", Layout(engine="other 1", pages=1)

    def draw(self, svg: str, width: float, height: float, face: Face) -> bytes:  # noqa: ARG002
        return b"PNG"


def test_a_second_engine_is_a_line_in_the_table(monkeypatch: pytest.MonkeyPatch, look: Look) -> None:
    monkeypatch.setattr(engines, "ENGINES", {**ENGINES, "other": (__name__, "OtherEngine")})
    data, layout = engine_named("other").render(everything(), look)
    assert (data, layout.engine) == (b"%PDF-other", "other 1")


# --- private parts ---------------------------------------------------------------------------------------------------


def test_everything_known_of_weasyprint_is_there() -> None:
    assert moved() == ()
    require_known()


def test_weasyprint_is_capped_below_the_next_major_version() -> None:
    assert '"weasyprint>=70,<71"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("owner", "name", "said"),
    [
        (weasyprint.pdf, "add_tags", "weasyprint.pdf.add_tags is missing"),
        (
            weasyprint.pdf.metadata.DocumentMetadata,
            "include_in_pdf",
            "weasyprint.pdf.metadata.DocumentMetadata.include_in_pdf is missing",
        ),
        (boxes, "MarginBox", "weasyprint.formatting_structure.boxes.MarginBox is missing"),
        (boxes.Box, "content_box_x", "weasyprint.formatting_structure.boxes.Box.content_box_x is missing"),
        (boxes.Box, "link_annotation", "weasyprint.formatting_structure.boxes.Box has no link_annotation"),
    ],
)
def test_an_absent_part_is_named(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, said: str) -> None:
    monkeypatch.delattr(owner, name)
    assert moved() == (said,)


def test_another_signature_is_named_with_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint.pdf, "add_tags", lambda pdf, document: None)  # noqa: ARG005
    said = "weasyprint.pdf.add_tags takes (pdf, document), not (pdf, document, pdf_version, page_streams)"
    assert moved() == (said,)


@pytest.mark.parametrize(
    ("owner", "attribute"), [(weasyprint.document.Page, "_page_box"), (weasyprint.pdf.stream.Stream, "_tags")]
)
def test_an_attribute_that_instances_no_longer_have_is_named(
    monkeypatch: pytest.MonkeyPatch, owner: Any, attribute: str
) -> None:
    def other(self: Any) -> None:
        self.links, self.anchors = [], {}

    monkeypatch.setattr(owner, "__init__", other)
    assert moved() == (f"{owner.__module__}.{owner.__name__} has no {attribute}",)


def test_a_weasyprint_that_moved_draws_nothing_and_says_why(monkeypatch: pytest.MonkeyPatch, look: Look) -> None:
    monkeypatch.delattr(boxes, "LineBox")
    with pytest.raises(EngineMissing, match=r"WeasyPrint 70.*boxes\.LineBox is missing"):
        engine_named().render(everything(), look)


# --- nobody else's ---------------------------------------------------------------------------------------------------


def theirs() -> list[str]:
    """The roles of the tags of a page that is none of ours, as WeasyPrint tags it."""
    data = weasyprint.HTML(string=THEIRS).write_pdf(pdf_variant="pdf/ua-1")
    with pikepdf.open(BytesIO(data)) as pdf:
        return [role(one) for one in elements(pdf.Root.StructTreeRoot)]


def test_weasyprint_tags_what_is_not_ours(look: Look) -> None:
    dispatcher = weasyprint.pdf.add_tags
    before = theirs()
    engine_named().render(one_section("one"), look)
    assert weasyprint.pdf.add_tags is dispatcher
    assert before == theirs()
    # WeasyPrint wraps a cell's words in a Span; our tags do not.
    assert before[:6] == ["Document", "Table", "TBody", "TR", "TH", "Span"]


def test_warnings_of_another_thread_are_left_to_its_own_log(caplog: pytest.LogCaptureFixture) -> None:
    inside, done = Event(), Event()
    kept: list[list[str]] = []

    def ours() -> None:
        with warnings_kept() as warnings:
            inside.set()
            done.wait(10)
            logging.getLogger("weasyprint").warning("of ours")
            kept.append(warnings)

    thread = Thread(target=ours)
    thread.start()
    inside.wait(10)
    logging.getLogger("weasyprint").warning("of another's")
    done.set()
    thread.join()
    assert kept == [["of ours"]]
    assert [record.getMessage() for record in caplog.records] == ["of another's"]


def test_rendering_leaves_the_logger_as_it_was(look: Look) -> None:
    logger = logging.getLogger("weasyprint")
    before = (list(logger.handlers), list(logger.filters), logger.level)
    engine_named().render(one_section("one"), look)
    svg_to_png(b64encode(SQUARE).decode(), 4, 4, look.face)
    assert (list(logger.handlers), list(logger.filters), logger.level) == before


# --- at the same time ------------------------------------------------------------------------------------------------

WORDS = ("one", "two", "three", "four")
IN_A_PROCESS = (
    "import hashlib, sys; from pathlib import Path; from policygen.render.engine import engine_named; "
    "from policygen.look.look import Look; from policygen.world.disk import DiskWorld; "
    "from tests.support.documents import one_section; "
    "look = Look.load(DiskWorld(Path('.'))); "
    "print(*(hashlib.sha256(engine_named().render(one_section(word), look)[0]).hexdigest() for word in sys.argv[1:]))"
)


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", IN_A_PROCESS, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_and_four_threads_give_the_bytes_of_single_runs(look: Look) -> None:
    # A page's colour differs with its words, so that no two documents share a stylesheet.
    single = [digest(look, word) for word in WORDS]
    with start(*WORDS) as first, start(*reversed(WORDS)) as second, ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda word: digest(look, word), WORDS * 2))
        assert (first.communicate()[0].split(), second.communicate()[0].split()) == (single, single[::-1])
    assert together == single * 2
    assert len(set(single)) == len(WORDS)


def test_while_one_thread_draws_no_other_can(look: Look) -> None:
    with ThreadPoolExecutor(1) as other:

        def may_draw() -> bool:
            acquired = rendering_lock.acquire(blocking=False)
            if acquired:
                rendering_lock.release()
            return acquired

        with only(look.face):
            assert not other.submit(may_draw).result()
        assert other.submit(may_draw).result()


def digest(look: Look, word: str) -> str:
    return hashlib.sha256(engine_named().render(one_section(word), look)[0]).hexdigest()
