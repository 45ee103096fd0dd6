"""Document -> one web page that a school can publish as it is: no script, and nothing fetched from anywhere."""

from __future__ import annotations

from markupsafe import Markup

from policygen import __version__
from policygen.document.model import Document
from policygen.document.revisions import NO_REVISIONS
from policygen.look.look import Look
from policygen.render.html.shared import colours_of, logo_of, pictures_of, running_css
from policygen.render.margins import fit_margins, footer_lines
from policygen.render.templates import template_of


def write_html(document: Document, look: Look) -> bytes:
    """Return the page as UTF-8 HTML, made for WCAG 2.2 AA; every section and block has `anchor(id)` as its id.

    Pictures are `data:` URIs. The bytes depend on the arguments alone. Raises KeyError for a picture that is not in
    `document.assets`.
    """
    # As in the PDF: one stylesheet says how a policy looks on paper.
    tokens = fit_margins(look.tokens.for_kind(document.kind), document, look.face)
    styles = template_of(look, "web", "policy.css.j2").render(
        tokens=tokens,
        colour=colours_of(document, tokens.colours),
        running=Markup(running_css(document, footer_lines(tokens, document, look.face))),  # noqa: S704 - escaped by css_string
    )
    page = template_of(look, "web", "policy.html.j2").render(
        document=document,
        revisions=NO_REVISIONS,
        pictures=pictures_of(document),
        logo=logo_of(document),
        generator=f"policygen {__version__}",
        styles=Markup(styles),  # noqa: S704 - rendered just now with everything escaped
    )
    return page.encode("utf-8")
