"""A library is shared by threads and processes; a school's own texts stay in its session."""

from __future__ import annotations

import gc
import pickle
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import policygen
from policygen import Order, SchoolBuild
from tests.support.projects import lay_out, write
from tests.support.sampling import sampled
from tests.support.settings import school

PRIVATE = "The chapel of Saint Erconwald is out of bounds"
FORMATS = ("md", "json", "html", "docx", "pdf")


def settings(name: str, words: str) -> str:
    """A school with a clause of its own."""
    own = f"id: school.own, title: Own, text: '{words}', because: Ours."
    return school(
        school=f"\n  name: {name}\n  phase: [primary]",
        policies="{online: {}}",
        tailoring=f"[{{add: {{after: basics.rules}}, {own}}}]",
    )


def digests(built: SchoolBuild) -> dict[str, bytes]:
    return {one.name: one.data for made in built.artifacts.values() for one in made}


@pytest.mark.parametrize("formats", sampled([(FORMATS[:4],), (FORMATS,)], 2), ids=["without PDF", "all formats"])
def test_two_processes_and_four_threads_give_the_bytes_of_a_single_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formats: tuple[str, ...]
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    world = lay_out(tmp_path, {f"schools/school-{n}.yaml": settings(f"School {n}", f"Text {n}.") for n in range(4)})
    names, order = [f"school-{n}" for n in range(4)], Order(formats)
    library = policygen.load(world)
    single = [digests(built) for built in library.artifacts(names, order)]
    assert all(single)
    own = set(temporary.glob("policygen-*"))
    assert [digests(built) for built in policygen.load(world).artifacts(names, order, jobs=2)] == single
    assert set(temporary.glob("policygen-*")) == own, "a process left its fonts behind"
    fresh = policygen.load(world)
    with ThreadPoolExecutor(4) as pool:
        threads = list(pool.map(lambda name: digests(fresh.open(name).build(order)), names))
    assert threads == single


def test_nothing_of_one_school_can_be_reached_from_anothers_session(tmp_path: Path) -> None:
    files = {"schools/private.yaml": settings("Private", f"{PRIVATE}.")}
    library = policygen.load(lay_out(tmp_path, files))
    private = library.open("private").compile("online")
    assert PRIVATE in repr(private.document)
    other = library.open("hilltop")
    other.compile("phones")
    assert PRIVATE not in "".join(reachable(other))
    assert PRIVATE not in "".join(reachable(library))


def reachable(start: object) -> set[str]:
    """Every string that can be reached from an object through its references, modules and classes left out."""
    seen: set[int] = set()
    found: set[str] = set()
    todo = [start]
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type) or type(one).__name__ in ("module", "function", "builtin_function"):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            found.add(one)
        todo += gc.get_referents(one)
    return found


def test_what_crosses_a_process_boundary_pickles(tmp_path: Path) -> None:
    library = policygen.load(lay_out(tmp_path))
    (built,) = library.artifacts(["hilltop"], Order(("md",)))
    assert digests(pickle.loads(pickle.dumps(built))) == digests(built)  # noqa: S301
    policy = library.open("hilltop").compile("phones")
    assert pickle.loads(pickle.dumps(policy.document)) == policy.document  # noqa: S301


def test_a_library_pickles_and_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    library = policygen.load(lay_out(tmp_path / "project"))
    order = Order(("md", "json", "html"))
    (built,) = library.artifacts(["hilltop"], order)
    (tmp_path / "library").write_bytes(pickle.dumps(library))
    shutil.rmtree(tmp_path / "project")
    code = (
        "import pathlib, pickle, sys, policygen\n"
        "library = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "(built,) = library.artifacts(['hilltop'], policygen.Order(('md', 'json', 'html')))\n"
        "found = {one.name: one.data for made in built.artifacts.values() for one in made}\n"
        "pathlib.Path(sys.argv[2]).write_bytes(pickle.dumps((library.fingerprint, library.diagnostics, found)))\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "library"), str(tmp_path / "found")], check=True)
    found = pickle.loads((tmp_path / "found").read_bytes())  # noqa: S301
    assert found == (library.fingerprint, library.diagnostics, digests(built))


def test_a_library_whose_files_were_changed_since_it_was_loaded_does_not_pickle_as_another(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    library = policygen.load(world)
    write(tmp_path, "clauses/home/basics.yaml", world.read("clauses/home/basics.yaml") + b"# changed\n")
    with pytest.raises(policygen.Refused):
        pickle.loads(pickle.dumps(library))  # noqa: S301


def test_a_build_needs_no_process_of_its_own_to_be_repeatable(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    code = (
        "import hashlib, sys, pathlib, policygen\n"
        "world = policygen.DiskWorld(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1]), {})\n"
        "library = policygen.load(world)\n"
        "(built,) = library.artifacts(['hilltop'], policygen.Order(('md', 'json')))\n"
        "print(hashlib.sha256(b''.join(a.data for m in built.artifacts.values() for a in m)).hexdigest())\n"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code, str(world.root)], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
