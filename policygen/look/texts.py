"""The templates of a look as they were read, and the error for a template that cannot be rendered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from jinja2 import TemplateError

from policygen.diagnostics.model import Diagnostic, Span
from policygen.diagnostics.phrases import Fact
from policygen.world.protocol import PACKAGED, World


class TemplateRefused(TemplateError):
    """A template of the project cannot be rendered: `wording` is a wording of PG853, with its facts."""

    def __init__(self, wording: str, file: str = "", line: int = 0, **facts: Fact) -> None:
        self.wording, self.file, self.line, self.facts = wording, file, line, facts
        super().__init__(self.diagnostic.message)

    @property
    def diagnostic(self) -> Diagnostic:
        span = Span(self.file, self.line or 1, 1) if self.file else None
        return Diagnostic.of(f"PG853.{self.wording}", span, None, related=None, trace=(), **self.facts)


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as it was read: `file` is its name in messages, `own` whether it is the project's."""

    file: str
    text: str
    own: bool


def template_texts(world: World, folders: Sequence[str]) -> dict[str, TemplateText]:
    """Return the templates in folders of the look by name; of two of one name the first folder's.

    Raises TemplateRefused for one that is not UTF-8.
    """
    found: dict[str, TemplateText] = {}
    for folder in folders:
        for name in world.look_names(folder):
            if name.endswith(".j2"):
                file = world.look_file(name)
                try:
                    text = world.look(name).decode("utf-8")
                except UnicodeDecodeError as error:
                    raise TemplateRefused("unreadable", file, 1) from error
                found.setdefault(PurePosixPath(name).name, TemplateText(file, text, not file.startswith(PACKAGED)))
    return found
