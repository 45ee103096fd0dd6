"""However the work is shared among processes, the same files and the same findings come of it."""

from __future__ import annotations

from pathlib import Path

from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld
from tests.support.projects import lay_out

BAD = "school: {name: Vale, type: nothing}\n"


def built(root: Path, out: Path, schools: list[str], jobs: int) -> tuple[dict[str, bytes], list[object], list[str]]:
    compiler, _ = Compiler.load(DiskWorld(root))
    assert compiler is not None
    told: list[str] = []
    results = list(
        build(
            compiler,
            schools,
            Order(("docx", "md"), out=out),
            jobs,
            lambda done, total, name: told.append(f"{done}/{total} {name}"),
        )
    )
    files = {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    found = [
        (
            each.school,
            {k: [p.relative_to(out) for p in v] for k, v in each.made.items()},
            each.not_made,
            each.diagnostics,
        )
        for each in results
    ]
    return files, found, told


def test_two_processes_make_what_one_makes(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "schools" / "vale.yaml").write_text(BAD)
    one = built(tmp_path, tmp_path / "one", ["hilltop", "vale"], 1)
    two = built(tmp_path, tmp_path / "two", ["hilltop", "vale"], 2)
    assert one[:2] == two[:2]
    assert len(one[0]) > 3
    assert one[1][1][2]  # type: ignore[index]


def test_progress_names_each_policy_that_is_done(tmp_path: Path) -> None:
    lay_out(tmp_path)
    _, _, told = built(tmp_path, tmp_path / "out", ["hilltop"], 1)
    assert told == ["0/2 ", "1/2 online", "2/2 phones"]
