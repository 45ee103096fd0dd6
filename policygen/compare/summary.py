"""What two Documents differ in, in a few words, for the version table: "2 sections changed, 1 added"."""

from __future__ import annotations

from collections.abc import Iterable

from policygen.assemble.wording import Wording
from policygen.compare.align import Difference, Kind
from policygen.document.fingerprint import COVER

# What counts as a change of the words, in the order in which it is said.
COUNTED: tuple[Kind, ...] = ("changed", "added", "removed", "moved")


def counts(differences: Iterable[Difference]) -> dict[Kind, int]:
    """Return how many sections there are of each kind of difference; the cover is none of them."""
    found: dict[Kind, int] = {}
    for difference in differences:
        if difference.part.id != COVER:
            found[difference.kind] = found.get(difference.kind, 0) + 1
    return found


def summary_of_differences(differences: Iterable[Difference], wording: Wording) -> str:
    """Return the counts in words, empty where only people, contacts, dates and numbers differ."""
    differences = tuple(differences)
    found = counts(differences)
    said: list[str] = []
    for kind in COUNTED:
        count = found.get(kind, 0)
        if count and said:
            said.append(wording(f"history.more.{kind}", count=str(count)))
        elif count:
            one, many = wording.parts(f"history.changes.{kind}")
            said.append((one if count == 1 else many).replace("{count}", str(count)))
    if any(one.part.id == COVER and one.kind == "changed" for one in differences):
        said.append(wording("history.cover"))
    return wording("list.comma").join(said)
