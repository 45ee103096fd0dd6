"""A library, a school's settings or a Document that cannot be used, each with the findings that say why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policygen.diagnostics.model import Diagnostic, Refused, Severity


class LibraryUnusable(Exception):
    """The project has no usable library or wording. `diagnostics` give the reasons; `texts` are their files."""

    def __init__(self, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
        self.diagnostics = tuple(diagnostics)
        self.texts = texts
        super().__init__("; ".join(one.message for one in self.diagnostics))


class SettingsUnusable(Exception):
    """A school's settings have mistakes, so nothing can be compiled from them. `diagnostics` lists them."""

    def __init__(self, school: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.school, self.diagnostics = school, diagnostics
        super().__init__("; ".join(one.message for one in diagnostics if one.severity is Severity.ERROR))


class CannotRender(Refused):
    """A Document cannot be drawn as it is, or not on this machine. `diagnostics` give the reasons."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(one.message for one in self.diagnostics))
