"""Check, before the work starts, that this computer can write the requested formats."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from errno import EILSEQ

from policygen.diagnostics.model import Diagnostic
from policygen.look.fonts import FaceMissing, face_fonts
from policygen.look.texts import TemplateRefused
from policygen.look.tokens import TokensError, load_tokens
from policygen.render.engine import DEFAULT_ENGINE, EngineMissing, engine_named, require_nothing_missing
from policygen.world.protocol import PACKAGED, World

DRAWN = {"docx", "pdf"}  # the list of contents in a Word file takes its page numbers from the PDF


def problems(
    world: World, formats: Iterable[str], *, large_print: bool = False, engine: str = DEFAULT_ENGINE
) -> Iterator[Diagnostic]:
    """Yield what prevents files in these formats from being written here (PG850, PG851, PG852, PG855).

    `engine` is the name of what draws the pages. Raises KeyError for one that is not in ENGINES.
    """
    wanted = set(formats)
    if wanted & {*DRAWN, "html", "form"} and world.look_leads_out:
        yield Diagnostic.of("PG852.link")
        return
    try:
        deque(world.look_names(), 0)
    except OSError as error:
        if error.errno != EILSEQ:
            raise
        name = str(error.filename).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        yield Diagnostic.of("PG852.name", name=name)
        return
    try:
        if wanted & DRAWN:
            missing = engine_named(engine).missing()
            if engine == DEFAULT_ENGINE:
                require_nothing_missing(missing)
            elif missing:
                yield Diagnostic.of("PG855")
            elif own := _own_templates(world):
                yield Diagnostic.of("PG856", files=own, count=len(own))
        if wanted & {*DRAWN, "html", "form"}:
            tokens = load_tokens(world, large_print=large_print)
        if wanted & {*DRAWN, "html"}:
            face_fonts(tokens.faces.pdf, world)
    except (EngineMissing, FaceMissing, TokensError) as error:
        found = lacking_in_words(error)
        if found is not None:
            yield found


def _own_templates(world: World) -> list[str]:
    """Return the project's own templates for pages, which only the default engine can use."""
    if world.is_checkout:
        return []
    found = (world.look_file(name) for folder in ("pdf", "common") for name in world.look_names(folder))
    return [file for file in found if file.endswith(".j2") and not file.startswith(PACKAGED)]


def lacking_in_words(error: Exception) -> Diagnostic | None:
    """Return the finding about what this computer or the look lacks; None for another error."""
    if isinstance(error, EngineMissing):
        return Diagnostic.of("PG850", reason=str(error))
    if isinstance(error, FaceMissing):
        return Diagnostic.of("PG851", reason=str(error))
    if isinstance(error, TemplateRefused):
        return error.diagnostic
    if isinstance(error, TokensError):
        return Diagnostic.of("PG852.tokens", file=f"templates/{error.file}", reason=str(error))
    return None
