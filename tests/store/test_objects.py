"""The store's objects: checked when they are read, written whole, in a folder that is the user's alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policygen.store.objects import ObjectStore
from policygen.store.place import FORM, store_folder, store_limit

KEY = "ab" * 32


def _only_file(folder: Path, kind: str) -> Path:
    (found,) = (path for path in (folder / FORM / kind).rglob("*") if path.is_file())
    return found


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 64 + b"\n{}"])
def test_a_damaged_object_is_missing_and_goes(tmp_path: Path, damage: bytes) -> None:
    store = ObjectStore(tmp_path / "store")
    store.put_data("layout", KEY, {"pages": 0})
    assert store.get_data("layout", KEY) == {"pages": 0}
    _only_file(tmp_path / "store", "layout").write_bytes(damage)
    assert store.get_data("layout", KEY) is None
    assert store.damaged == [f"layout/{KEY}"]
    assert store.get("layout", KEY) is None
    assert len(store.damaged) == 1, "once"


def test_a_built_file_is_kept_as_a_second_name_and_not_believed_once_it_was_edited(tmp_path: Path) -> None:
    store, file = ObjectStore(tmp_path / "store"), tmp_path / "policy.md"
    file.write_bytes(b"words")
    digest = "c27627d8c5048aa4d6c5ae6ef7a0d6bd4a7ad77a8a9b6d8db3d5e8b4ef1ff08b"
    assert store.keep_file(KEY, file)
    assert _only_file(tmp_path / "store", "bytes").samefile(file), "no second copy"
    assert store.file_of(KEY, digest) is None, "another digest"
    assert file.read_bytes() == b"words", "what the store forgets stays in the out folder"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights as on POSIX")
def test_a_folder_that_others_can_write_to_is_neither_read_nor_written(tmp_path: Path) -> None:
    ObjectStore(tmp_path).put("layout", KEY, b"{}")
    assert (tmp_path / FORM).stat().st_mode & 0o777 == 0o700
    (tmp_path / FORM).chmod(0o777)
    store = ObjectStore(tmp_path)
    store.put("layout", "cd" * 32, b"{}")
    assert store.get("layout", KEY) is None
    assert store.trouble
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith("cd")]


def test_a_folder_that_cannot_be_made_is_told_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = ObjectStore(tmp_path / "file" / "store")
    assert store.get("layout", KEY) is None
    store.put("layout", KEY, b"{}")
    assert not store.keep_file(KEY, tmp_path / "file")
    assert store.trouble


def test_the_environment_names_the_folder_and_the_limit(tmp_path: Path) -> None:
    assert store_folder({"POLICYGEN_STORE": str(tmp_path)}) == tmp_path
    assert store_limit({"POLICYGEN_STORE_LIMIT": "0"}) == 0
    assert store_limit({"POLICYGEN_STORE_LIMIT": "much"}) == store_limit({}) == 2_000_000_000
