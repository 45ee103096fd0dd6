"""The fixed text of a language, from `templates/words`: dates, lists, plurals and labels. None of it is in Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import yaml

from policygen.assemble.wording_check import check_words
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import State, Words
from policygen.model.answers import Duration, Typed
from policygen.source.nodes import Source
from policygen.source.reading import read_source
from policygen.world.protocol import PACKAGED, World

FILE = "words/en.yaml"  # in the look
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WORDS = re.compile(r"[^\W_]+")


class MissingWords(KeyError):
    """`templates/words` does not have a text that is needed."""


class WordsUnusable(ValueError):
    """The fixed words of a project have mistakes, which `diagnostics` name with their places."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        super().__init__("; ".join(one.message for one in diagnostics))


@dataclass(frozen=True)
class Wording:
    """The words of one language; a key is a path with dots: `cover.people.caption`."""

    table: dict[str, object]

    @classmethod
    def load(cls, world: World, *, checked: bool = True) -> Wording:
        """Read the words of a World's look. Raises WordsUnusable for slips in a project's own file, unless unchecked,
        as those of an earlier revision are: they need not have all that is printed now.
        """
        file, data = world.look_file(FILE), world.look(FILE)
        if checked and not file.startswith(PACKAGED):
            diagnostics = Diagnostics()
            check_words(file, data, diagnostics)
            if diagnostics.errors:
                raise WordsUnusable(diagnostics)
        return cls(yaml.load(data.decode("utf-8-sig"), Loader=yaml.CBaseLoader))  # noqa: S506  # BaseLoader makes strings, lists and dicts only

    def __call__(self, key: str, **values: str) -> str:
        """Return the words at `key` with `values` put in. Raises MissingWords."""
        found = self._find(key)
        if not isinstance(found, str):
            raise MissingWords(key)
        if not values:
            return found
        # One pass over the template alone: what a value says is never searched for placeholders, and str.format would
        # read attributes and formats out of a template.
        return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), found)

    def in_terms(self, say: Callable[[str], str]) -> Wording:
        """Return the words with `say` applied to each text; what is put into them later stays as it is."""

        def said(found: object) -> object:
            match found:
                case dict():
                    return {key: said(part) for key, part in found.items()}
                case list():
                    return [said(part) for part in found]
                case str():
                    return say(found)
                case _:
                    return found

        return Wording({key: said(found) for key, found in self.table.items()})

    def parts(self, key: str) -> list[str]:
        """Return the list of words at `key`. Raises MissingWords."""
        found = self._find(key)
        if not isinstance(found, list):
            raise MissingWords(key)
        return [str(part) for part in found]

    def _find(self, key: str) -> object:
        found: object = self.table
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                raise MissingWords(key)
            found = found[part]
        return found

    def date(self, day: date) -> str:
        """Return a date as people write it: 3 December 2026."""
        return self("date", day=str(day.day), month=self.parts("months")[day.month - 1], year=str(day.year))

    def duration(self, duration: Duration) -> str:
        one, many = self.parts(f"duration.{duration.unit}")
        return f"{duration.count} {one if duration.count == 1 else many}"

    def value(self, value: Typed) -> str:
        """Return a typed value as it is printed."""
        match value:
            case bool():
                return self("yes" if value else "no")
            case date():
                return self.date(value)
            case Duration():
                return self.duration(value)
            case tuple():
                return self.joined(value, "and")
            case _:
                return str(value)

    def joined(self, items: tuple[str, ...], word: str) -> str:
        """Return "a, b and c"; `word` is `and` or `or`."""
        if len(items) < 2:
            return "".join(items)
        return self("list.pair", first=self("list.comma").join(items[:-1]), word=self(f"list.{word}"), last=items[-1])

    def role(self, title: str) -> str:
        """Return a post's title as it is printed in a sentence: "the headteacher", "the head of IT", "the SENCO".

        Only the first letter becomes small. A title with a capital in a later word is printed as it was typed: "the
        Co-Chairs of Governors", "the Head of Ash Lane". Nobody can tell there which words are names.
        """
        return self("the", title=in_sentence(title))

    def acting(self, title: str) -> str:
        """Return who does the work of a vacant post, in a sentence: "the acting headteacher"."""
        return self("acting", title=in_sentence(title))


def in_sentence(title: str) -> str:
    """Return a title as it is printed within a sentence, without an article."""
    first, *later = _WORDS.findall(title) or [title]
    is_capitalised = any(word[0].isupper() and not _is_acronym(word) for word in later)
    return title if is_capitalised or _is_acronym(first) else title[:1].lower() + title[1:]


def source_of_words(world: World) -> Source | None:
    """Return the file of a project's own fixed words; None where it has the packaged ones."""
    file = world.look_file(FILE)
    if file.startswith(PACKAGED):
        return None
    found = read_source(file, world.look(FILE), Diagnostics())
    return found[0] if found else None


def fixed_words(wording: Wording, state: State) -> Words:
    """Return the fixed text that writers print around a Document."""
    return Words(
        contents=wording("contents"),
        page=wording("page"),
        signed=wording("signed"),
        name=wording("name"),
        date=wording("date_label"),
        watermark=wording("watermark") if state == "draft" else "",
        signature_of=wording("signature_of"),
        skip=wording("web.skip"),
        to_write=wording("web.to_write"),
        to_tick=wording("web.to_tick"),
    )


def _is_acronym(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1


def capitalised(text: str) -> str:
    """Return `text` with its first letter a capital."""
    return text[:1].upper() + text[1:]
