"""What a program cannot tell of any file, with the test that proves it by a file that policygen has not made.

A limit changes what is looked for (`facts`) or what is compared (`reading`) as little as it can, so that anything else
that the program loses is still seen. The tests are those of tests/conformance/test_peers_limits.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.peers.compare import without_running
from tests.peers.facts import Facts, Item, Part
from tests.support.readback import squeezed

Reading = dict[str, Any]


def _same_facts(facts: Facts) -> Facts:
    return facts


def _same_reading(document: Part | None, told: Reading) -> Reading:  # noqa: ARG001
    return told


@dataclass(frozen=True, kw_only=True)
class Limit:
    """`kinds` of facts that it touches, a sentence, and the test's name without `test_`."""

    kinds: tuple[str, ...]
    says: str
    proof: str
    facts: Callable[[Facts], Facts] = _same_facts
    reading: Callable[[Part | None, Reading], Reading] = _same_reading


def _markers(change: Callable[[str], str]) -> Callable[[Facts], Facts]:
    def changed(item: Item) -> Item:
        return replace(item, marker=change(item.marker)) if item.counted else item

    return lambda facts: replace(facts, items=[changed(item) for item in facts.items])


def _numbers(change: Callable[[str], str]) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, numbers=[(change(number), words) for number, words in facts.numbers])


def _no_alternatives(facts: Facts) -> Facts:
    return replace(facts, alternatives=[""] * len(facts.alternatives))


def _counted_alike(number: str) -> str:
    """`B.1` as docx-preview shows it: every number of a level is counted in the manner of the level's last."""
    return re.sub(r"^([A-Z])(?=\.)", lambda found: str(ord(found[1]) - 64), number)


def _without_running_words(document: Part, told: Reading) -> Reading:
    """Without header and footer at the end of an item or a cell."""

    def clean(words: str) -> str:
        return without_running(document, words)

    items = [[*rest, clean(words)] for *rest, words in told.get("items", [])]
    tables = [[[clean(cell) for cell in row] for row in table] for table in told.get("tables", [])]
    return {**told, "items": items, "tables": tables}


def _without_empty_cells(facts: Facts) -> Facts:
    return replace(facts, tables=[tuple(_kept(table)) for table in facts.tables])


def _kept(table: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    rows = [tuple(cell for cell in row if cell) for row in table]
    return [row for row in rows if row]


def _without_empty_read(document: Part, told: Reading) -> Reading:  # noqa: ARG001
    tables = [[[cell for cell in row if squeezed(cell)] for row in table] for table in told.get("tables", [])]
    return {**told, "tables": [[row for row in table if row] for table in tables]}


def _silent_on(pattern: str) -> Callable[[Part | None, Reading], Reading]:
    def quiet(document: Part | None, told: Reading) -> Reading:  # noqa: ARG001
        return {**told, "complaints": [one for one in told.get("complaints", []) if not re.search(pattern, one)]}

    return quiet


def _without_stars(document: Part, told: Reading) -> Reading:  # noqa: ARG001
    return {**told, "text": told.get("text", "").replace("*", "")}


LIMITS: Mapping[str, tuple[Limit, ...]] = {
    "docx2python": (
        Limit(
            kinds=("numbers", "markers"),
            says="writes every number of a list or heading in one form, `1)` or `a)`",
            proof="docx2python_writes_every_number_in_one_way",
            facts=lambda facts: _markers(lambda marker: marker.strip("()") + ")")(_numbers(lambda _: ")")(facts)),
        ),
    ),
    "markitdown": (
        Limit(
            kinds=("links", "words"),
            says="drops `tel:` and `mailto:` links, and prints `****` where one was between bold words",
            proof="markitdown_drops_links_that_are_not_of_the_web",
            facts=lambda facts: replace(facts, links=[one for one in facts.links if one.startswith("http")]),
            reading=_without_stars,
        ),
    ),
    "AbiWord": (
        Limit(
            kinds=("numbers", "markers"),
            says="prints `1.` for `1` and `a.` for `(a)`, and counts a second level on from one heading to the next",
            proof="abiword_prints_numbers_in_its_own_way",
            facts=lambda facts: _markers(lambda marker: marker.strip("()") + ".")(_numbers(lambda _: ".")(facts)),
        ),
        Limit(
            kinds=("alternatives",),
            says="does not read the description of a picture in a Word file",
            proof="abiword_and_docx_preview_read_no_descriptions",
            facts=_no_alternatives,
        ),
    ),
    "docx-preview": (
        Limit(
            kinds=("alternatives",),
            says="shows pictures without their descriptions",
            proof="abiword_and_docx_preview_read_no_descriptions",
            facts=_no_alternatives,
        ),
        Limit(
            kinds=("numbers",),
            says="prints `1.1` for `A.1`: it counts all parts of a number in the manner of the last",
            proof="docx_preview_counts_all_parts_of_a_number_alike",
            facts=_numbers(_counted_alike),
        ),
    ),
    "MuPDF": (
        Limit(
            kinds=("lists", "markers", "tables"),
            says="adds header and footer to the last item or cell of a page, though they are artefacts",
            proof="mupdf_adds_the_footer_to_the_last_item",
            reading=_without_running_words,
        ),
        Limit(
            kinds=("tables",),
            says="leaves out cells without words",
            proof="mupdf_leaves_out_empty_cells",
            facts=_without_empty_cells,
            reading=_without_empty_read,
        ),
        Limit(
            kinds=("complaints",),
            says="warns of a space that is only told of (`ActualText`), and reads the words around it rightly",
            proof="mupdf_warns_of_a_space_that_is_not_drawn",
            reading=_silent_on(r"ActualText with no position|\.\.\. repeated"),
        ),
    ),
    "poppler": (
        Limit(
            kinds=("complaints",),
            says="warns of the attributes that ISO 32000-1, 14.8.5.6 gives to a form that is not interactive",
            proof="poppler_warns_of_any_form_that_is_described",
            reading=_silent_on(r"Wrong Attribute '(Role|Desc)' in element Form"),
        ),
    ),
    "Nu Html Checker": (
        Limit(
            kinds=("complaints",),
            says="says that `img-src data:` forbids pictures in `data:` addresses; browsers show them",
            proof="nu_says_that_a_picture_is_forbidden_that_is_allowed",
            reading=_silent_on("warning: Resource violates Content Security Policy .*image “data:"),
        ),
        Limit(
            kinds=("complaints",),
            says="calls `role=list` unnecessary, also where the browser sets no markers, and Safari drops the role",
            proof="nu_calls_the_role_of_a_list_without_markers_unnecessary",
            reading=_silent_on("warning: The “list” role is unnecessary"),
        ),
        Limit(
            kinds=("complaints",),
            says="warns of an `h1` in a section beside another `h1`, also where only one of them is ever shown",
            proof="nu_warns_of_headings_that_are_not_shown_together",
            reading=_silent_on("warning: Consider using the “h1” element"),
        ),
        Limit(
            kinds=("complaints",),
            says="takes a block of data (`type=application/json`) for a script that `script-src` has to allow",
            proof="nu_takes_a_block_of_data_for_a_script",
            reading=_silent_on("warning: Inline script violates Content Security Policy .*“script-src”"),
        ),
    ),
}

# Kinds of facts of which a program has nothing to say, and the test that shows it.
NOT_TOLD: Mapping[tuple[str, str], str] = {
    **{(name, "numbers"): "these_tell_no_numbers" for name in ("pandoc", "mammoth", "markitdown", "python-docx")},
    **{(name, "markers"): "these_tell_no_markers" for name in ("mammoth", "markitdown", "python-docx")},
    **{(name, "alternatives"): "these_tell_no_descriptions" for name in ("poppler", "MuPDF")},
    **{("pypdf", kind): "pypdf_tells_no_lists_or_tables" for kind in ("lists", "tables")},
}  # fmt: skip


def of(program: str) -> tuple[Limit, ...]:
    """Return the limits of a program."""
    return LIMITS.get(program, ())
