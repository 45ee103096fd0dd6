"""Read a staff list from a spreadsheet's CSV file, and report every mistake with its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from policygen.check.answers import LONGEST_LINE
from policygen.diagnostics.model import Diagnostic, Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.resolve.printable import is_rare, lacking, name_of_glyph, printed_by
from policygen.source.reading import LimitedDiagnostics, capped
from policygen.staff.cells import SEPARATORS, CsvCell, rows, said_separator
from policygen.staff.decode import decode_staff_file
from policygen.world.disk import read_limited
from policygen.world.protocol import OutsideTheProject, World

# The headings that people use, by what the column holds; only letters and digits are compared.
COLUMNS = {
    "name": ("name", "full name", "staff name", "employee", "employee name", "member of staff"),
    "first": ("first name", "forename", "given name", "preferred name", "known as"),
    "last": ("surname", "last name", "family name", "second name"),
    "role": ("role", "post", "job", "job title", "position", "job role", "post title"),
    "email": ("email", "email address", "work email", "mail"),
}  # fmt: skip
_KINDS = {"".join(name.split()): kind for kind, names in COLUMNS.items() for name in names}
# A page for each person goes into one file, which Word and a PDF reader still have to open; rows can be empty.
MOST_PEOPLE, MOST_ROWS = 1_000, 10_000
# A cell that starts with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Member:
    """One person on a staff list, as plain text; `role` may be empty. `file` and `line` say where they are listed."""

    name: str
    role: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class StaffList:
    """The people on a list in order, the file's name as messages show it, and its text to quote from."""

    members: tuple[Member, ...]
    file: str
    text: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @classmethod
    def load(cls, world: World, given: Path) -> StaffList:
        """Read the list at `given`, or else the file of that name in the project, with any findings.

        If there are errors, the list is empty.
        """
        found = Diagnostics()
        return replace(load_staff(world, given, found), diagnostics=tuple(found))


def load_staff(world: World, given: Path, diagnostics: Diagnostics) -> StaffList:
    """Read the list at `given`, a path that somebody typed, or else at that name in the project.

    This is the only file that may be outside the project: a staff list is personal data, and people keep it where they
    choose. Only the command line can name one, and only what the register and receipts print is kept.
    """
    try:
        data = read_limited(given, str(given)) if given.exists() else world.read(given.as_posix())
    except (OSError, OutsideTheProject) as error:
        reason = getattr(error, "strerror", None)
        if reason:
            diagnostics.report("PG701.unreadable", file=str(given), reason=reason)
        else:
            diagnostics.report("PG701.absent", file=str(given))
        return StaffList((), str(given), "")
    found = read_staff(str(given), data, diagnostics)
    _check_printable(world, found, diagnostics)
    return found


def _check_printable(world: World, staff: StaffList, diagnostics: Diagnostics) -> None:
    """Report each name and role with a character that the look's typeface does not have."""
    rare = [(one, text) for one in staff.members for text in (one.name, one.role) if is_rare(text)]
    coverage = printed_by(world) if rare else None
    if coverage is None:
        return
    lines = staff.text.split("\n")
    for one, text in rare:
        found = lacking(text, coverage)
        if found:
            character = text[found[0]]
            # A cell in quotation marks can go on over lines.
            line = next((n for n, words in enumerate(lines[one.line - 1 :], one.line) if character in words), one.line)
            column = lines[line - 1].find(character) + 1
            span = Span(one.file, line, max(column, 1), line, max(column, 1) + 1)
            name, face = name_of_glyph(character), coverage.family
            diagnostics.report("PG323.staff", span, text=text, face=face, character=character, name=name)


def read_staff(name: str, data: bytes, diagnostics: Diagnostics) -> StaffList:
    """Read a CSV file's bytes; diagnostics call it `name`. Every mistake is reported, not only the first.

    If there are errors, the returned list is empty.
    """
    found = LimitedDiagnostics()
    try:
        return _read_staff(name, data, found)
    finally:
        diagnostics.extend(capped(found))


def _read_staff(name: str, data: bytes, diagnostics: Diagnostics) -> StaffList:
    before = diagnostics.errors
    text = decode_staff_file(name, data, diagnostics)
    if text is None:
        return StaffList((), name, "")
    if text.count("\n") > MOST_ROWS:
        diagnostics.report("PG701.rows", Span(name, MOST_ROWS + 1, 1), limit=MOST_ROWS)
        return StaffList((), name, text)
    table = _table(name, text, diagnostics)
    if not table:
        if diagnostics.errors == before:
            diagnostics.report("PG710.empty", Span(name, 1, 1))
        return StaffList((), name, text)
    columns = _columns(table[0], diagnostics)
    members: list[Member] = []
    if columns:
        members = list(_members(name, table, columns, diagnostics))
        if not members and diagnostics.errors == before:
            diagnostics.report("PG710.heading", table[0][0].span)
        if len(members) > MOST_PEOPLE:
            diagnostics.report("PG701.people", Span(name, members[MOST_PEOPLE].line, 1), limit=MOST_PEOPLE)
    return StaffList(() if diagnostics.errors > before else tuple(members), name, text)


def _table(name: str, text: str, diagnostics: Diagnostics) -> list[list[CsvCell]]:
    """Return the rows, split by the separator that gives the most sensible heading."""
    said, start = said_separator(text)
    best: tuple[tuple[int, int], list[list[CsvCell]], Diagnostics] | None = None
    for separator in (said,) if said else SEPARATORS:
        found = Diagnostics()
        table = rows(name, text, separator, start, found)
        heading = table[0] if table else []
        sense = (sum(_kind(cell) is not None for cell in heading), len(heading))
        if best is None or sense > best[0]:
            best = sense, table, found
    if best is None:
        return []
    diagnostics.extend(best[2])
    return best[1]


def _kind(cell: CsvCell) -> str | None:
    return _KINDS.get("".join(character for character in cell.text.casefold() if character.isalnum()))


def _columns(heading: list[CsvCell], diagnostics: Diagnostics) -> dict[str, int]:
    """Return the number of each known column; empty if there is no column of names (reported)."""
    found: dict[str, int] = {}
    ignored = []
    for place, cell in enumerate(heading):
        kind = _kind(cell)
        if kind is None:
            if cell.text.strip():
                ignored.append(cell)
        elif kind in found:
            first = heading[found[kind]]
            related, one, two = {"first": first.span}, first.text.strip(), cell.text.strip()
            diagnostics.report("PG704.duplicate", cell.span, related=related, first=one, second=two)
        else:
            found[kind] = place
    if "name" not in found and not ("first" in found and "last" in found):
        named = ", ".join(f"“{cell.text.strip()}”" for cell in heading)
        near = next((words for cell in ignored if (words := did_you_mean(cell.text.strip().lower(), _KINDS))), "")
        diagnostics.report("PG703", heading[0].span, columns=named, guess=near)
        return {}
    if ignored:
        named = ", ".join(f"“{cell.text.strip()}”" for cell in ignored)
        diagnostics.report("PG714", ignored[0].span, count=len(ignored), columns=named)
    if "role" not in found:
        diagnostics.report("PG704.no_role", heading[0].span)
    return found


def _members(
    name: str, table: list[list[CsvCell]], columns: dict[str, int], diagnostics: Diagnostics
) -> Iterator[Member]:
    """Yield each person once: rows with the same name and role are one person, unless their e-mail addresses differ."""
    seen: dict[tuple[str, str], dict[str, Span]] = {}
    for row in table[1:]:
        beyond = next((cell for cell in row[len(table[0]) :] if cell.text.strip()), None)
        if beyond is not None:
            diagnostics.report("PG708", beyond.span, columns=len(table[0]))
            continue
        cells = {kind: row[place] for kind, place in columns.items() if place < len(row)}
        words = {kind: _plain(cell, diagnostics, quiet=kind == "email") for kind, cell in cells.items()}
        full = words.get("name") or " ".join(filter(None, (words.get("first"), words.get("last"))))
        role, email = words.get("role", ""), words.get("email", "").casefold()
        if not full:
            where = cells.get("name") or cells.get("first") or row[0]
            diagnostics.report("PG705", where.span)
            continue
        span = next(cells[kind].span for kind in ("name", "first", "last") if words.get(kind))
        known = seen.setdefault((full.casefold(), role.casefold()), {})
        if known and (not email or "" in known or email in known):
            related = {"first": known.get(email) or next(iter(known.values()))}
            diagnostics.report("PG706.role" if role else "PG706.name", span, related=related, name=full)
            continue
        known[email] = span
        yield Member(full, role, name, span.line)


def _plain(cell: CsvCell, diagnostics: Diagnostics, *, quiet: bool) -> str:
    """Return a cell's words on one line. Words that a spreadsheet would take for a formula are kept and reported.

    The apostrophe that tells a spreadsheet not to calculate a cell is removed; the one in `'t Hooft` stays.
    """
    text = cell.text
    if text.startswith("'") and text[1:].startswith(_FORMULA):
        text = text[1:]
    words = " ".join(text.split())
    if text.startswith(_FORMULA) and len(words) > 1 and not quiet:
        diagnostics.report("PG707", cell.span, words=words[:40])
    if len(words) > LONGEST_LINE:
        diagnostics.report("PG711", cell.span, limit=LONGEST_LINE)
    return words
