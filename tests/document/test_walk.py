from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from policygen.document.model import Section
from policygen.document.walk import parts_of, walk
from tests.support.documents import everything


def found_by_reflection(thing: object) -> Iterator[object]:
    """Everything that is a dataclass below `thing`, by looking at every field of it: slow, but it forgets none."""
    for part in thing if isinstance(thing, tuple) else (thing,):
        if is_dataclass(part):
            yield part
            for field in fields(part):
                yield from found_by_reflection(getattr(part, field.name))


def test_the_walk_meets_every_part_that_a_document_holds_in_reading_order() -> None:
    document = everything()
    cover = document.cover
    wanted = [
        part
        for part in found_by_reflection((*cover.school, *cover.title, *cover.tables, *document.sections))
        if type(part).__name__ != "Origin"
    ]
    met = list(parts_of(document))
    assert {id(part) for part in met} == {id(part) for part in wanted}
    assert len(met) == len({id(part) for part in met}) or len(met) == len(wanted)


def test_a_section_comes_before_its_title_its_blocks_and_the_sections_in_it() -> None:
    top = next(section for section in everything().sections if section.sections)
    met = list(walk(top))
    assert met[0] is top
    assert met[1] is top.title[0]
    inner = [part for part in met if isinstance(part, Section)][1]
    blocks = [met.index(block) for block in top.blocks]
    assert blocks == sorted(blocks)
    assert all(place < met.index(inner) for place in blocks)
