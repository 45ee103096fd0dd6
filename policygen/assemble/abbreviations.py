"""Titles of posts that a policy gives in full once, with their abbreviation, and by that alone afterwards."""

from __future__ import annotations

import re
from copy import copy

from policygen.assemble.placeholders import Hole
from policygen.assemble.wording import Wording
from policygen.check.project import Project


class Abbreviations:
    """Shortens the titles in the sections of one Document, which hands its values over in the order of reading."""

    def __init__(self, project: Project, wording: Wording) -> None:
        self._wording = wording
        roles = [(key, role) for key, role in project.vocabulary.people.items() if role.short is not None]
        self._short = {role.label.text.casefold(): role.short.text for _, role in roles if role.short is not None}
        self._keys = {role.label.text.casefold(): f"people.{key}.title" for key, role in roles}
        self._pattern = re.compile("|".join(map(re.escape, self._short)), re.IGNORECASE)
        self.defined: set[str] = set()
        """The titles that were given in full so far."""

    def afresh(self) -> Abbreviations:
        """Return the same for another Document, in which no title was given yet."""
        made = copy(self)
        made.defined = set()
        return made

    def of(self, hole: Hole) -> Hole:
        """Return a value with the titles in it as they are printed here; a title that the school chose stays whole."""
        if not self._short or not hole.origin.key.startswith("people."):
            return hole
        found = self._pattern.search(hole.text)
        if found is None:
            return hole
        before, title, after = hole.text[: found.start()], found[0], hole.text[found.end() :]
        short = self._short[title.casefold()]
        if title.casefold() in self.defined:
            return hole.retold(before + short + after)
        if hole.origin.key != self._keys[title.casefold()]:
            return hole  # the title of another post, such as a deputy's, explains nothing
        self.defined.add(title.casefold())
        return hole.retold(self._wording("abbreviated", title=before + title + after, short=short + after))
