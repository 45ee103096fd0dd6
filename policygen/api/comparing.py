"""What changed between two copies of a policy: as lines, as data, and as a paper for the board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from policygen.assemble.wording import Wording
from policygen.compare.align import Compared, Difference, compare_documents
from policygen.compare.text import as_data, comparison_lines

if TYPE_CHECKING:
    from policygen.world.protocol import World


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two copies of a policy, each with the file that it came from, and how they differ.

    `world` gives the look and the fixed words. Raises WordsUnusable for mistakes in a project's own words.
    """

    before: Compared
    after: Compared
    world: World
    differences: tuple[Difference, ...] = field(init=False)
    _wording: Wording = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_wording", Wording.load(self.world))
        object.__setattr__(self, "differences", compare_documents(self.before.document, self.after.document))

    def lines(self, *, color: bool = False) -> Iterator[str]:
        """Yield what changed as lines of text, with removed text in [-…-] and added text in {+…+}, or in colour."""
        return comparison_lines(self.before, self.after, self.differences, self._wording, color=color)

    def data(self) -> dict[str, Any]:
        """Return what changed as data for JSON; keys are stable and always present."""
        return as_data(self.before, self.after, self.differences, self._wording)

    def paper(self, form: Literal["docx", "pdf"]) -> bytes:
        """Return the comparison as a Word file or a PDF to hand out at a meeting.

        Raises what `refused_in_words` puts into words: a character without a glyph, or a look that cannot be used.
        """
        from policygen.compare.report import report
        from policygen.look.look import Look
        from policygen.render.docx import write_docx
        from policygen.render.engine import engine_named

        sheet = report(self.before.document, self.after.document, self.differences, self._wording)
        look = Look.load(self.world)
        pdf, layout = engine_named().render(sheet, look)
        return pdf if form == "pdf" else write_docx(sheet, layout, look)
