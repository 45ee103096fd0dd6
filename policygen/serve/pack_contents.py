"""What the page that a pack opens with lists: what to do with its files, and each file in every form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_WEB, _SHEETS, _APPROVAL = "/web/", "/sheets/", "-approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedDocument:
    """A policy or guide whose files are in a pack. `about` says what it is and for whom, `status` how far it is.

    `approved` says whether the governors approve it; `sheets` are the titles of the files made beside it, by stem.
    """

    id: str
    title: str
    about: str = ""
    status: str = ""
    approved: bool = True
    sheets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class PackContents:
    """Sorts a pack's files by what a clerk does with them. `kinds` are the words' `kinds_of_file`."""

    def __init__(self, documents: Sequence[PackedDocument], files: Sequence[str], kinds: Mapping[str, Any]) -> None:
        self._documents, self._files, self._kinds = documents, files, kinds
        # More than one document can have the same sheet; it is listed with the first of them.
        titles: dict[str, str] = {}
        self._of: dict[str, list[str]] = {}
        for one in documents:
            approval = {f"{one.id}{_APPROVAL}": kinds["by_part"][_APPROVAL]}
            new = {stem: title for stem, title in {**one.sheets, **approval}.items() if stem not in titles}
            titles |= new
            self._of[one.id] = list(new)

    def groups(self, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the groups of `wanted` (title and note by what to do) that have files, in its order."""
        made = ((wanted[name], [*getattr(self, f"_{name}")()]) for name in wanted)
        return [{**words, "entries": entries, "folder": _folder_of(entries)} for words, entries in made if entries]

    def tables(self) -> list[dict[str, Any]]:
        """Return the tables of all forms: the documents first, then the sheets of each."""
        whole = [self._row(one.id, one.title) for one in self._documents]
        tables: list[dict[str, Any]] = [{"title": "", "rows": whole}]
        for one in self._documents:
            titles = {**one.sheets, f"{one.id}{_APPROVAL}": self._kinds["by_part"][_APPROVAL]}
            tables.append({"title": one.title, "rows": [self._row(stem, titles[stem]) for stem in self._of[one.id]]})
        filled = ({**one, "rows": [row for row in one["rows"] if any(row["cells"])]} for one in tables)
        return [one for one in filled if one["rows"]]

    def rest(self, listed: Sequence[str]) -> list[dict[str, str]]:
        """Return an entry for each file that is not `listed`: no file is left unsaid."""
        return [packed_entry(name, self._kinds) for name in self._files if name not in listed]

    def _send(self) -> Iterator[dict[str, str]]:
        return self._whole(approved=True)

    def _take(self) -> Iterator[dict[str, str]]:
        for one in self._documents:
            for name in self._found(f"{one.id}{_APPROVAL}", ".pdf"):
                yield _named(name, one.title)

    def _give(self) -> Iterator[dict[str, str]]:
        return self._whole(approved=False)

    def _website(self) -> Iterator[dict[str, str]]:
        for one in self._documents:
            for name in self._found(one.id, ".html", web=True):
                yield _named(name, one.title)

    def _keep(self) -> Iterator[dict[str, str]]:
        stems = {stem for one in self._documents for stem in (one.id, *self._of[one.id])}
        return (packed_entry(name, self._kinds) for name in self._files if stem_of(name) not in stems)

    def _whole(self, *, approved: bool) -> Iterator[dict[str, str]]:
        for one in self._documents:
            for name in self._found(one.id, ".pdf") if one.approved is approved else ():
                yield _named(name, one.title, one.status if approved else one.about)

    def _row(self, stem: str, title: str) -> dict[str, Any]:
        """Return a line of a table: PDF, Word, large print, website."""
        large = self._kinds["large_print"]
        plain = (self._found(stem, ".pdf"), self._found(stem, ".docx"))
        others = (
            [*self._found(stem, f"{large}.pdf"), *self._found(stem, f"{large}.docx")],
            [*self._found(stem, ".html", web=True), *self._found(stem, ".pdf", web=True)],
        )
        cells = [[{"name": name, "form": _form_of(name, self._kinds)} for name in names] for names in (*plain, *others)]
        return {"title": title, "cells": cells}

    def _found(self, stem: str, ending: str, *, web: bool = False) -> list[str]:
        """Return the file of this stem and ending, if there is one, for the website or not."""
        file = f"{stem}{ending}"
        return [name for name in self._files if name.rpartition("/")[2] == file and (_WEB in f"/{name}") is web]


def _named(name: str, title: str, about: str = "") -> dict[str, str]:
    """Return an entry that says the name of its file, to find it by when it is attached to a message."""
    return {"name": name, "words": title, "about": about, "file": name.rpartition("/")[2]}


def _folder_of(entries: Sequence[Mapping[str, str]]) -> str:
    """Return the folder that all entries with a file's name are in; "" if they are in several."""
    folders = {one["name"].rpartition("/")[0] for one in entries if one["file"]}
    return folders.pop() if len(folders) == 1 else ""


def stem_of(name: str) -> str:
    """Return a file's name without its folder and all its endings."""
    return name.rpartition("/")[2].partition(".")[0]


def _form_of(name: str, kinds: Mapping[str, Any]) -> str:
    """Return the form of a file by its ending, such as Word."""
    ending = name.rpartition(".")[2]
    return str(kinds["by_ending"].get(ending, ending.upper()))


def packed_entry(name: str, kinds: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said of a file that no table has: what it is for, and its form."""
    part = part_of(name, kinds)
    kind = kinds["by_part"].get(part, "") or kinds["whole"].get(name.rpartition(".")[2], "")
    if (large := kinds["large_print"]) in name and part != large:
        kind = kinds["in_large_print"].format(kind=kind)
    return {"name": name, "words": f"{kind} ({_form_of(name, kinds)})", "about": "", "file": ""}


def part_of(name: str, kinds: Mapping[str, Any]) -> str:
    """Return the part of a file's name that says what it is, "" for a policy as a whole."""
    return next((part for part in kinds["by_part"] if part in name), "")
