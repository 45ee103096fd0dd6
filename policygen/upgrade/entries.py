"""The entries of a settings file's tailoring: their places, their words, and the changes that can be made to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.compile.bases import PublishedWords
from policygen.model.settings import Add, Omit, Replace, Settings, Take
from policygen.model.written import Written
from policygen.source.nodes import Mapping, Sequence
from policygen.upgrade.editing import Change, Path
from policygen.upgrade.renames import Rename, clause_today, words_today


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """The words of a clause on one side; the title is empty where a settings file keeps the library's."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TailoredEntry:
    """An entry of the tailoring with its path in the file."""

    path: Path
    entry: Omit | Replace

    @property
    def name(self) -> Written:
        return self.entry.omit if isinstance(self.entry, Omit) else self.entry.replace

    @property
    def ours(self) -> ClauseWords | None:
        if isinstance(self.entry, Omit):
            return None
        return ClauseWords(self.entry.title.text if self.entry.title else "", self.entry.text.text)

    def renamed(self, project: Project) -> tuple[Change, ...]:
        today = clause_today(project, self.name.text)
        key = "omit" if isinstance(self.entry, Omit) else "replace"
        return (Change((*self.path, key), "value", today),) if today != self.name.text else ()

    def worded(self, words: ClauseWords) -> tuple[Change, ...]:
        """Return the changes that give the entry these words."""
        ours = self.ours
        if ours is None:
            return ()
        found = [Change((*self.path, "text"), "value", words.text)] if words.text != ours.text else []
        if ours.title and words.title and words.title != ours.title:
            found.append(Change((*self.path, "title"), "value", words.title))
        return tuple(found)

    def based(self, now: PublishedWords) -> tuple[Change, ...]:
        """Return the changes that let a base written in the entry itself be the words of now."""
        base = self.entry.base
        if base is None or now.digest.startswith(base.digest.text):
            return ()
        found = [Change((*self.path, "base", "digest"), "value", now.digest[: len(base.digest.text)])]
        if base.version is not None and now.version:
            found.append(Change((*self.path, "base", "version"), "value", now.version))
        return tuple(found)


def other_names(project: Project, settings: Settings) -> list[Rename]:
    """Return the former names of clauses elsewhere in a file's tailoring, and texts that name something renamed."""
    found: list[Rename] = []
    for path, entry in tailoring_items(settings):
        if isinstance(entry, Take):
            found += _renamed(project, entry.clause, (*path, "clause"))
        if isinstance(entry, Take | Add):
            found += _renamed(project, entry.add.after, (*path, "add", "after"))
            found += _renamed(project, entry.add.before, (*path, "add", "before"))
        if isinstance(entry, Add):
            for key, words in (("title", entry.title), ("text", entry.text)):
                today = words_today(project, words.text)
                if today != words.text:
                    change = Change((*path, key), "value", today)
                    found.append(Rename("clause", entry.id.text, entry.id.text, change))
    return found


def _renamed(project: Project, name: Written | None, path: Path) -> Iterator[Rename]:
    if name is not None and (today := clause_today(project, name.text)) != name.text:
        yield Rename("clause", name.text, today, Change(path, "value", today))


def tailored_entries(settings: Settings) -> Iterator[TailoredEntry]:
    """Yield the entries that replace or omit a clause, in the order of the file."""
    for path, entry in tailoring_items(settings):
        if isinstance(entry, Omit | Replace):
            yield TailoredEntry(path, entry)


def tailoring_items(settings: Settings) -> Iterator[tuple[Path, object]]:
    """Yield the entries of the tailoring with their paths in the file, in its order."""
    node = settings.node.get("tailoring")
    by_place = {entry.span: entry for entry in settings.model.tailoring}
    for n, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        if isinstance(item, Mapping) and item.span in by_place:
            yield ("tailoring", n), by_place[item.span]
