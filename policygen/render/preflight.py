"""Whether this machine can write the formats that are asked for, found out before anything is begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygen.diagnostics.model import Diagnostic
from policygen.look.fonts import FaceMissing, face_files
from policygen.look.sandbox import TemplateRefused
from policygen.look.tokens import TokensError, load_tokens
from policygen.render.engine import EngineMissing, engine_named, require_nothing_missing
from policygen.world.disk import World

DRAWN = {"docx", "pdf"}  # a Word file's contents list has the page numbers that the PDF has
DOCTOR = "Run `policygen doctor`: it says what is missing on this machine, and the command that mends it."


def problems(world: World, formats: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield what keeps files of these formats from being written here (PG850, PG851, PG852)."""
    wanted = set(formats)
    if wanted & {*DRAWN, "html", "form"} and world.look_leads_out:
        yield Diagnostic(
            "PG852",
            "templates/, the look, leads out of the project, so none of it is read",
            hint="Put the files themselves there in place of the links, or take the folder away.",
        )
        return
    try:
        if wanted & DRAWN:
            require_nothing_missing(engine_named().missing())
        if wanted & {*DRAWN, "html", "form"}:
            tokens = load_tokens(world.template("tokens.yaml"))
        if wanted & {*DRAWN, "html"}:
            face_files(tokens.faces.pdf, world.template("fonts/fonts.conf").parent)
    except (EngineMissing, FaceMissing, TokensError) as error:
        found = in_words(error)
        if found is not None:
            yield found


def in_words(error: Exception) -> Diagnostic | None:
    """Return the finding for what this machine or its look lacks; None for another error."""
    if isinstance(error, EngineMissing):
        return Diagnostic("PG850", str(error), hint=DOCTOR)
    if isinstance(error, FaceMissing):
        return Diagnostic("PG851", str(error), hint=DOCTOR)
    if isinstance(error, TemplateRefused):
        return error.diagnostic
    if isinstance(error, TokensError):
        return Diagnostic("PG852", f"templates/tokens.yaml, the look, cannot be used: {error}")
    return None
