"""One small page as a PDF (PDF/A-3b), such as what is seen where somebody signed."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.look.fonts import Face, only


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallPage:
    """A PDF, how many pages it takes, and the font families that it was set in."""

    data: bytes
    pages: int
    families: frozenset[str]


def draw_small_page(html: str, face: Face) -> SmallPage:
    """Draw HTML that fetches nothing; every font is embedded. Raises EngineMissing."""
    from policygen.render.pdf_weasyprint.native_libraries import require_weasyprint

    require_weasyprint()
    from weasyprint import HTML

    from policygen.render.pdf_weasyprint.fetching import OwnPictures

    with only(face):
        rendering = HTML(string=html, url_fetcher=OwnPictures(frozenset())).render(pdf_variant="pdf/a-3b")
        data: bytes = rendering.write_pdf(pdf_variant="pdf/a-3b")
    families = frozenset(font.family for font in rendering.fonts.values())
    return SmallPage(data=data, pages=len(rendering.pages), families=families)
