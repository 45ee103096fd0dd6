"""What a word processor does to a whole file when it saves it, though nobody asked for it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

from .docx import EditedFile, W, set_text, style_of


def disguised(data: bytes, how: str, random: Random) -> bytes:
    """Return an edited file as another program would have written it: `how` is one of DISGUISES."""
    file = EditedFile(data)
    DISGUISES[how](file, random)
    return file.saved()


def _nothing(_: EditedFile, __: Random) -> None:
    """Leave the file as it is."""


def _as_word(file: EditedFile, random: Random) -> None:
    """Split runs, mark spelling and sessions, wrap words in smart tags, and restyle some paragraphs."""
    for paragraph in file.body.iter(f"{W}p"):
        _sessions(paragraph, random)
        for run in list(paragraph.iter(f"{W}r")):
            if random.random() < 0.4:
                _split(run, random)
        for run in list(paragraph.iterchildren(f"{W}r")):
            dice = random.random()
            if dice < 0.08:
                _proof(run)
            elif dice < 0.12 and {one.tag for one in run} <= {f"{W}rPr", f"{W}t"}:
                _smart_tag(run)
        if style_of(paragraph) == "BodyText" and random.random() < 0.2:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            style.set(f"{W}val", random.choice(("Normal", "NoSpacing")))


def _without_bookmarks(file: EditedFile, random: Random) -> None:
    """Rewrite the file as Word does, and lose every bookmark."""
    _as_word(file, random)
    _drop(file)


def _bookmarks_lost(file: EditedFile, _: Random) -> None:
    """Lose every bookmark and change nothing else."""
    _drop(file)


def _drop(file: EditedFile) -> None:
    for name in ("bookmarkStart", "bookmarkEnd"):
        for mark in list(file.body.iter(f"{W}{name}")):
            mark.getparent().remove(mark)


def _sessions(paragraph: etree._Element, random: Random) -> None:
    for element in (paragraph, *paragraph.iter(f"{W}r")):
        name = "rsidR" if element.tag == f"{W}r" else random.choice(("rsidR", "rsidRDefault"))
        element.set(f"{W}{name}", f"{random.getrandbits(32):08X}")


def _split(run: etree._Element, random: Random) -> None:
    words = run.findall(f"{W}t")
    text = words[0].text or "" if len(words) == 1 else ""
    if len(text) < 2 or {one.tag for one in run} - {f"{W}rPr", f"{W}t"}:
        return
    at = random.randint(1, len(text) - 1)
    second = deepcopy(run)
    set_text(run, text[:at])
    set_text(second, text[at:])
    run.addnext(second)


def _proof(run: etree._Element) -> None:
    for kind, put in (("spellStart", run.addprevious), ("spellEnd", run.addnext)):
        put(etree.Element(f"{W}proofErr", {f"{W}type": kind}))


def _smart_tag(run: etree._Element) -> None:
    holder = etree.Element(
        f"{W}smartTag", {f"{W}uri": "urn:schemas-microsoft-com:office:smarttags", f"{W}element": "place"}
    )
    run.addprevious(holder)
    holder.append(run)


DISGUISES: dict[str, Callable[[EditedFile, Random], None]] = {
    "plain": _nothing,
    "as_word": _as_word,
    "bookmarks_lost": _bookmarks_lost,
    "as_word_without_bookmarks": _without_bookmarks,
}
