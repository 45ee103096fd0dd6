"""The version history says which library a version belongs to, once there are several versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.document.plain import words_of
from policygen.document.walk import walk
from tests.support.projects import SMALL, document, lay_out


def prepared(folder: Path, versions: tuple[str, str]) -> str:
    files = {}
    for library, version in zip(("home", "law"), versions, strict=True):
        name = f"clauses/{library}/library.yaml"
        lines = (SMALL / name).read_text(encoding="utf-8").splitlines()
        files[name] = (
            "\n".join(f'version: "{version}"' if line.startswith("version:") else line for line in lines) + "\n"
        )
    made = document(lay_out(folder, files))
    (history,) = (one for one in made.sections if one.id == "policygen:history")
    texts = [part.text for part in walk(history) if hasattr(part, "text")]
    assert words_of(history.title) == "Version history"
    return next(text for text in texts if text.startswith("Prepared"))


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("2026.11", "2026.11"), "version 2026.11"),
        (("2026.11", "1.0.0"), "version 2026.11 and 1.0.0 (law)"),
    ],
)
def test_a_version_names_its_library_if_another_has_a_different_one(
    tmp_path: Path, versions: tuple[str, str], said: str
) -> None:
    assert prepared(tmp_path, versions).endswith(f"from model wording, {said}")
