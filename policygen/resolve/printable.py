"""Find the characters of a file that the look's typeface cannot print, at their places, before anything is drawn."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from policygen.check.drawings import read_drawing
from policygen.check.pictures import SVG, Picture
from policygen.check.project import Project, figure_name
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.typography import usual
from policygen.model.library import FigurePart
from policygen.source.characters import REFUSED, name_of
from policygen.source.nodes import Scalar, Source
from policygen.source.positions import place
from policygen.source.scan import scan
from policygen.world.protocol import World

if TYPE_CHECKING:
    from policygen.look.coverage import Coverage

# Every typeface for English has these, and nearly every file holds no others. Finding the look's own takes time.
_RARE = re.compile("[^\t\n -~\u00a0-\u024f–—‘’“”†‡•…‰‹›€™]")
# Stands where reading has refused a character.
_REPLACED = "\ufffd"
# In double quotes YAML makes characters out of what is written with these.
_ESCAPE = re.compile(r"\\[xuUNLP_]")


def check_printable(world: World, sources: Iterable[Source], diagnostics: Diagnostics) -> None:
    """Report each text in these files with a character that cannot be printed (PG323).

    What is printed in its usual form, such as a ligature, is noted once a file (PG325). A file that could not be read
    has no digest, and is left alone.
    """
    rare = [source for source in sources if source.digest and is_rare(source.text)]
    coverage = printed_by(world) if rare else None
    if coverage is not None:
        for source in rare:
            _check(replace(source, text=REFUSED.sub(_REPLACED, source.text)), coverage, diagnostics)


def check_given_words(world: World, words: Mapping[str, str], diagnostics: Diagnostics) -> None:
    """Report each of these words, which were given by name and stand in no file, that cannot be printed (PG323)."""
    rare = {name: text for name, text in words.items() if _RARE.search(text)}
    coverage = printed_by(world) if rare else None
    if coverage is None:
        return
    for name, text in rare.items():
        found = lacking(text, coverage)
        if found:
            one, face = text[found[0]], coverage.family
            diagnostics.report("PG323.given", what=name, face=face, character=one, name=name_of_glyph(one))


def check_letters_of(world: World, picture: Picture, name: str, span: Span, diagnostics: Diagnostics) -> None:
    """Report at `span` a letter in a drawing (SVG) that the look's typeface, the only one there is, does not have."""
    data = b64decode(picture.data) if picture.media_type == SVG else b""
    if data.isascii() and b"&#" not in data:
        return
    root = read_drawing(data)
    words = "".join(str(text) for element in root.iter("{*}text") for text in element.itertext())
    coverage = printed_by(world) if _RARE.search(words) else None
    found = lacking(words, coverage) if coverage is not None else []
    if coverage is not None and found:
        one, face = words[found[0]], coverage.family
        diagnostics.report("PG323.drawing", span, picture=name, face=face, character=one, name=name_of_glyph(one))


def check_letters_of_figures(project: Project, diagnostics: Diagnostics) -> None:
    """Report each drawing of a clause with a letter that the look's typeface does not have, at its place."""
    for clause in project.clauses.values() if project.figures else ():
        library = clause.library.id.text
        for part in clause.entry.form:
            if isinstance(part, FigurePart) and (picture := project.figures.get((library, part.figure.text))):
                name = figure_name(clause.source.name, library, part)
                check_letters_of(project.world, picture, name, part.figure.span, diagnostics)


def printed_by(world: World) -> Coverage | None:
    """Return what the look's typeface covers, or None where there is none."""
    # Reading the look's tokens takes time, and most projects have no rare character.
    from policygen.look.coverage import coverage_of

    return coverage_of(world)


def lacking(text: str, coverage: Coverage) -> list[int]:
    """Return where in `text` a character begins that cannot be printed, in whatever form."""
    found = []
    for match in _RARE.finditer(text):
        # Joiners and direction marks (category Cf) leave no mark on paper. Others have been refused already.
        if match[0] == _REPLACED or unicodedata.category(match[0]) in ("Cf", "Cc", "Cs", "Co"):
            continue
        if not _covers(coverage, usual(match[0])):
            found.append(match.start())
    return found


def name_of_glyph(character: str) -> str:
    """Return a character's name in words, as messages give it."""
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()


def is_rare(text: str) -> bool:
    """Tell whether a text, or what YAML makes of it, can hold a character that not every typeface has."""
    if not text.isascii() and _RARE.search(text):
        return True
    return "\\" in text and _ESCAPE.search(text) is not None


def _covers(coverage: Coverage, text: str) -> bool:
    return all(ord(character) in coverage.characters for character in text)


def _check(source: Source, coverage: Coverage, diagnostics: Diagnostics) -> None:
    made: list[tuple[Scalar, int, int]] = []
    for scalar in _scalars(source):
        offsets = lacking(scalar.text, coverage)
        if offsets:
            characters = dict.fromkeys(scalar.text[offset] for offset in offsets)
            one = next(iter(characters))
            code = "PG323.others" if len(characters) > 1 else "PG323.one"
            span, count, name = place(source, scalar, offsets[0], 1), len(characters) - 1, name_of_glyph(one)
            diagnostics.report(code, span, face=coverage.family, character=one, name=name, count=count)
        made += [(scalar, *one) for one in _unusual(scalar.text)]
    if made:
        scalar, offset, length = made[0]
        written = scalar.text[offset : offset + length]
        span, rare = place(source, scalar, offset, length), name_of(written[-1])
        diagnostics.report("PG325", span, count=len(made), character=rare, printed=usual(written))


def _scalars(source: Source) -> Iterator[Scalar]:
    """Yield the texts of a file in which there may be something to report, without the comments."""
    for scalar, _ in scan(source.name, source.text.split("\n"), Diagnostics()).scalars:
        # A blank answer is no answer, and is reported as such.
        if _RARE.search(scalar.text) and not scalar.text.isspace():
            yield scalar


def _unusual(text: str) -> Iterator[tuple[int, int]]:
    """Yield offset and length of each character that is printed in another form, with the accents that belong to it."""
    for match in re.finditer(r"[^\u0300-\u036f][\u0300-\u036f]*", text):
        if not match[0].isascii() and usual(match[0]) != match[0]:
            yield match.start(), len(match[0])
