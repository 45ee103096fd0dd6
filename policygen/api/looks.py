"""A school's colour and logo in a draft: given, checked as a build checks them, and taken away again."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from policygen.api.drafting import SchoolDraft
from policygen.ask.appearance import is_colour
from policygen.ask.yaml_text import GivenAnswer, with_answer
from policygen.check.pictures import LOGO_HEIGHT, LOGO_WIDTH, SVG, Picture, read_picture
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity, Span
from policygen.model.settings import Settings
from policygen.source.editing import CannotEdit
from policygen.upgrade.editing import Change, changed
from policygen.world.memory import MemoryWorld

# The cover's room for a logo, in pixels at 300 an inch.
_WIDEST, _HIGHEST = round(LOGO_WIDTH / 25.4 * 300), round(LOGO_HEIGHT / 25.4 * 300)
_ENDINGS = {SVG: ".svg", "image/png": ".png", "image/jpeg": ".jpg"}
_KEYS = ("colour", "logo")


@dataclass(frozen=True, slots=True)
class SchoolLook:
    """The colour and the logo in a school's own file. Each change is checked, and made whole or not at all."""

    draft: SchoolDraft

    @property
    def colour(self) -> str:
        """The colour as #rrggbb, or ""."""
        found = self._settings.model.colour
        return found.text if found is not None else ""

    @property
    def logo(self) -> tuple[str, str]:
        """The logo's file in the project and what it shows, both "" if there is none."""
        found = self._settings.model.logo
        return (found.file.text, found.alternative.text) if found is not None else ("", "")

    def give_colour(self, typed: str) -> tuple[Diagnostic, ...]:
        """Save a colour; return the findings on it. It is saved unless one of them is an error."""
        if not is_colour(typed):
            return (Diagnostic.of("PG951", reason=say("appearance.no_colour", text=typed)),)
        return self._given("colour", GivenAnswer(typed), "text", {})

    def give_logo(self, data: bytes, alternative: str) -> tuple[Diagnostic, ...]:
        """Save a picture as the logo; return the findings on it. It is saved unless one of them is an error.

        A bitmap that is larger than a cover can show is made smaller. `alternative` says what the picture shows.
        """
        found = Diagnostics()
        name = f"schools/{self.draft.id}-logo"
        alone = MemoryWorld(files={name: data})
        picture = read_picture(alone, name, Span(self.draft.settings, 1, 1), alternative, found)
        if picture is None:
            return tuple(found)
        data = _small(picture, data)
        file = f"{name}{_ENDINGS[picture.media_type]}"
        before = self.logo[0]
        given = GivenAnswer({"file": file, "alternative": alternative})
        findings = self._given("logo", given, "person", {file: data})
        if before != file and not any(one.severity is Severity.ERROR for one in findings):
            self._forget(before)
        return findings

    def remove(self, key: str) -> tuple[Diagnostic, ...]:
        """Take the `colour` or the `logo` away; a logo's file goes too. Raises KeyError for any other key."""
        if key not in _KEYS:
            raise KeyError(key)
        file = self.logo[0] if key == "logo" else ""
        node = self._settings.node.get(key)
        if node is None:
            return ()
        findings = self._changed(lambda name, data: changed(name, data, (Change((key,), "remove"),)), {})
        self._forget(file)
        return findings

    @property
    def _settings(self) -> Settings:
        return self.draft.session().school.settled.chain[0]

    def _forget(self, file: str) -> None:
        if PurePosixPath(file).stem == f"{self.draft.id}-logo":
            self.draft.forget(file)

    def _given(self, key: str, given: GivenAnswer, kind: str, files: dict[str, bytes]) -> tuple[Diagnostic, ...]:
        def edit(_: str, data: bytes) -> bytes:
            return with_answer(data.decode(), (key,), given, kind).encode()

        return self._changed(edit, files)

    def _changed(self, edit: Callable[[str, bytes], bytes], files: dict[str, bytes]) -> tuple[Diagnostic, ...]:
        """Change the settings with these files beside them; return what is then found that was not found before."""
        draft = self.draft
        before, known = draft.files, {(one.code, one.message) for one in draft.session().diagnostics}
        try:
            draft.keep({**files, draft.settings: edit(draft.settings, before[draft.settings])})
        except CannotEdit as error:
            return (Diagnostic.of("PG951", reason=str(error)),)
        found = tuple(one for one in draft.session().diagnostics if (one.code, one.message) not in known)
        if any(one.severity is Severity.ERROR for one in found):
            draft.keep({name: before[name] for name in (*files, draft.settings) if name in before})
            for name in files.keys() - before.keys():
                draft.forget(name)
        return found


def _small(picture: Picture, data: bytes) -> bytes:
    """Return a bitmap's bytes, or those of a smaller one that prints the same on a cover."""
    if picture.media_type == SVG or (picture.width <= 2 * _WIDEST and picture.height <= 2 * _HIGHEST):
        return data
    from PIL import Image

    with Image.open(BytesIO(base64.b64decode(picture.data))) as image:
        image.thumbnail((_WIDEST, _HIGHEST), Image.Resampling.LANCZOS)
        made = BytesIO()
        if picture.media_type == "image/jpeg":
            image.save(made, "JPEG", quality=92)
        else:
            image.save(made, "PNG", optimize=True)
    return made.getvalue()
