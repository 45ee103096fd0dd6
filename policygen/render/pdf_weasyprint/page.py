"""Document -> the HTML page that the PDF is set from; the templates say what it looks like."""

from __future__ import annotations

from markupsafe import Markup

from policygen.document.model import Document
from policygen.document.revisions import NO_REVISIONS, Revisions
from policygen.look.contrast import veil
from policygen.look.look import Look
from policygen.look.tokens import Tokens
from policygen.render.contents import fit_contents
from policygen.render.covers import is_spilling
from policygen.render.html.shared import colours_of, logo_of, pictures_of, running_css
from policygen.render.margins import fit_margins, footer_lines
from policygen.render.templates import css_string, template_of


def html_for_pdf(document: Document, look: Look, revisions: Revisions = NO_REVISIONS) -> str:
    """The whole page as HTML; every section and block has `anchor(id)` as its id, pictures are `data:` URIs.

    Words that were inserted or deleted are `ins` and `del`.

    Raises KeyError for a picture that is not in `document.assets`.
    """
    # In the page, not in the stylesheet: WeasyPrint ranks the stylesheets it is handed below those of the page.
    tokens = _margined(document, look)
    running = running_css(document, footer_lines(tokens, document, look.face))
    if document.words.watermark and look.tokens.marks.watermark == "across":
        running += f"@page{{@left-middle{{content:{css_string(document.words.watermark)}}}}}"
    return template_of(look, "pdf", "policy.html.j2").render(
        document=document,
        revisions=revisions,
        pictures=pictures_of(document),
        logo=logo_of(document),
        spilling=is_spilling(document, tokens, look.face),
        running=Markup(running),  # noqa: S704 - escaped by css_string
    )


def stylesheet(document: Document, look: Look) -> str:
    """The stylesheet in the school's colour, darkened where it could not be read on paper, a tint or the watermark."""
    tokens = fit_contents(_margined(document, look), document, look.face)
    colour = colours_of(document, tokens.colours)
    over = veil(tokens.colours.watermark, tokens.colours.paper)
    return template_of(look, "pdf", "policy.css.j2").render(tokens=tokens, colour=colour, veil=over)


def _margined(document: Document, look: Look) -> Tokens:
    return fit_margins(look.tokens.for_kind(document.kind), document, look.face)
