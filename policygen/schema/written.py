"""Schemas of values as a YAML editor reads them: policygen itself reads only the characters as written.

An editor guesses a type before it applies the schema: it reads `01632960123` as a number, `yes` perhaps as true, and a
key with nothing after it as null. Each schema here accepts every such guess at what `check.scalars` reads, and refuses
what is certain to be wrong. Patterns are ECMA-262, as JSON Schema requires, and match `check.scalars` exactly where a
pattern can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from policygen.check.answers import LONGEST_LINE
from policygen.check.scalars import MONTHS
from policygen.diagnostics.codes import say

Schema = dict[str, Any]

# Words that YAML 1.1 or 1.2 reads as a number or as yes or no.
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+")
_TRUE, _FALSE = {"yes", "true", "on", "y"}, {"no", "false", "off", "n"}
_GAP = "[ ()-]*"
_COUNTS = ("one", "two", "three", "four", "five", "six", "an", "a")


def any_case(word: str) -> str:
    """Return a pattern for a word in upper case, lower case or both."""
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in word.lower())


def spellings(text: str) -> list[str | bool | int | float]:
    """Return the values that an editor may read an unquoted word as, the word itself first."""
    found: list[str | bool | int | float] = [text]
    if text.lower() in _TRUE | _FALSE:
        found.append(text.lower() in _TRUE)
    if _NUMBER.fullmatch(text):
        found.append(float(text) if set(text) & set(".eE") else int(text))
    return found


def one_of(values: Iterable[tuple[str, str]]) -> Schema:
    """Return a schema for one of several words, each with its meaning, which editors show.

    This uses `enum` with `enumDescriptions`, which editors know. With `oneOf` and a `description` for each word, an
    editor that points at an answer shows its description only, without the question and the other answers.
    """
    known = [(spelling, meaning) for word, meaning in values for spelling in spellings(word)]
    return {"enum": [one for one, _ in known], "enumDescriptions": [meaning for _, meaning in known]}


def matching(regex: str, wants: str) -> Schema:
    """Return a schema for words that match `regex` as a whole; `wants` names what to write."""
    # An id such as 3 or 2.1 is a number to an editor.
    kinds = ["string", "number"] if any(re.fullmatch(regex, number) for number in ("1", "12", "1.2")) else "string"
    return {"type": kinds, "pattern": f"^(?:{regex})$", "patternErrorMessage": say("schema.write", form=wants)}


def _date() -> str:
    year, month, day = r"(?:199[0-9]|20[0-9]{2}|2100)", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
    names = "|".join(
        any_case(name[:3]) + "".join(f"(?:{any_case(letter)}" for letter in name[3:]) + ")?" * len(name[3:])
        for name in MONTHS
    )
    # Day and month in figures: one is over 12, so that it is the day, or they are the same.
    over, gap = r"(?:1[3-9]|2[0-9]|3[01])", "[/.-]"
    same = "|".join(f"0?{number}{gap}0?{number}" for number in range(1, 13))
    figures = f"(?:{over}{gap}{month}|{month}{gap}{over}|{same}){gap}{year}"
    return rf"\s*(?:{year}-{month}-{day}|{day}(?:st|nd|rd|th)?\s+(?:{names})\.?\s+{year}|{figures})\s*"


def _telephone() -> str:
    digits = rf"(?:\+{_GAP}4{_GAP}4|0){_GAP}[1-9](?:{_GAP}[0-9]){{8,9}}|1(?:{_GAP}[0-9]){{2,5}}|9{_GAP}9{_GAP}9"
    return rf"\s*{_GAP}(?:{digits}){_GAP}(?:(?:{any_case('ext')}\.?|{any_case('x')})(?:{_GAP}[0-9]){{1,6}}{_GAP})?\s*"


def _duration() -> str:
    count = "|".join(("(?!0+ )[0-9]{1,4}", *(any_case(n) for n in _COUNTS)))
    unit = "|".join(any_case(n) for n in ("working day", "hour", "day", "week", "month", "term", "year"))
    return rf"\s*(?:{count}) (?:{unit})[Ss]?\s*"


_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}"
_PATH = r"(?::[0-9]{1,5})?(?:/[^\s<>\x22]*)?"

# Defined by what they are not: otherwise editors would offer `true`, `false` and `null` as answers.
_BOOLEAN: Schema = {"not": {"type": ["string", "number", "array", "object", "null"]}}
EMPTY: Schema = {"$ref": "#/$defs/empty"}


def written_schemas() -> dict[str, Schema]:
    """Return the schemas of the types in the vocabulary and the models, by their names in `$defs`."""
    return {
        "empty": {"not": {"type": ["string", "number", "boolean", "array", "object"]}},
        # A school may be called No.
        "words": {"anyOf": [{"type": ["string", "number"]}, _BOOLEAN]},
        "text": {
            "allOf": [{"$ref": "#/$defs/words"}],
            "pattern": rf"^\s*[^\n]{{0,{LONGEST_LINE}}}\s*$",
            "patternErrorMessage": say("schema.write_text", longest=LONGEST_LINE),
        },
        "lines": {"$ref": "#/$defs/words"},
        "yes_no": {
            "anyOf": [
                {"enum": ["yes", "no"]},
                _BOOLEAN,
                {
                    "type": "string",
                    "pattern": rf"^\s*(?:{'|'.join(any_case(word) for word in ('yes', 'no', 'true', 'false'))})\s*$",
                    "patternErrorMessage": say("schema.write_yes_no"),
                },
            ]
        },
        "number": {
            "type": ["integer", "string"],
            "minimum": 0,
            "maximum": 999_999_999,
            "pattern": r"^\s*[0-9]{1,9}\s*$",
            "patternErrorMessage": say("schema.write_number"),
        },
        "date": {
            "type": "string",
            "pattern": f"^{_date()}$",
            "patternErrorMessage": say("schema.write_date"),
        },
        "duration": {
            "type": "string",
            "pattern": f"^{_duration()}$",
            "patternErrorMessage": say("schema.write_duration"),
        },
        # Unquoted and without spaces it is read as a number, without its leading 0 or +.
        "telephone": {
            "type": ["string", "integer"],
            "minimum": 100,
            "maximum": 449_999_999_999,
            "pattern": f"^{_telephone()}$",
            "patternErrorMessage": say("schema.write_telephone"),
        },
        "email": {
            "type": "string",
            "pattern": rf"^\s*(?!.*\.\.)[^\s@<>(),;:\x22]+@{_NAME}\s*$",
            "patternErrorMessage": say("schema.write_email"),
        },
        "web": {
            "type": "string",
            "pattern": rf"^\s*(?:https?://)?(?![Ww]{{3}}\.[^./:]+(?:[/:]|\s*$)){_NAME}{_PATH}\s*$",
            "patternErrorMessage": say("schema.write_web"),
        },
        "list": {
            "anyOf": [
                {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/words"}, EMPTY]}},
                {"$ref": "#/$defs/words"},
            ]
        },
    }
