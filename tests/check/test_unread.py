"""A file with a mistake is reported as that, and not once more wherever something in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.projects import SMALL, check, lay_out
from tests.support.settings import school

BROKEN = "\nbroken: [a\nb: c\n"
FILES = sorted(
    path.relative_to(SMALL).as_posix()
    for path in SMALL.rglob("*.yaml")
    if path.name not in ("vocabulary.yaml", "models.yaml", "hilltop.yaml")
)


def broken(name: str) -> dict[str, str]:
    return {name: (SMALL / name).read_text(encoding="utf-8") + BROKEN}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_the_only_finding(name: str, tmp_path: Path) -> None:
    found = check(lay_out(tmp_path, broken(name)))
    assert {(one.code, one.span.file if one.span else "") for one in found} == {("PG130", name)}


def test_tailoring_of_a_policy_that_cannot_be_read_is_no_mistake(tmp_path: Path) -> None:
    text = school(
        policies="\n  online: {}",
        tailoring="\n- {omit: telling.who, because: We say who}"
        "\n- {add: {after: telling.record}, id: chapel, title: T, text: T., because: Ours}",
    )
    files = broken("clauses/policies/online.yaml") | {"schools/hilltop.yaml": text}
    assert [one.code for one in check(lay_out(tmp_path, files))] == ["PG130"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("clauses/home/basics.yaml", "clauses: [nowhere.at-all]", "PG253"),
        ("clauses/references.yaml", "people: [nobody]", "PG251"),
    ],
)
def test_a_name_that_stands_nowhere_is_still_reported(name: str, text: str, code: str, tmp_path: Path) -> None:
    outline = (SMALL / "clauses/policies/phones.yaml").read_text(encoding="utf-8")
    key = text.partition(":")[0]
    kept = [line for line in outline.splitlines() if not line.strip().startswith(f"{key}:")]
    changed = "\n".join([*kept, f"    {text}"] if key == "clauses" else [text, *kept])
    files = broken(name) | {"clauses/policies/phones.yaml": changed}
    assert code in [one.code for one in check(lay_out(tmp_path, files))]


def test_a_policy_that_stands_nowhere_is_still_reported(tmp_path: Path) -> None:
    files = broken("clauses/policies/online.yaml")
    files["schools/hilltop.yaml"] = school(policies="\n  onlin: {}")
    assert [one.code for one in check(lay_out(tmp_path, files))] == ["PG130", "PG302", "PG307"]
