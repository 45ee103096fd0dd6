"""Every file of every specimen's copy for the web, as a school would upload it, searched for what is not public."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from policygen.build.order import FORMATS, Order
from policygen.build.parallel import build
from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld
from tests.support.published import said, secrets, squeezed
from tests.support.sampling import some_of

pytestmark = pytest.mark.conformance
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", some_of(sorted(path.stem for path in (ROOT / "schools").glob("*.yaml"))))
def test_no_file_for_the_web_says_what_is_not_public(name: str, tmp_path: Path) -> None:
    compiler, diagnostics = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    assert not diagnostics.errors
    school = compiler.school(name)
    assert school is not None
    kept = secrets(compiler, school)
    assert len(kept) >= 7
    (result,) = build(compiler, [name], Order(FORMATS, out=tmp_path, editions=("web",)), 1)
    (tmp_path / ".policygen.json").unlink()
    assert not result.not_made
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix.removeprefix(".") for path in found} == set(FORMATS)
    for path in found:
        data = path.read_bytes()
        words = said(path.suffix.removeprefix("."), data)
        assert [key for text, key in kept.items() if squeezed(text) in words] == [], path.name
        if path.suffix == ".pdf":
            with pikepdf.open(BytesIO(data)) as pdf:
                assert not pdf.attachments
                assert "/AcroForm" not in pdf.Root
