"""Comments in Word's margin: a reviewer's notes, each anchored at the heading of its clause (ECMA-376 17.13.4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from policygen.document.overlays import AUTHOR, Annotations
from policygen.render.docx.inline import text_run
from policygen.render.docx.properties import RunForm
from policygen.render.docx.repeatable import Numbers
from policygen.render.docx.xml import Element, append, root, serialised

INITIALS = "pg"


class Comments:
    """The comments of one document; those whose heading was written are in `part()`, in that order."""

    def __init__(self, annotations: Annotations | None, created: str, numbers: Numbers) -> None:
        """`created` is the time that each comment bears, ISO 8601 UTC."""
        self._notes = annotations.notes if annotations is not None else {}
        self._created = created
        self._numbers = numbers
        self._written: list[tuple[int, tuple[str, ...]]] = []

    def __bool__(self) -> bool:
        return bool(self._written)

    def has(self, clause: str) -> bool:
        """Tell whether a clause has a note."""
        return bool(clause) and clause in self._notes

    @contextmanager
    def around(self, paragraph: Element, clause: str) -> Iterator[None]:
        """Anchor the note of `clause`, if it has one, to what is put in `paragraph` inside the context."""
        lines = self._notes.get(clause, ()) if clause else ()
        if not lines:
            yield
            return
        number = self._numbers.number(f"comment:{clause}")
        self._written.append((number, lines))
        append(paragraph, "commentRangeStart", id=number)
        yield
        append(paragraph, "commentRangeEnd", id=number)
        run = append(paragraph, "r")
        append(append(run, "rPr"), "rStyle", val="CommentReference")
        append(run, "commentReference", id=number)

    def part(self) -> bytes:
        """word/comments.xml: a paragraph a line."""
        made = root("comments")
        for number, lines in self._written:
            comment = append(made, "comment", id=number, author=AUTHOR, date=self._created, initials=INITIALS)
            for place, line in enumerate(lines):
                paragraph = append(comment, "p")
                append(append(paragraph, "pPr"), "pStyle", val="CommentText")
                if place == 0:
                    run = append(paragraph, "r")
                    append(append(run, "rPr"), "rStyle", val="CommentReference")
                    append(run, "annotationRef")
                text_run(paragraph, line, RunForm(bold=True) if place == 0 else RunForm())
        return serialised(made)
