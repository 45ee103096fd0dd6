"""A clause's source with the edits of a Word file in it: placeholders and conditions stay wherever their words do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from policygen.readback.changes import BlockChange
from policygen.readback.sources import TracedSource, TracedWord
from policygen.readback.tokens import Opcode, opcodes, tokens_of
from policygen.readback.typed_words import CannotReword, typed
from policygen.readback.values import ValueSpot
from policygen.readback.whole_lines import lines_of_block, placed, placed_row, without_lines, without_row
from policygen.render.markdown_words import at_start
from policygen.source.editing import Replacement

_NUMBERED = re.compile(r"(?P<before>\s*)\d+(?P<after>[.)]\s.*)")
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_EMPTY_CONDITION = re.compile(r"\{% if [^%]*%\}[ \t]*\{% endif %\}")


def reworded_text(
    source: TracedSource, changes: Sequence[BlockChange], texts: Sequence[str], arrived: Mapping[int, str]
) -> str:
    """Return the text of a clause with changes in it; `texts` are the edited paragraphs as they were typed.

    `arrived` are the sources of paragraphs that were moved here from another clause, by their number in the edited
    file. Raises CannotReword.
    """
    return text_with(source.text, changes, text_edits(source, changes, texts, arrived))


def text_edits(
    source: TracedSource, changes: Sequence[BlockChange], texts: Sequence[str], arrived: Mapping[int, str] | None = None
) -> list[Replacement]:
    """Return what changes of a clause come to in its text. Raises CannotReword."""
    edits: list[Replacement] = []
    rows = {change.block for change in changes if change.cells and change.what == "removed"}
    for change, text in zip(changes, texts, strict=True):
        if change.block in rows:
            edits.append(without_row(source, change, rows))
        else:
            edits += _edits(source, change, text, (arrived or {}).get(change.new))
    return edits


def text_with(text: str, changes: Sequence[BlockChange], edits: Sequence[Replacement]) -> str:
    """Return the text of a clause with edits, which come from these changes. Raises CannotReword if two overlap."""
    text = _applied(text, edits)
    return _renumbered(text) if any(change.what in ("removed", "added", "moved") for change in changes) else text


def reworded_title(source: TracedSource, change: BlockChange, text: str) -> str:
    """Return the title of a clause as it was edited. Raises CannotReword."""
    title = _applied(source.title, list(_word_edits(source.title, source.lines[change.block], change, text)))
    return " ".join(title.split())


def _applied(text: str, edits: Sequence[Replacement]) -> str:
    ordered = sorted(enumerate(edits), key=lambda one: (one[1].start, one[1].end, one[0]), reverse=True)
    last = len(text)
    for _, one in ordered:
        if one.end > last:
            raise CannotReword
        text = text[: one.start] + one.text + text[one.end :]
        last = one.start
    text = _EMPTY_CONDITION.sub("", text) if edits else text
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _renumbered(text: str) -> str:
    """Return a source in which numbered items count from 1 again: a list may have lost its first."""
    made: list[str] = []
    counts: dict[int, int] = {}
    for line in text.split("\n"):
        found = _NUMBERED.match(line)
        indent = len(line) - len(line.lstrip())
        if line.strip() and not line.lstrip().startswith("{%"):
            counts = {depth: count for depth, count in counts.items() if depth < indent + (found is not None)}
        if found is not None:
            counts[indent] = counts.get(indent, 0) + 1
            line = f"{found['before']}{counts[indent]}{found['after']}"
        made.append(line)
    return "\n".join(made)


def _edits(source: TracedSource, change: BlockChange, text: str, arrived: str | None) -> Iterator[Replacement]:
    atoms = source.lines.get(change.block, ())
    match change.what:
        case "changed" | "value" if change.moved:
            raise CannotReword("moved_changed")
        case "moved" if change.cells:
            raise CannotReword("row_moved")
        case "added" if change.cells:
            yield placed_row(source, change)
        case "changed":
            yield from _word_edits(source.text, atoms, change, text)
        case "removed" if "/row-" in change.block:
            # A cell that is empty now, in a row that is still there.
            yield from _word_edits(source.text, atoms, change, "")
        case "removed":
            yield without_lines(source, change.block)
        case "moved":
            yield without_lines(source, change.block)
            yield placed(source, change, lines_of_block(source, change.block))
        case "added":
            yield placed(source, change, arrived)
        case _:
            pass


def crosses_condition(source: TracedSource, change: BlockChange, text: str) -> bool:
    """Tell whether an edit goes over the beginning or end of a condition: the clause says more under other answers."""
    atoms = source.lines.get(change.block, ())
    known = [atom for atom in atoms if atom.is_known]
    if change.what == "removed" and known:
        return "{%" in source.text[known[0].start : known[-1].end]
    if change.what != "changed":
        return False
    new = [key for key, _, _ in _new_words(text, change.values)]
    for how, i1, i2, _, _ in opcodes(_keys(atoms, change.values), new):
        gone = [atom for atom in atoms[i1:i2] if atom.is_known]
        if how != "equal" and gone and "{%" in source.text[gone[0].start : gone[-1].end]:
            return True
    return False


# --- words within a line ---------------------------------------------------------------------------------------------


def _word_edits(source: str, atoms: Sequence[TracedWord], change: BlockChange, text: str) -> Iterator[Replacement]:
    """Yield the edits that make the words of a line those of the edited paragraph."""
    if not any(atom.is_known or atom.is_made for atom in atoms):
        raise CannotReword("form")
    new = list(_new_words(text, change.values))
    before, after = _keys(atoms, change.values), [key for key, _, _ in new]
    for op in opcodes(before, after):
        if op[0] != "equal":
            for one in _one_edit(source, atoms, new, text, op):
                # A bar would end a cell of a table.
                yield (
                    one
                    if "/row-" not in change.block
                    else Replacement(one.start, one.end, one.text.replace("|", "\\|"))
                )


def _keys(atoms: Sequence[TracedWord], spots: Sequence[ValueSpot]) -> list[str]:
    """Return the words of a line for comparing: a value that still stands is one sign, whatever it prints."""
    found, number = [], 0
    standing = [n for n, one in enumerate(spots) if one.state != "gone"]
    for atom in atoms:
        if atom.is_value:
            found.append(f"\0{number}" if number in standing else f"\1{number}")
            number += 1
        else:
            found.append(atom.key)
    if number != len(spots):
        raise CannotReword
    return found


def _new_words(text: str, spots: Sequence[ValueSpot]) -> Iterator[tuple[str, int, int]]:
    at = 0
    places = sorted((one.start, one.end, n) for n, one in enumerate(spots) if one.state != "gone")
    for start, end, n in places:
        yield from ((one.key, one.start + at, one.end + at) for one in tokens_of(text[at:start]))
        yield f"\0{n}", start, end
        at = end
    yield from ((one.key, one.start + at, one.end + at) for one in tokens_of(text[at:]))


def _one_edit(
    source: str, atoms: Sequence[TracedWord], new: Sequence[tuple[str, int, int]], text: str, op: Opcode
) -> Iterator[Replacement]:
    _, i1, i2, j1, j2 = op
    if any(atom.is_made for atom in atoms[max(i1 - 1, 0) : i2 + 1]) and not _has_neighbour(atoms, i1, i2):
        raise CannotReword("reference")
    if any(not atom.is_known for atom in atoms[i1:i2]) or any(key.startswith("\0") for key, _, _ in new[j1:j2]):
        raise CannotReword
    words = typed(" ".join(text[new[j1][1] : new[j2 - 1][2]].split())) if j2 > j1 else ""
    if j1 == 0 and words:
        words = at_start(words)
    space_before = j2 > j1 > 0 and _is_space(text[new[j1 - 1][2] : new[j1][1]])
    space_after = 0 < j2 < len(new) and _is_space(text[new[j2 - 1][2] : new[j2][1]])
    if i1 == i2:
        yield _inserted(source, atoms, i1, words, space_before, space_after)
        return
    start, end = atoms[i1].start, atoms[i2 - 1].end
    if "{%" in source[start:end] or "\n\n" in source[start:end]:
        yield from _one_by_one(source, atoms[i1:i2], words)
        return
    if not words:
        start, end = _with_one_space(source, start, end, space_after)
    else:
        # An apostrophe or comma that now has a space before it, or has lost the one that it had.
        if i1 and space_before and not _are_apart(source, atoms[i1 - 1].end, start):
            words = f" {words}"
        if i2 < len(atoms) and space_after and not _are_apart(source, end, atoms[i2].start):
            words = f"{words} "
        if i1 and not space_before and source[start - 1 : start] == " ":
            start -= 1
        if i2 < len(atoms) and not space_after and source[end : end + 1] == " ":
            end += 1
    yield Replacement(start, end, words)


def _has_neighbour(atoms: Sequence[TracedWord], i1: int, i2: int) -> bool:
    """Tell whether words that were typed beside a cross-reference have a place: next to a word that is known."""
    if any(atom.is_made for atom in atoms[i1:i2]):
        return False
    return i1 < i2 or (i1 > 0 and atoms[i1 - 1].is_known) or (i2 < len(atoms) and atoms[i2].is_known)


def _are_apart(source: str, end: int, start: int) -> bool:
    """Tell whether there is a blank between two words, whatever conditions begin there; -1 for an unknown place."""
    end = start - 1 if end < 0 else end
    return any(sign.isspace() for sign in _TAG.sub("", source[end : max(start, end + 1)]))


def _is_space(gap: str) -> bool:
    return bool(gap) and not gap.strip()


def _inserted(
    source: str, atoms: Sequence[TracedWord], at: int, words: str, space_before: bool, space_after: bool
) -> Replacement:
    if at == 0:
        if not atoms[0].is_known:
            raise CannotReword
        start = atoms[0].start
        return Replacement(start, start, f"{words} " if space_after else words)
    if space_before and not space_after and at < len(atoms) and atoms[at].is_known:
        # An opening quotation mark or bracket belongs to the word behind it.
        place = atoms[at].start
        return Replacement(place, place, words if source[place - 1 : place].isspace() else f" {words}")
    if atoms[at - 1].is_known:
        place = atoms[at - 1].end
        lead = " " if space_before else ""
        trail = " " if space_after and at < len(atoms) and not _are_apart(source, place, atoms[at].start) else ""
        return Replacement(place, place, f"{lead}{words}{trail}")
    if at < len(atoms) and atoms[at].is_known:
        place = atoms[at].start
        lead = " " if space_before and not source[place - 1 : place].isspace() else ""
        return Replacement(place, place, f"{lead}{words}{' ' if space_after else ''}")
    raise CannotReword


def _one_by_one(source: str, atoms: Sequence[TracedWord], words: str) -> Iterator[Replacement]:
    """Yield the edits that take words away between which a condition begins or ends, which stays."""
    first = atoms[0]
    for atom in atoms[1:]:
        start = atom.start
        while source[start - 1 : start] in (" ", "\t"):
            start -= 1
        yield Replacement(start, atom.end, "")
    if words:
        yield Replacement(first.start, first.end, words)
    else:
        start, end = _with_one_space(source, first.start, first.end, True)
        yield Replacement(start, end, "")


def _with_one_space(source: str, start: int, end: int, space_after: bool) -> tuple[int, int]:
    """Return the place of words that go, with one of the two spaces around them."""
    if source[end : end + 1] == " " and (start == 0 or source[start - 1].isspace()):
        return start, end + 1
    if start and source[start - 1] == " " and (not space_after or source[end : end + 1].isspace()):
        return start - 1, end
    return start, end
