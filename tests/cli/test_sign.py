"""`policygen sign` on a built file: the signed copy lies where no build writes, and a name that differs is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.build.manifest import NAME
from tests.inspect.conftest import made  # noqa: F401
from tests.inspect.files import CHAIR, HEAD, Built
from tests.support.certificates import PASSWORD, certificate
from tests.support.cli import Ran, run
from tests.support.projects import lay_out, write

FILE, SAFE = "build/hilltop/online.pdf", "schools/hilltop/signed/online.pdf"
PRINTED = "Jo Bell"


@pytest.fixture
def folder(made: Built, tmp_path: Path) -> Path:  # noqa: F811
    lay_out(tmp_path)
    write(tmp_path, FILE, made.clean)
    (tmp_path / "password").write_text(PASSWORD + "\n")
    for name in (CHAIR, HEAD, PRINTED):
        (tmp_path / f"{name}.p12").write_bytes(certificate(name))
    return tmp_path


def sign(folder: Path, file: str = FILE, field: str = "chair", who: str = CHAIR) -> Ran:
    return run(folder, "sign", file, "--field", field, "--p12", f"{who}.p12", "--password-file", "password")


def test_the_signed_copy_and_its_record_lie_where_no_build_writes(folder: Path) -> None:
    ran = sign(folder)
    assert ran.code == 0
    assert ran.out.split() == [SAFE, f"{SAFE}.record.json"]
    assert f"the copy to keep is {SAFE}" in ran.err
    assert (folder / SAFE).read_bytes() == (folder / FILE).read_bytes()
    assert not (folder / f"{FILE}.record.json").exists()
    assert run(folder, "verify", SAFE, "--record", f"{SAFE}.record.json").code == 0


def test_the_next_build_replaces_the_file_and_says_where_the_signed_one_is(folder: Path) -> None:
    (folder / FILE).unlink()
    assert run(folder, "build", "hilltop", "--policy", "online", "--format", "pdf").code == 0
    sign(folder)
    signed = (folder / SAFE).read_bytes()
    ran = run(folder, "build", "hilltop", "--policy", "online", "--format", "pdf")
    assert ran.code == 0
    assert f"{FILE} was signed. The signed copy is still {SAFE}" in ran.err
    assert (folder / SAFE).read_bytes() == signed
    assert not (folder / "schools/hilltop/kept").exists()
    assert b"/ByteRange" not in (folder / FILE).read_bytes()


def test_a_file_that_was_signed_elsewhere_is_kept_as_signed(folder: Path) -> None:
    sign(folder)
    (folder / SAFE).unlink()
    run(folder, "build", "hilltop", "--policy", "online", "--format", "pdf")
    kept = list((folder / "schools/hilltop/kept").iterdir())
    assert len(kept) == 1
    assert b"/ByteRange" in kept[0].read_bytes()


def test_a_second_signature_goes_into_the_same_copy(folder: Path, made: Built) -> None:  # noqa: F811
    sign(folder)
    write(folder, FILE, made.clean)
    refused = sign(folder, field="headteacher", who=HEAD)
    assert refused.code == 1
    assert f"{SAFE} is the same file with signatures; sign that one" in refused.err
    assert sign(folder, SAFE, "headteacher", HEAD).code == 0
    assert run(folder, "verify", SAFE, "--record", f"{SAFE}.record.json").code == 0


def test_a_signed_copy_of_another_file_is_not_written_over(folder: Path) -> None:
    write(folder, SAFE, b"%PDF- last year's")
    assert sign(folder).out.split()[0] == SAFE.replace("online", "online-2")
    assert (folder / SAFE).read_bytes() == b"%PDF- last year's"


def test_a_file_in_another_out_folder_of_the_project_is_known_by_its_manifest(folder: Path, made: Built) -> None:  # noqa: F811
    write(folder, "made/hilltop/online.pdf", made.clean)
    write(folder, f"made/{NAME}", b"{}")
    assert sign(folder, "made/hilltop/online.pdf").out.split()[0] == SAFE


def test_a_certificate_with_another_name_is_said_and_the_printed_name_is_not(folder: Path) -> None:
    said = f"the certificate says {CHAIR}, but the name printed for the field chair is {PRINTED}"
    assert said in sign(folder).err
    ran = run(folder, "verify", SAFE)
    assert ran.code == 0
    assert f"belongs to {CHAIR}, but the name printed by that signature is {PRINTED}" in ran.out


def test_the_printed_name_is_signed_without_a_word(folder: Path) -> None:
    assert "Check who signed" not in sign(folder, who=PRINTED).err
    assert "the name printed" not in run(folder, "verify", SAFE).out


def test_a_field_is_signed_once(folder: Path) -> None:
    sign(folder)
    before = (folder / SAFE).read_bytes()
    ran = sign(folder, SAFE)
    assert (ran.code, (folder / SAFE).read_bytes()) == (1, before)
    assert "the field chair is already signed" in ran.err


def test_a_password_file_that_is_not_utf8_is_refused_by_name(folder: Path) -> None:
    (folder / "password").write_bytes(b"caf\xe9\n")
    ran = sign(folder)
    assert ran.code == 1
    assert "password" in ran.err
    assert "UTF-8" in ran.err
    assert "Traceback" not in ran.err
