"""A staff list from a spreadsheet's CSV, as it comes: who is on it, and every mistake with its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policygen.check.answers import LONGEST_LINE
from policygen.diagnostics.model import Diagnostic, Diagnostics, Related, Severity, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.staff.cells import SEPARATORS, CsvCell, rows, said_separator
from policygen.staff.decode import decode_staff_file
from policygen.world.disk import OutsideTheProject, World

# What people call their columns, by what is in them; letters and digits alone count.
COLUMNS = {
    "name": ("name", "full name", "staff name", "employee", "employee name", "member of staff"),
    "first": ("first name", "forename", "given name", "preferred name", "known as"),
    "last": ("surname", "last name", "family name", "second name"),
    "role": ("role", "post", "job", "job title", "position", "job role", "post title"),
    "email": ("email", "email address", "work email", "mail"),
}  # fmt: skip
_KINDS = {"".join(name.split()): kind for kind, names in COLUMNS.items() for name in names}
# A cell that starts with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a staff list, as plain text; `role` may be empty. `file` and `line` say where they stand."""

    name: str
    role: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class StaffList:
    """The people of a list in its order, its file's name as messages have it, and its text to point into."""

    members: tuple[Member, ...]
    file: str
    text: str


def load_staff(world: World, given: Path, diagnostics: Diagnostics) -> StaffList:
    """Read the list at `given`, a path that somebody typed, or else at that name in the project.

    Only here may a file lie outside the project: a staff list is personal data, and a person who names it keeps it
    where they choose. Nothing else can name one, and nothing of it is kept but what the register and receipts print.
    """
    try:
        data = given.read_bytes() if given.is_file() else world.read(given.as_posix())
    except (OSError, OutsideTheProject) as error:
        words = getattr(error, "strerror", None) or "it is neither here nor in the project"
        hint = "Give the path of a CSV file, from this folder or from the project's: --staff staff.csv"
        diagnostics.error("PG701", f"the staff list {given} cannot be read: {words}", hint=hint)
        return StaffList((), str(given), "")
    return read_staff(str(given), data, diagnostics)


def read_staff(name: str, data: bytes, diagnostics: Diagnostics) -> StaffList:
    """Read a CSV file's bytes; `name` is what its diagnostics say. All its mistakes are reported, not just the first.

    Nobody is on the list that comes back where it has errors.
    """
    before = diagnostics.errors
    text = decode_staff_file(name, data, diagnostics)
    if text is None:
        return StaffList((), name, "")
    table = _table(name, text, diagnostics)
    if not table:
        if diagnostics.errors == before:
            diagnostics.error("PG710", "there is nobody on this list: it is empty", Span(name, 1, 1))
        return StaffList((), name, text)
    columns = _columns(table[0], diagnostics)
    members: list[Member] = []
    if columns:
        members = list(_members(name, table, columns, diagnostics))
        if not members and diagnostics.errors == before:
            diagnostics.error("PG710", "there is nobody on this list but its heading", table[0][0].span)
    return StaffList(() if diagnostics.errors > before else tuple(members), name, text)


def _table(name: str, text: str, diagnostics: Diagnostics) -> list[list[CsvCell]]:
    """The rows, parted by the separator with which the heading makes most sense."""
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
    """Which column holds what, by name; empty where none holds names (reported)."""
    found: dict[str, int] = {}
    ignored = []
    for place, cell in enumerate(heading):
        kind = _kind(cell)
        if kind is None:
            if cell.text.strip():
                ignored.append(cell)
        elif kind in found:
            first = heading[found[kind]]
            diagnostics.warning(
                "PG704",
                f"the columns “{first.text.strip()}” and “{cell.text.strip()}” hold the same thing; the first is taken",
                cell.span,
                hint="Take one of them out of the list.",
                related=[Related(first.span, "the one that is taken")],
            )
        else:
            found[kind] = place
    if "name" not in found and not ("first" in found and "last" in found):
        named = ", ".join(f"“{cell.text.strip()}”" for cell in heading)
        near = next((words for cell in ignored if (words := did_you_mean(cell.text.strip().lower(), _KINDS))), "")
        diagnostics.error(
            "PG703",
            f"no column holds people's names; the first row says {named}",
            heading[0].span,
            hint=f"Name a column “Name”, or two “First name” and “Surname”. {near}".strip(),
        )
        return {}
    if ignored:
        named = ", ".join(f"“{cell.text.strip()}”" for cell in ignored)
        message = f"{'this column is' if len(ignored) == 1 else 'these columns are'} not used: {named}"
        diagnostics.add(Diagnostic("PG714", message, ignored[0].span, Severity.NOTE))
    if "role" not in found:
        diagnostics.warning(
            "PG704", "no column says what people's posts are", heading[0].span, hint="Name a column “Role” or “Post”."
        )
    return found


def _members(
    name: str, table: list[list[CsvCell]], columns: dict[str, int], diagnostics: Diagnostics
) -> Iterator[Member]:
    """Each person once: who has the same name and role is the same, unless their e-mail addresses differ."""
    seen: dict[tuple[str, str], dict[str, Span]] = {}
    for row in table[1:]:
        beyond = next((cell for cell in row[len(table[0]) :] if cell.text.strip()), None)
        if beyond is not None:
            diagnostics.error(
                "PG708",
                f"this row has more cells than the {len(table[0])} columns of the heading",
                beyond.span,
                hint="Where a value holds the separator, the whole value stands in quotation marks.",
            )
            continue
        cells = {kind: row[place] for kind, place in columns.items() if place < len(row)}
        words = {kind: _plain(cell, diagnostics, quiet=kind == "email") for kind, cell in cells.items()}
        full = words.get("name") or " ".join(filter(None, (words.get("first"), words.get("last"))))
        role, email = words.get("role", ""), words.get("email", "").casefold()
        if not full:
            where = cells.get("name") or cells.get("first") or row[0]
            diagnostics.error("PG705", "this row has no name", where.span, hint="Add the name, or delete the row.")
            continue
        span = next(cells[kind].span for kind in ("name", "first", "last") if words.get(kind))
        known = seen.setdefault((full.casefold(), role.casefold()), {})
        if known and (not email or "" in known or email in known):
            diagnostics.warning(
                "PG706",
                f"“{full}” is on the list twice{' with the same role' if role else ''}, and is taken once",
                span,
                hint="Two people with one name are told apart by their roles or e-mail addresses.",
                related=[Related(known.get(email) or next(iter(known.values())), "first here")],
            )
            continue
        known[email] = span
        yield Member(full, role, name, span.line)


def _plain(cell: CsvCell, diagnostics: Diagnostics, *, quiet: bool) -> str:
    """A cell's words on one line. What a spreadsheet would take for a formula stays words, and is reported.

    The apostrophe by which a spreadsheet keeps a formula from being one is its mark, not the cell's; `'t Hooft` keeps
    it.
    """
    text = cell.text
    if text.startswith("'") and text[1:].startswith(_FORMULA):
        text = text[1:]
    words = " ".join(text.split())
    if text.startswith(_FORMULA) and len(words) > 1 and not quiet:
        diagnostics.warning(
            "PG707",
            f"this cell begins like a formula; “{words[:40]}” is printed as it stands and works out nothing",
            cell.span,
            hint="Write the name or the role alone.",
        )
    if len(words) > LONGEST_LINE:
        diagnostics.error("PG711", f"this is longer than {LONGEST_LINE} characters", cell.span, hint="Shorten it.")
    return words
