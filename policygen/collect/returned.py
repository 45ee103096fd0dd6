"""Files that schools sent back, each matched to its school: what a form gives, a settings file, or a school's archive.

Nothing in them is believed. The limits are those of every settings file and archive, and what a file says is only
compared with the project's own settings.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from policygen.collect.model import FolderFile, ReturnedFile
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.portable.contents import NotASchoolFile
from policygen.portable.reading import unpack
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.nodes import Scalar
from policygen.source.reading import read_source, shown
from policygen.world.disk import read_limited

ANSWERS_FOR = "answers_for"
MOST_FILES = 5_000
_SETTINGS = (".yaml", ".yml")
_ARCHIVE = ".zip"
# What browsers and mail programs add to the name of a file that is there already.
_COPY = re.compile(r"(?: ?\(\d+\)| - copy|-\d+)$", re.IGNORECASE)


def files_in(folder: Path, name: str) -> Iterator[FolderFile]:
    """Yield the files in a folder and the folders in it, in order, without hidden ones. Raises OSError."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        shown_name = f"{name}/{path.name}" if name else path.name
        if path.is_dir() and not path.is_symlink():
            yield from files_in(path, shown_name)
        else:
            yield FolderFile(path, shown_name)


def matched_files(
    files: Iterable[FolderFile], schools: Mapping[str, str], diagnostics: Diagnostics, texts: dict[str, str]
) -> list[ReturnedFile]:
    """Return the files that belong to one of `schools` (id → name), each school once; report the others.

    Two files for one school that say different things are both left out: a person has to choose.
    """
    found: dict[str, list[ReturnedFile]] = {}
    for number, one in enumerate(files):
        if number == MOST_FILES:
            diagnostics.report("PG877.many", limit=MOST_FILES)
            break
        read = _read(one, schools, diagnostics, texts)
        if read is not None:
            found.setdefault(read.school, []).append(read)
    left = []
    for school, several in found.items():
        if len({one.data for one in several}) > 1:
            diagnostics.report("PG877.several", school=school, files=[one.name for one in several])
        else:
            left.append(several[0])
    return left


def _read(
    one: FolderFile, schools: Mapping[str, str], diagnostics: Diagnostics, texts: dict[str, str]
) -> ReturnedFile | None:
    ending = one.path.suffix.lower()
    try:
        if ending in _SETTINGS:
            return _settings(one, read_limited(one.path, one.name), schools, diagnostics, texts)
        if ending == _ARCHIVE:
            return _archive(one, schools, diagnostics)
    except OSError as error:
        diagnostics.report("PG877.unreadable", file=one.name, reason=error.strerror or str(error))
        return None
    diagnostics.report("PG877.other", file=one.name)
    return None


def _settings(
    one: FolderFile, data: bytes, schools: Mapping[str, str], diagnostics: Diagnostics, texts: dict[str, str]
) -> ReturnedFile | None:
    mistakes = Diagnostics()
    read = read_source(one.name, data, mistakes)
    texts[one.name] = read[0].text if read is not None else shown(one.name, data).text
    if read is None or mistakes.errors:
        diagnostics.extend(mistakes)
        diagnostics.report("PG877.mistakes", Span(one.name, 1, 1), file=one.name)
        return None
    source, node = read
    given = node.get(ANSWERS_FOR) if isinstance(node, MappingNode) else None
    if isinstance(given, Scalar):
        if given.text not in schools:
            diagnostics.report("PG877.school", given.span, file=one.name, school=given.text)
            return None
        lines = source.text.split("\n")
        lines[given.span.line - 1] = "#"
        return ReturnedFile(one.name, given.text, "\n".join(lines).encode())
    school = _by_name(one, node if isinstance(node, MappingNode) else None, schools)
    if not school:
        diagnostics.report("PG877.nameless", Span(one.name, 1, 1), file=one.name)
        return None
    return ReturnedFile(one.name, school, source.text.encode())


def _by_name(one: FolderFile, node: MappingNode | None, schools: Mapping[str, str]) -> str:
    """Return the school of a whole settings file: by the file's name, else by the name in it if one school has it."""
    stem = _COPY.sub("", one.path.name.partition(".")[0])
    if stem in schools:
        return stem
    group = node.get("school") if node is not None else None
    name = group.get("name") if isinstance(group, MappingNode) else None
    text = name.text if isinstance(name, Scalar) else ""
    found = [school for school, called in schools.items() if text and called.casefold() == text.casefold()]
    return found[0] if len(found) == 1 else ""


def _archive(one: FolderFile, schools: Mapping[str, str], diagnostics: Diagnostics) -> ReturnedFile | None:
    with tempfile.TemporaryDirectory() as place:
        try:
            contents = unpack(one.path, Path(place))
        except NotASchoolFile as error:
            diagnostics.report("PG877.archive", file=one.name, reason=str(error).rstrip("."))
            return None
        if contents.school not in schools:
            diagnostics.report("PG877.school", file=one.name, school=contents.school)
            return None
        data = (Path(place) / PurePosixPath(contents.settings)).read_bytes()
    name = say("collect.in_archive", file=one.name, inside=contents.settings)
    return ReturnedFile(name, contents.school, data)
