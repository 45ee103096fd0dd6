"""Model copies in other programs: valid for the Open XML SDK, opened by LibreOffice, filled in through their part."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.render.docx.controls import VALUES
from policygen.word_copies.kinds import targets
from policygen.world.disk import DiskWorld
from tests.support.sampling import some_of

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).resolve().parents[2]
# The kind with most of its own words, and a council's answers over a kind.
NAMES = (("pupil-referral-unit",), ("authorities/westshire", "trust-secondary-sixth-form"))
NAME = "St Cuthbert’s Centre"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("copies")
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    wanted = [str(target) for names in NAMES for target in targets(compiler.project, names, Diagnostics())]
    results = build(compiler, wanted, Order(("docx",), out=folder, blank=True), 1)
    return [path for result in results for paths in result.made.values() for path in paths]


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def as_text(path: Path, folder: Path) -> str:
    """What LibreOffice shows of a file: the text of its PDF, its white space squeezed but for the ends of pages."""
    office, reader = tool("soffice"), tool("pdftotext")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    pdf = folder / f"{path.stem}.pdf"
    text = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return re.sub(r"[^\S\f]+", " ", text)


def filled_in(source: Path, target: Path, values: dict[str, str]) -> None:
    """Write a copy whose part holds `values`: nothing else in the file is touched."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "customXml/item2.xml":
                store = etree.fromstring(data)
                for key, words in values.items():
                    found = store.find(f"{{{VALUES}}}{key}")
                    assert found is not None, key
                    found.text = words
                data = etree.tostring(store, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, data)


@pytest.mark.parametrize("turn", some_of(range(3)))
def test_each_is_valid_for_the_open_xml_sdk(written: list[Path], turn: int) -> None:
    validator = tool("ooxml-validator")
    assert len(written) == 20
    for path in written[turn::3]:
        ran = subprocess.run([validator, str(path)], capture_output=True, text=True)
        assert ran.returncode == 0, f"{path.name}: {ran.stdout[:2000]}{ran.stderr[:500]}"
        if ran.stdout.strip().startswith("{"):
            assert json.loads(ran.stdout)["ok"] is True, path.name


def test_a_name_put_into_the_part_appears_throughout_in_libreoffice(written: list[Path], tmp_path: Path) -> None:
    source = next(path for path in written if path.stem == "e-safety")
    before = as_text(source, tmp_path)
    target = tmp_path / "filled.docx"
    filled_in(source, target, {"school.name": NAME, "people.headteacher": "Ann Example"})
    after = as_text(target, tmp_path)
    pages = before.count("\f")
    assert before.count("[School name]") > pages // 2
    assert after.count(NAME) == before.count("[School name]")
    assert "[School name]" not in after
    # In the guide's table, on the cover, and where the headteacher signs.
    assert after.count("Ann Example") >= 3
