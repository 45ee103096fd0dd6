"""A clause whose loops multiply ends with a finding at its line, soon, and the rest of the policy is checked."""

from __future__ import annotations

from pathlib import Path

from tests.support.projects import check, lay_out
from tests.support.settings import school

LOOP = "{% for NAME in choices.routes %}"
ROUTES = ", ".join(f"route {n}" for n in range(50))


def clause(loops: int) -> str:
    names = "abcde"[:loops]
    text = "".join(LOOP.replace("NAME", name) for name in names) + "{{ a }} " + "{% endfor %}" * loops
    return f"{{add: {{after: basics.rules}}, id: school.own, title: Own, text: '{text}', because: Ours.}}"


def found(folder: Path, loops: int) -> list[tuple[str, str]]:
    settings = school(choices=f"{{routes: [{ROUTES}]}}", policies="{online: {}}", tailoring=f"[{clause(loops)}]")
    world = lay_out(folder, {"schools/greedy.yaml": settings})
    return [(one.code, one.span.file if one.span else "") for one in check(world, ["greedy"])]


def test_five_loops_over_fifty_entries_end_with_a_finding(tmp_path: Path) -> None:
    assert ("PG412", "schools/greedy.yaml") in found(tmp_path, 5)


def test_two_loops_over_fifty_entries_are_printed(tmp_path: Path) -> None:
    assert "PG412" not in [code for code, _ in found(tmp_path, 2)]
