"""The kinds of edit that people make in a word processor, each made once at a random place."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from random import Random

from lxml import etree

from .docx import EditedFile, Paragraph, Row, Run, W, new_run, set_text, words_of
from .expected import Edit, Expected
from .steps import Step
from .tracking import comment_on, copy_of_move, delete_tracked, insert_tracked, mark_tracked

# Words that no clause has, so that nothing else in a file looks like an edit.
_NEW = ("lighthouses", "marmalade", "quickly", "gooseberry", "Wednesday", "harbour", "trombones", "seventeen", "velvet")
_NAMES = ("Petra Vale", "Hugo Lindqvist", "Maud Osterley", "Ravi Penhale")
_AUTHORS = ("Hilary Cole", "Sam Otter", "J. O’Dowd")
_DATE = "2026-11-{day:02}T0{hour}:30:00Z"
_WORD = re.compile(r"(?<![\w’'-])[A-Za-z]{4,}(?![\w’'-])")


Made = tuple[Expected, Step]


class NothingToEdit(Exception):
    """The file has no place for an edit of this kind."""


def make_edit(kind: str, file: EditedFile, random: Random) -> Edit:
    """Make one edit in a file. Raises NothingToEdit."""
    expected, step = KINDS[kind](file, random)
    return Edit(kind, file.saved(), expected, step)


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


def _type_over(file: EditedFile, element: etree._Element, run: Run, span: tuple[int, int], text: str) -> Step:
    """Type a text over some characters of a run."""
    (start, end), at, was = span, file.offset_of(run.element), run.text
    set_text(run.element, was[:start] + text + was[end:])
    return Step("type", file.place_of(element), at + start, at + end, text)


def _changed(file: EditedFile, paragraph: Paragraph, before: str, **more: str) -> Expected:
    kept = file.values(paragraph.element)
    return Expected("changed", (paragraph.block,), before, paragraph.words, kept=kept, **more)


def change_word(file: EditedFile, random: Random) -> Made:
    paragraph, run, word = _with_words(file, random)
    before = paragraph.words
    step = _type_over(file, paragraph.element, run, word.span(), _new_word(random))
    return _changed(file, paragraph, before), step


def add_words(file: EditedFile, random: Random) -> Made:
    paragraph, run, word = _with_words(file, random)
    before = paragraph.words
    added = " ".join(random.sample(_NEW, random.randint(1, 3)))
    step = _type_over(file, paragraph.element, run, (word.end(), word.end()), f" {added}")
    return _changed(file, paragraph, before), step


def delete_words(file: EditedFile, random: Random) -> Made:
    paragraph, run, word = _with_words(file, random)
    before, text = paragraph.words, run.text
    after = re.match(r"(?: [A-Za-z]+){0,2}", text[word.end() :])
    end = word.end() + (after.end() if after else 0)
    end += text[end : end + 1] == " "
    step = _type_over(file, paragraph.element, run, (word.start(), end), "")
    if not paragraph.words:
        raise NothingToEdit
    return _changed(file, paragraph, before), step


def _prose(file: EditedFile) -> list[Paragraph]:
    """Return the paragraphs that are neither heading nor item, directly in a clause."""

    found = (one for one in file.paragraphs() if one.style == "BodyText" and one.words)
    return [one for one in found if re.fullmatch(r"[^/]+/\d+", one.block)]


def add_paragraph(file: EditedFile, random: Random) -> Made:
    after = _chosen(random, _prose(file))
    made, step = _added(file, after, random)
    return Expected("added", (after.block,), "", words_of(made)), step


def _added(file: EditedFile, after: Paragraph, random: Random) -> tuple[etree._Element, Step]:
    """Add a paragraph with the looks of another behind it."""
    text = _sentence(random)
    made = _copied(after.element, text)
    after.element.addnext(made)
    return made, Step("paragraph", file.place_of(after.element), text=text)


def _copied(like: etree._Element, text: str) -> etree._Element:
    """Return a paragraph with the looks of another, as pressing Enter makes one: it has no bookmark."""
    made = etree.Element(f"{W}p")
    looks = like.find(f"{W}pPr")
    if looks is not None:
        made.append(deepcopy(looks))
    made.append(new_run(text))
    return made


def delete_paragraph(file: EditedFile, random: Random) -> Made:
    prose = _prose(file)
    clauses = [one.clause for one in prose]
    gone = _chosen(random, [one for one in prose if clauses.count(one.clause) > 1])
    words, step = gone.words, Step("remove", file.place_of(gone.element))
    gone.element.getparent().remove(gone.element)
    return Expected("removed", (gone.block,), words), step


def move_paragraph(file: EditedFile, random: Random) -> Made:
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
    step = Step("move", file.place_of(moved.element), to=file.place_of(over[-1].element))
    over[-1].element.addnext(moved.element)
    blocks = (moved.block,) if len(over) > 1 else (moved.block, over[0].block)
    return Expected("moved", blocks, moved.words, moved.words), step


def move_to_clause(file: EditedFile, random: Random) -> Made:
    """Move a paragraph into another clause; one is left in its own."""
    moved, after = _across(file, random)
    step = Step("move", file.place_of(moved.element), to=file.place_of(after.element))
    after.element.addnext(moved.element)
    return Expected("moved", (moved.block,), moved.words, moved.words, follows=after.block), step


def move_tracked(file: EditedFile, random: Random) -> Made:
    """Move a paragraph into another clause with tracked changes on: the file then has it at both places."""
    moved, after = _across(file, random)
    author, date = random.choice(_AUTHORS), _date(random)
    step = Step("move", file.place_of(moved.element), to=file.place_of(after.element), tracked=True)
    words = moved.words
    after.element.addnext(copy_of_move(moved.element, author, date, marks_too=random.random() < 0.5))
    return Expected("moved", (moved.block,), words, words, author=author, date=date, follows=after.block), step


def _across(file: EditedFile, random: Random) -> tuple[Paragraph, Paragraph]:
    """Return a paragraph that is not the only one of its clause, and one of another clause."""
    prose = _prose(file)
    clauses = [one.clause for one in prose]
    moved = _chosen(random, [one for one in prose if clauses.count(one.clause) > 1])
    return moved, _chosen(random, [one for one in prose if one.clause != moved.clause])


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


def edit_inside_value(file: EditedFile, random: Random) -> Made:
    """Change a name or another answer of the school where it is printed."""
    places = _values(file, r"people\.\w+\.name|school\.(name|telephone|short_name)")
    places = [one for one in places if " " in one[2].text and len(file.runs(one[1])) < 30]
    if not places:
        raise NothingToEdit
    block, element, run = random.choice(places)
    before, was = words_of(element), run.text
    first, _, last = was.rpartition(" ")
    name = random.choice(_NAMES)
    text = random.choice((name, f"{first} {name.split()[1]}", f"{name.split()[0]} {last}"))
    step = _type_over(file, element, run, (0, len(was)), text)
    return Expected("value", (block,), before, words_of(element), value=run.value), step


def edit_around_value(file: EditedFile, random: Random) -> Made:
    """Add words directly before or after a value, outside it."""
    paragraphs = [one for one in file.paragraphs() if not one.is_heading]
    places = [(one, run) for one in paragraphs for run in file.runs(one.element) if run.value]
    if not places:
        raise NothingToEdit
    paragraph, run = random.choice(places)
    before = paragraph.words
    word = random.choice(_NEW)
    place, at = file.place_of(paragraph.element), file.offset_of(run.element)
    if random.random() < 0.5:
        run.element.getprevious().addprevious(new_run(f"{word} ", run.element))
        return _changed(file, paragraph, before), Step("type", place, at, at, f"{word} ")
    at += len(run.text)
    run.element.getnext().addnext(new_run(f" {word}", run.element))
    return _changed(file, paragraph, before), Step("type", place, at, at, f" {word}")


def change_list(file: EditedFile, random: Random) -> Made:
    """Add an item behind another, or take one away."""
    items = [one for one in file.paragraphs() if one.is_item and one.words]
    one = _chosen(random, items)
    if random.random() < 0.5:
        made, step = _added(file, one, random)
        return Expected("added", (one.block,), "", words_of(made)), step
    words = one.words
    alone = sum(_list_of(other) == _list_of(one) for other in items) == 1
    nested = any(other.block.startswith(f"{_item_of(one)}/") for other in items if other is not one)
    if alone or nested:
        raise NothingToEdit
    step = Step("remove", file.place_of(one.element))
    one.element.getparent().remove(one.element)
    return Expected("removed", (one.block,), words), step


def _item_of(item: Paragraph) -> str:
    return item.block.rpartition("/")[0]


def _list_of(item: Paragraph) -> str:
    return _item_of(item).rpartition("/")[0]


def change_cell(file: EditedFile, random: Random) -> Made:
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
    before = words_of(element)
    step = _type_over(file, element, run, word.span(), _new_word(random))
    return Expected("changed", (block,), before, words_of(element), kept=file.values(element)), step


def add_row(file: EditedFile, random: Random) -> Made:
    """Add a row with words in each cell behind another, which may be the heading."""
    row = _chosen_row(random, [one for one in file.rows() if one.words])
    place = file.place_of(next(row.element.iter(f"{W}p")))
    made = deepcopy(row.element)
    texts = [_sentence(random) for _ in made.iterchildren(f"{W}tc")]
    for cell, text in zip(made.iterchildren(f"{W}tc"), texts, strict=True):
        first, *rest = cell.iterchildren(f"{W}p")
        for one in rest:
            cell.remove(one)
        cell.replace(first, _copied(first, text))
    row.element.addnext(made)
    return Expected("added", (row.block,), "", " | ".join(texts)), Step("add_row", place, cells=tuple(texts))


def delete_row(file: EditedFile, random: Random) -> Made:
    """Take away a row that there is only one of; another is left below the heading."""
    rows = file.rows()
    row = _chosen_row(
        random,
        [
            one
            for one in rows
            if one.number > 1 and one.of > 2 and one.words and [other.words for other in rows].count(one.words) == 1
        ],
    )
    step = Step("delete_row", file.place_of(next(row.element.iter(f"{W}p"))))
    row.element.getparent().remove(row.element)
    return Expected("removed", (row.block,), row.words), step


def _chosen_row(random: Random, found: list[Row]) -> Row:
    if not found:
        raise NothingToEdit
    return random.choice(found)


def comment(file: EditedFile, random: Random) -> Made:
    paragraph, run, word = _with_words(file, random)
    author, date = random.choice(_AUTHORS), _date(random)
    text = f"Do we still want {_new_word(random)} here?"
    at = file.offset_of(run.element)
    step = Step("comment", file.place_of(paragraph.element), at + word.start(), at + word.end(), text)
    comment_on(file, run.element, word.span(), text, author, date)
    return Expected("comment", (paragraph.block,), author=author, date=date, comment=text, about=word[0]), step


def tracked(file: EditedFile, random: Random) -> Made:
    """Make one of the first five kinds of edit with tracked changes on."""
    author, date = random.choice(_AUTHORS), _date(random)
    how = random.choice(("change", "change", "add", "delete", "paragraph", "gone"))
    if how == "paragraph":
        after = _chosen(random, _prose(file))
        made, step = _added(file, after, random)
        mark_tracked(made, "ins", author, date)
        return Expected("added", (after.block,), "", words_of(made), author=author, date=date), _tracked(step)
    if how == "gone":
        prose = _prose(file)
        clauses = [one.clause for one in prose]
        gone = _chosen(random, [one for one in prose if clauses.count(one.clause) > 1])
        before, step = gone.words, Step("remove", file.place_of(gone.element), tracked=True)
        mark_tracked(gone.element, "del", author, date)
        return Expected("removed", (gone.block,), before, author=author, date=date), step
    paragraph, run, word = _with_words(file, random)
    before, at = paragraph.words, file.offset_of(run.element)
    (start, end), text = word.span(), ""
    if how == "add":
        start, text = end, f" {_new_word(random)}"
        insert_tracked(run.element, end, text, author, date)
    elif how == "delete":
        delete_tracked(run.element, word.span(), "", author, date)
    else:
        text = _new_word(random)
        delete_tracked(run.element, word.span(), text, author, date)
    step = Step("type", file.place_of(paragraph.element), at + start, at + end, text, tracked=True)
    return _changed(file, paragraph, before, author=author, date=date), step


def _tracked(step: Step) -> Step:
    return replace(step, tracked=True)


def _date(random: Random) -> str:
    return _DATE.format(day=random.randint(1, 28), hour=random.randint(1, 9))


KINDS: dict[str, Callable[[EditedFile, Random], Made]] = {
    one.__name__: one
    for one in (
        change_word, add_words, delete_words, add_paragraph, delete_paragraph, move_paragraph, edit_inside_value,
        edit_around_value, change_list, change_cell, comment, tracked, add_row, delete_row, move_to_clause,
        move_tracked,
    )
}  # fmt: skip
