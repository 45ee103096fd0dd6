"""What the clauses, questions and roles of one state of a project were called in an earlier one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.resolve.heirs import former_names, heirs


@dataclass(frozen=True, slots=True)
class Lineage:
    """Follows names from a project as it was to the same project as it is."""

    after: Project

    def earlier(self, name: str, then: Collection[str], now: Collection[str], scope: str = "") -> tuple[str, ...]:
        """Return the names among `then` that something called `name` today had: its own, or those it had before.

        `now` are all names of today; both leave out `scope`, such as `choices.`, which full names begin with.
        """
        former = (old.removeprefix(scope) for old in former_names(self.after, scope + name) if old.startswith(scope))
        return tuple(old for old in (name, *former) if old in then and (old == name or old not in now))

    def siblings(self, name: str, formerly: Collection[str], scope: str = "") -> tuple[str, ...]:
        """Return the others that came from one of the former names of `name`."""
        found = (heir.removeprefix(scope) for old in formerly for heir in heirs(self.after, scope + old))
        return tuple(dict.fromkeys(heir for heir in found if heir != name))
