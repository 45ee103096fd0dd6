"""An origin reads `library:path`, so a school's documents do not say where the library lay."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import policygen
from policygen.adoption.record import encode_adoption_record
from policygen.build.order import FORMATS, Order
from policygen.check.files import origin_of
from policygen.compile.compiler import Compiler
from policygen.document.json import to_json
from policygen.document.model import ClauseRecord, Origin
from policygen.document.transform import mapped
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World
from tests.support.adopted import RECORD, laid_out, record
from tests.support.projects import compiled

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("clauses/union/responding.yaml", "union:responding.yaml"),
        ("policygen/clauses/union/deep/responding.yaml", "union:deep/responding.yaml"),
        ("clauses/vocabulary.yaml", "policygen:vocabulary.yaml"),
        ("policygen/clauses/contacts.yaml", "policygen:contacts.yaml"),
        ("clauses/policies/e-safety.yaml", "policygen:policies/e-safety.yaml"),
        ("schools/trusts/hartwold.yaml", "schools/trusts/hartwold.yaml"),
    ],
)
def test_an_origin_names_the_library_and_the_path_in_it(name: str, origin: str) -> None:
    assert origin_of(name) == origin


def test_a_school_has_the_same_bytes_from_the_checkout_and_from_a_folder_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schools", tmp_path / "schools")
    checkout, apart = DiskWorld(ROOT, ROOT, {}), DiskWorld(tmp_path, ROOT, {})
    assert checkout.is_checkout
    assert not apart.is_checkout
    order = Order(FORMATS, policies=("guidance-parents",))
    first, second = (artifacts(world, order) for world in (checkout, apart))
    assert {name.rpartition(".")[2] for name in first} >= set(FORMATS)
    assert first == second


def artifacts(world: World, order: Order) -> dict[str, tuple[bytes, str]]:
    (built,) = policygen.load(world).artifacts(["allhallows"], order)
    assert built.not_made == []
    return {one.name: (one.data, one.inputs) for made in built.artifacts.values() for one in made}


def test_every_origin_of_a_document_is_a_librarys_or_the_settings() -> None:
    compiler, _ = Compiler.load(DiskWorld(ROOT, ROOT, {}))
    assert compiler is not None
    school = compiler.school("allhallows")
    assert school is not None
    document = compiler.compile(school, "e-safety", draft=True).document
    found = set(re.findall(rb'"file": ?"([^"]+)"', to_json(document)))
    assert found
    assert all(file.startswith(b"schools/") or b":" in file for file in found)
    assert any(file.startswith(b"policygen:") for file in found)


def test_an_adoption_recorded_before_holds_still(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    made = record(world)
    before = mapped(made.document, as_written_before)
    assert before != made.document
    (tmp_path / RECORD).write_bytes(encode_adoption_record(replace(made, document=before)))
    assert compiled(world).document.state == "adopted"


def as_written_before(node: object) -> object:
    if isinstance(node, Origin | ClauseRecord) and ":" in node.file:
        library, _, path = node.file.partition(":")
        return replace(node, file=f"clauses/{path}" if library == "policygen" else f"clauses/{library}/{path}")
    return node
