"""Complex fields: what Word computes, with the result that is shown until it does (ECMA-376 17.16.18)."""

from __future__ import annotations

from collections.abc import Callable

from policygen.render.docx.properties import PLAIN, RunForm, write_run
from policygen.render.docx.xml import XML, Element, append

_SPACE = f"{{{XML}}}space"


def begin(parent: Element, code: str, form: RunForm = PLAIN) -> None:
    """Append the runs that open a field with instruction `code` and lead to its result."""
    _mark(parent, "begin", form)
    instruction = append(_run(parent, form), "instrText")
    instruction.set(_SPACE, "preserve")
    instruction.text = f" {code} "
    _mark(parent, "separate", form)


def end(parent: Element, form: RunForm = PLAIN) -> None:
    """Append the run that closes the innermost open field."""
    _mark(parent, "end", form)


def field(parent: Element, code: str, result: Callable[[Element], None], form: RunForm = PLAIN) -> None:
    """Append a whole field; `result` appends the runs that are shown."""
    begin(parent, code, form)
    result(parent)
    end(parent, form)


def _run(parent: Element, form: RunForm) -> Element:
    run = append(parent, "r")
    if form != PLAIN:
        write_run(append(run, "rPr"), form)
    return run


def _mark(parent: Element, kind: str, form: RunForm) -> None:
    append(_run(parent, form), "fldChar", fldCharType=kind)
