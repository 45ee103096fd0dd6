"""The kinds of edit that people make in a word processor, each made once at a random place."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

from .docx import EditedFile, Paragraph, Run, W, new_run, set_text, words_of
from .expected import Edit, Expected
from .tracking import comment_on, delete_tracked, insert_tracked, mark_tracked

# Words that no clause has, so that nothing else in a file looks like an edit.
_NEW = ("lighthouses", "marmalade", "quickly", "gooseberry", "Wednesday", "harbour", "trombones", "seventeen", "velvet")
_NAMES = ("Petra Vale", "Hugo Lindqvist", "Maud Osterley", "Ravi Penhale")
_AUTHORS = ("Hilary Cole", "Sam Otter", "J. O’Dowd")
_DATE = "2026-11-{day:02}T0{hour}:30:00Z"
_WORD = re.compile(r"(?<![\w’'-])[A-Za-z]{4,}(?![\w’'-])")


class NothingToEdit(Exception):
    """The file has no place for an edit of this kind."""


def make_edit(kind: str, file: EditedFile, random: Random) -> Edit:
    """Make one edit in a file. Raises NothingToEdit."""
    expected = KINDS[kind](file, random)
    return Edit(kind, file.saved(), expected)


def _sentence(random: Random) -> str:
    return f"On {random.choice(_NEW)} the {random.choice(_NEW)} bring {random.choice(_NEW)} to {random.choice(_NEW)}."


def _new_word(random: Random) -> str:
    return random.choice(_NEW[:4])


def _chosen(random: Random, found: list[Paragraph]) -> Paragraph:
    if not found:
        raise NothingToEdit
    return random.choice(found)


def _with_words(file: EditedFile, random: Random) -> tuple[Paragraph, Run, re.Match[str]]:
    """Return a paragraph, a run of the library's words in it, and a word of the run."""
    places = [
        (one, run, word)
        for one in file.paragraphs()
        if not one.is_heading
        for run in file.runs(one.element)
        if not run.value
        for word in _WORD.finditer(run.text)
    ]
    if not places:
        raise NothingToEdit
    return random.choice(places)


def _changed(file: EditedFile, paragraph: Paragraph, before: str, **more: str) -> Expected:
    kept = file.values(paragraph.element)
    return Expected("changed", (paragraph.block,), before, paragraph.words, kept=kept, **more)


def change_word(file: EditedFile, random: Random) -> Expected:
    paragraph, run, word = _with_words(file, random)
    before, text = paragraph.words, run.text
    set_text(run.element, text[: word.start()] + _new_word(random) + text[word.end() :])
    return _changed(file, paragraph, before)


def add_words(file: EditedFile, random: Random) -> Expected:
    paragraph, run, word = _with_words(file, random)
    before, text = paragraph.words, run.text
    added = " ".join(random.sample(_NEW, random.randint(1, 3)))
    set_text(run.element, f"{text[: word.end()]} {added}{text[word.end() :]}")
    return _changed(file, paragraph, before)


def delete_words(file: EditedFile, random: Random) -> Expected:
    paragraph, run, word = _with_words(file, random)
    before, text = paragraph.words, run.text
    after = re.match(r"(?: [A-Za-z]+){0,2}", text[word.end() :])
    end = word.end() + (after.end() if after else 0)
    set_text(run.element, text[: word.start()] + text[end:].removeprefix(" "))
    if not paragraph.words:
        raise NothingToEdit
    return _changed(file, paragraph, before)


def _prose(file: EditedFile) -> list[Paragraph]:
    """Return the paragraphs that are neither heading nor item, directly in a clause."""

    found = (one for one in file.paragraphs() if one.style == "BodyText" and one.words)
    return [one for one in found if re.fullmatch(r"[^/]+/\d+", one.block)]


def add_paragraph(file: EditedFile, random: Random) -> Expected:
    after = _chosen(random, _prose(file))
    made = _copied(after.element, _sentence(random))
    after.element.addnext(made)
    return Expected("added", (after.block,), "", words_of(made))


def _copied(like: etree._Element, text: str) -> etree._Element:
    """Return a paragraph with the looks of another, as pressing Enter makes one: it has no bookmark."""
    made = etree.Element(f"{W}p")
    looks = like.find(f"{W}pPr")
    if looks is not None:
        made.append(deepcopy(looks))
    made.append(new_run(text))
    return made


def delete_paragraph(file: EditedFile, random: Random) -> Expected:
    prose = _prose(file)
    clauses = [one.clause for one in prose]
    gone = _chosen(random, [one for one in prose if clauses.count(one.clause) > 1])
    words = gone.words
    gone.element.getparent().remove(gone.element)
    return Expected("removed", (gone.block,), words)


def move_paragraph(file: EditedFile, random: Random) -> Expected:
    """Move a paragraph over all that follow it directly in its clause; of two either may be said to have moved."""
    prose = _prose(file)
    places = []
    for one in prose:
        followed = [other for other in prose if other.clause == one.clause and _follows(other, one)]
        if followed and _is_chain(one, followed):
            places.append((one, followed))
    if not places:
        raise NothingToEdit
    moved, over = random.choice(places)
    over[-1].element.addnext(moved.element)
    blocks = (moved.block,) if len(over) > 1 else (moved.block, over[0].block)
    return Expected("moved", blocks, moved.words, moved.words)


def _follows(other: Paragraph, one: Paragraph) -> bool:
    return _number(other) > _number(one)


def _number(paragraph: Paragraph) -> int:
    return int(paragraph.block.rpartition("/")[2])


def _is_chain(one: Paragraph, followed: list[Paragraph]) -> bool:
    return [_number(other) for other in followed] == [_number(one) + n + 1 for n in range(len(followed))]


def _values(file: EditedFile, keys: str) -> list[tuple[str, etree._Element, Run]]:
    """Return the values whose key matches, each with its block and its paragraph."""
    places = []
    for element in file.body.iter(f"{W}p"):
        block = file.holder_of(element)
        places += [(block, element, run) for run in file.runs(element) if run.value and re.fullmatch(keys, run.value)]
    return places


def edit_inside_value(file: EditedFile, random: Random) -> Expected:
    """Change a name or another answer of the school where it is printed."""
    places = _values(file, r"people\.\w+\.name|school\.(name|telephone|short_name)")
    places = [one for one in places if " " in one[2].text and len(file.runs(one[1])) < 30]
    if not places:
        raise NothingToEdit
    block, element, run = random.choice(places)
    before, was = words_of(element), run.text
    first, _, last = was.rpartition(" ")
    name = random.choice(_NAMES)
    set_text(run.element, random.choice((name, f"{first} {name.split()[1]}", f"{name.split()[0]} {last}")))
    return Expected("value", (block,), before, words_of(element), value=run.value)


def edit_around_value(file: EditedFile, random: Random) -> Expected:
    """Add words directly before or after a value, outside it."""
    paragraphs = [one for one in file.paragraphs() if not one.is_heading]
    places = [(one, run) for one in paragraphs for run in file.runs(one.element) if run.value]
    if not places:
        raise NothingToEdit
    paragraph, run = random.choice(places)
    before = paragraph.words
    word = random.choice(_NEW)
    if random.random() < 0.5:
        run.element.getprevious().addprevious(new_run(f"{word} ", run.element))
    else:
        run.element.getnext().addnext(new_run(f" {word}", run.element))
    return _changed(file, paragraph, before)


def change_list(file: EditedFile, random: Random) -> Expected:
    """Add an item behind another, or take one away."""
    items = [one for one in file.paragraphs() if one.is_item and one.words]
    one = _chosen(random, items)
    if random.random() < 0.5:
        made = _copied(one.element, _sentence(random))
        one.element.addnext(made)
        return Expected("added", (one.block,), "", words_of(made))
    words = one.words
    alone = sum(_list_of(other) == _list_of(one) for other in items) == 1
    nested = any(other.block.startswith(f"{_item_of(one)}/") for other in items if other is not one)
    if alone or nested:
        raise NothingToEdit
    one.element.getparent().remove(one.element)
    return Expected("removed", (one.block,), words)


def _item_of(item: Paragraph) -> str:
    return item.block.rpartition("/")[0]


def _list_of(item: Paragraph) -> str:
    return _item_of(item).rpartition("/")[0]


def change_cell(file: EditedFile, random: Random) -> Expected:
    places = [
        (block, element, run, word)
        for block, element in file.cells()
        for run in file.runs(element)
        if not run.value
        for word in _WORD.finditer(run.text)
    ]
    if not places:
        raise NothingToEdit
    block, element, run, word = random.choice(places)
    before, text = words_of(element), run.text
    set_text(run.element, text[: word.start()] + _new_word(random) + text[word.end() :])
    return Expected("changed", (block,), before, words_of(element), kept=file.values(element))


def comment(file: EditedFile, random: Random) -> Expected:
    paragraph, run, word = _with_words(file, random)
    author, date = random.choice(_AUTHORS), _date(random)
    text = f"Do we still want {_new_word(random)} here?"
    comment_on(file, run.element, word.span(), text, author, date)
    return Expected("comment", (paragraph.block,), author=author, date=date, comment=text, about=word[0])


def tracked(file: EditedFile, random: Random) -> Expected:
    """Make one of the first five kinds of edit with tracked changes on."""
    author, date = random.choice(_AUTHORS), _date(random)
    how = random.choice(("change", "change", "add", "delete", "paragraph", "gone"))
    if how == "paragraph":
        after = _chosen(random, _prose(file))
        made = _copied(after.element, _sentence(random))
        after.element.addnext(made)
        mark_tracked(made, "ins", author, date)
        return Expected("added", (after.block,), "", words_of(made), author=author, date=date)
    if how == "gone":
        prose = _prose(file)
        clauses = [one.clause for one in prose]
        gone = _chosen(random, [one for one in prose if clauses.count(one.clause) > 1])
        before = gone.words
        mark_tracked(gone.element, "del", author, date)
        return Expected("removed", (gone.block,), before, author=author, date=date)
    paragraph, run, word = _with_words(file, random)
    before = paragraph.words
    if how == "add":
        insert_tracked(run.element, word.end(), f" {_new_word(random)}", author, date)
    elif how == "delete":
        delete_tracked(run.element, word.span(), "", author, date)
    else:
        delete_tracked(run.element, word.span(), _new_word(random), author, date)
    return _changed(file, paragraph, before, author=author, date=date)


def _date(random: Random) -> str:
    return _DATE.format(day=random.randint(1, 28), hour=random.randint(1, 9))


KINDS: dict[str, Callable[[EditedFile, Random], Expected]] = {
    one.__name__: one
    for one in (
        change_word, add_words, delete_words, add_paragraph, delete_paragraph, move_paragraph, edit_inside_value,
        edit_around_value, change_list, change_cell, comment, tracked,
    )
}  # fmt: skip
