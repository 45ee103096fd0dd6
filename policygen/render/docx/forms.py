"""Forms for a pen: a label above ruled lines, and boxes to tick."""

from __future__ import annotations

from policygen.document.model import Form, FormField
from policygen.render.docx.frame import Frame
from policygen.render.docx.inline import open_run, text_run
from policygen.render.docx.properties import ParagraphForm, RunForm, keep_with_next, set_after
from policygen.render.docx.xml import Element, append, qualified
from policygen.render.page_breaks import is_whole

TICK_BOX = "☐"
LINES = {"text": "PolicyFormLine", "date": "PolicyFormDate", "signature": "PolicyFormSignature"}


def write_form(frame: Frame, parent: Element, form: Form) -> None:
    """Append the fields of a form, each kept on one page; all of them, with what leads to them, if that is little.

    A ruled line is a tab with an underscore leader: a paragraph's border would be joined to its neighbour's, and a
    table would be read out as one.
    """
    whole = is_whole(form, frame.tokens)
    if whole and len(parent) and parent[-1].tag == qualified("p"):
        keep_with_next(parent[-1])
    for place, field in enumerate(form.fields):
        if whole and place:
            keep_with_next(parent[-1])
        with frame.marking(field.id):
            if field.kind == "tick":
                _tick(frame, parent, field)
            else:
                _lines(frame, parent, field)


def _tick(frame: Frame, parent: Element, field: FormField) -> None:
    with frame.paragraph(parent, "PolicyFormTick", ParagraphForm(before=frame.owed())) as paragraph:
        text_run(paragraph, TICK_BOX, RunForm(style="PolicyTickBox"))
        append(append(paragraph, "r"), "tab")
        frame.inline.words(paragraph, field.label, field.id)


def _lines(frame: Frame, parent: Element, field: FormField) -> None:
    with frame.paragraph(parent, "PolicyFormLabel", ParagraphForm(before=frame.owed())) as paragraph:
        frame.inline.words(paragraph, field.label, field.id)
    count = max(1, field.lines) if field.kind == "text" else 1
    for place in range(count):
        last = place == count - 1
        with frame.paragraph(parent, LINES[field.kind], ParagraphForm(keep_next=not last)) as paragraph:
            append(open_run(paragraph, RunForm()), "tab")
    set_after(parent[-1], frame.tokens.form.field_after)
