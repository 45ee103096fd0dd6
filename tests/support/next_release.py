"""The project's own libraries as their next release might be: clauses reworded, longer, shorter, moved, new and gone.

The changes are made to the files as text, by chance from a seed, so that every policy of every specimen has some.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from random import Random

from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ("union", "department", "practice")
# A word of a clause, and the one that takes its place; none of them decides what a sentence requires.
_WORDS = {
    "tells": "informs", "told": "informed", "kept": "stored", "shows": "displays", "need": "require",
    "child": "young person", "quickly": "at once", "sees": "notices", "words": "wording", "adult": "grown-up",
}  # fmt: skip
_WORD = re.compile(rf"(?<![\w{{-])(?:{'|'.join(_WORDS)})(?![\w}}-])")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\]\([^)]*\)", re.DOTALL)
_CLAUSE = re.compile(r"(?m)^(?=  - id: )")
_LISTED = re.compile(r"(?m)^      - ((?:union|department|practice):[\w.-]+)$")
_TEXT = re.compile(r"(?m)^    text: \|\n((?:      .*\n|[ ]*\n)+)")
_NEW = """\
  - id: {name}
    title: What is new in this release
    kind: expectation
    audience: [everyone]
    text: |
      Everyone reads what is new, and asks about what is not clear:

      - at the start of each term
      - whenever it changes
"""


def next_release(folder: Path, seed: int = 1) -> Compiler:
    """Return the project as it is with the next release of its libraries, laid out in `folder`."""
    for part in ("clauses", "schools"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / "templates").symlink_to(ROOT / "templates")
    chance = Random(seed)  # noqa: S311
    for name in LIBRARIES:
        for file in sorted((folder / "clauses" / name).glob("*.yaml")):
            text = file.read_text(encoding="utf-8")
            if file.name == "library.yaml":
                text = re.sub(r"(?m)^version: .*$", "version: 2027.1", text)
            else:
                text = "".join(_reworded(part, chance) for part in _CLAUSE.split(text))
            file.write_text(text, encoding="utf-8")
    with (folder / "clauses/practice/contact.yaml").open("a", encoding="utf-8") as file:
        file.write(_NEW.format(name="contact.release"))
    referred = set(re.findall(r"\]\(#([\w:.-]+)\)", "".join(_texts(folder))))
    for outline in sorted((folder / "clauses/policies").glob("*.yaml")):
        outline.write_text(_rearranged(outline.read_text(encoding="utf-8"), referred, chance), encoding="utf-8")
    compiler, found = Compiler.load(DiskWorld(folder, folder, {}))
    assert compiler is not None
    assert not found.errors, [f"{one.span} {one.message}" for one in found if one.severity.name == "ERROR"]
    return compiler


def _texts(folder: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.yaml"))]


def _reworded(clause: str, chance: Random) -> str:
    """Return a clause with other words, a sentence more or an item less; what a duty quotes stays."""
    if "duties:" in clause or "kind: contact" in clause:
        return clause
    return _TEXT.sub(lambda found: f"    text: |\n{_text(found[1], chance)}", clause)


def _text(text: str, chance: Random) -> str:
    kept = [match.span() for match in _TAG.finditer(text)]

    def put(found: re.Match[str]) -> str:
        in_tag = any(start <= found.start() < end for start, end in kept)
        return found[0] if in_tag or chance.random() > 0.4 else _WORDS[found[0]]

    lines = _WORD.sub(put, text).splitlines(keepends=True)
    items = [n for n, line in enumerate(lines) if re.fullmatch(r"      - [^{}]*\.?\n", line)]
    if len(items) > 2 and chance.random() < 0.4:
        gone = chance.choice(items[:-1])
        if gone + 1 in items:
            del lines[gone]
    if lines and chance.random() < 0.3 and re.fullmatch(r"      [A-Za-z][^|{}]*\.\n", lines[-1]):
        lines.append("\n")
        lines.append("      This is looked at again each year.\n")
    return "".join(lines)


def _rearranged(outline: str, referred: set[str], chance: Random) -> str:
    """Return an outline with two clauses in each other's place, one gone that nothing refers to, and one more."""
    places = list(_LISTED.finditer(outline))
    lines = outline.splitlines(keepends=True)
    numbers = [outline.count("\n", 0, place.start()) for place in places]
    pairs = [n for n in numbers if n + 1 in numbers]
    if pairs:
        at = chance.choice(pairs)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    goes = [n for n in numbers if n not in ((pairs and (at, at + 1)) or ()) and _is_free(lines[n], outline, referred)]
    if numbers:
        lines.insert(numbers[-1] + 1, "      - practice:contact.release\n")
    if goes and chance.random() < 0.7:
        del lines[chance.choice(goes)]
    return "".join(lines)


def _is_free(line: str, outline: str, referred: set[str]) -> bool:
    name = line.strip().removeprefix("- ")
    return outline.count(name) == 1 and name not in referred and name.partition(":")[2] not in referred
