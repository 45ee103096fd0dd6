"""Word's own tracked changes: runs, paragraph marks, table rows and numbers (ECMA-376 17.13.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from policygen.document.overlays import AUTHOR
from policygen.document.revisions import NO_REVISIONS, Revision, Revisions
from policygen.render.docx.properties import ParagraphForm, write_paragraph
from policygen.render.docx.repeatable import Numbers
from policygen.render.docx.xml import Element, append, qualified, safe

_NAMES = {"inserted": "ins", "deleted": "del"}
# What deleted words and field codes are called in a run.
_DELETED = {qualified("t"): qualified("delText"), qualified("instrText"): qualified("delInstrText")}
_RUN, _LINK, _CONTROL = qualified("r"), qualified("hyperlink"), qualified("sdt")
_WRAPPERS = frozenset(map(qualified, _NAMES.values()))


@dataclass(slots=True)
class Tracker:
    """Marks what a writer wrote as tracked changes, each with its number in the order in which they are written."""

    numbers: Numbers
    date: str
    revisions: Revisions = NO_REVISIONS
    _count: int = field(default=0)

    def of(self, part_id: str) -> Revision | None:
        """Return the revision of a part that was inserted or deleted whole."""
        return self.revisions.blocks.get(part_id)

    def renumbering(self) -> tuple[Revision, Revision]:
        """Return the revisions of a number before and after that nobody chose: other sections came or went."""
        return (
            Revision(how="deleted", author=AUTHOR, date=self.date),
            Revision(how="inserted", author=AUTHOR, date=self.date),
        )

    def is_gone(self, part_id: str) -> bool:
        """Tell whether a part was deleted whole."""
        revision = self.of(part_id)
        return revision is not None and revision.how == "deleted"

    def runs(self, parent: Element, start: int, revision: Revision | None, then: Revision | None = None) -> None:
        """Mark the runs in `parent` from its child number `start` on, in links too, but not those already marked.

        What was done to them afterwards (`then`) is marked within (17.13.5.18: an insertion can hold a deletion).
        A content control gives way to its words: Word follows a control that is deleted only by marks of another kind.
        """
        if revision is None:
            return
        holder: Element | None = None
        made: list[Element] = []
        for child in list(parent)[start:]:
            if child.tag == _CONTROL:
                shown = list(child[-1])
                for run in shown:
                    child.addprevious(run)
                parent.remove(child)
            else:
                shown = [child]
            for run in shown:
                if run.tag == _LINK:
                    self.runs(run, 0, revision, then)
                if run.tag != _RUN:
                    holder = None
                    continue
                if holder is None:
                    holder = self._change(parent, revision)
                    run.addprevious(holder)
                    made.append(holder)
                holder.append(run)
                if revision.how == "deleted":
                    _delete(run)
        for holder in made:
            self.runs(holder, 0, then)

    def mark(self, properties: Element, revision: Revision | None) -> None:
        """Mark a paragraph's mark by its w:pPr, so that the paragraph comes or goes whole."""
        if revision is not None:
            self._change(append(properties, "rPr"), revision)

    def row(self, properties: Element, revision: Revision | None) -> None:
        """Mark a table row by its finished w:trPr."""
        if revision is not None:
            self._change(properties, revision)

    def form(self, properties: Element, style: str, form: ParagraphForm) -> None:
        """Say in a w:pPr how the paragraph was set before (17.13.5.29): with another kind of number, or none."""
        change = append(properties, "pPrChange")
        self._sign(change, self.renumbering()[1])
        before = append(change, "pPr")
        append(before, "pStyle", val=style)
        write_paragraph(before, form)

    def _change(self, parent: Element, revision: Revision) -> Element:
        made = append(parent, _NAMES[revision.how])
        self._sign(made, revision)
        return made

    def _sign(self, element: Element, revision: Revision) -> None:
        self._count += 1
        signature = {
            "id": self.numbers.number(f"revision:{self._count}"), "author": safe(revision.author), "date": revision.date
        }  # fmt: skip
        for name, value in signature.items():
            element.set(qualified(name), str(value))


def _delete(run: Element) -> None:
    for child in run:
        child.tag = _DELETED.get(child.tag, child.tag)
