from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policygen.build import parallel
from policygen.build.watch import Watch
from tests.support.cli import Ran, run
from tests.support.projects import lay_out

Edit = Callable[[Path], Path]


@pytest.fixture
def saving(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ran]:
    """Run `policygen watch` while each of the edits is made in turn, then Ctrl-C is pressed."""
    lay_out(tmp_path)

    def watched(*edits: Edit, arguments: tuple[str, ...] = ()) -> Ran:
        def saved(_: object) -> Iterator[set[Path]]:
            for edit in edits:
                yield {edit(tmp_path)}
            raise KeyboardInterrupt

        monkeypatch.setattr(Watch, "saved", saved)
        return run(tmp_path, "watch", *(arguments or ("--format", "md")))

    return watched


def changed(name: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> Path:
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return edit


def test_it_builds_says_what_changed_builds_again_and_ends_well(saving: Callable[..., Ran], tmp_path: Path) -> None:
    ran = saving(changed("schools/hilltop.yaml", "name: Hilltop", "name: Upper Hilltop"))
    assert ran.code == 0
    assert ran.out.splitlines().count("build/hilltop/online.md") == 2
    assert ran.err.count(" policies in build/hilltop/. Waiting for changes.") == 2
    assert "\nChanged: schools/hilltop.yaml\n" in ran.err
    assert ran.err.endswith("\nStopped watching.\n")
    assert "Upper Hilltop" in (tmp_path / "build/hilltop/online.md").read_text(encoding="utf-8")


def test_a_mistake_in_the_vocabulary_is_shown_and_waited_for(saving: Callable[..., Ran]) -> None:
    def broken(root: Path) -> Path:
        path = root / "clauses/vocabulary.yaml"
        kept.append(path.read_bytes())
        path.write_text("school: {nation: [\n", encoding="utf-8")
        return path

    def mended(root: Path) -> Path:
        path = root / "clauses/vocabulary.yaml"
        path.write_bytes(kept[0])
        return path

    kept: list[bytes] = []
    ran = saving(broken, mended)
    assert ran.code == 0
    assert "clauses/vocabulary.yaml:" in ran.err
    assert "Nothing was built: there are mistakes in the clause library (see above). Waiting for changes." in ran.err
    assert ran.err.rstrip().removesuffix("Stopped watching.").rstrip().endswith("Waiting for changes.")


def test_a_mistake_in_settings_is_shown_and_waited_for(saving: Callable[..., Ran]) -> None:
    ran = saving(changed("schools/hilltop.yaml", "phones: handed_in", "phones: handed_on"))
    assert ran.code == 0
    assert "schools/hilltop.yaml:" in ran.err
    assert "Not built: online and phones for hilltop (1 mistake in each, line 10)" in ran.err


def test_a_mistake_of_ours_does_not_end_it(saving: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("of all things")

    monkeypatch.setattr(parallel, "build", broken)
    ran = saving(changed("schools/hilltop.yaml", "name: Hilltop", "name: Upper Hilltop"))
    assert ran.code == 0
    assert ran.err.count("Not built: RuntimeError: of all things. Waiting for changes.") == 2


def test_a_school_that_is_not_there_is_a_usage_error(saving: Callable[..., Ran]) -> None:
    ran = saving(arguments=("hiltop",))
    assert ran.code == 2
    assert "there is no school 'hiltop'" in ran.err
    assert "hilltop" in ran.err.replace("'hiltop'", "")
