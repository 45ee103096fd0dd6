"""Say in plain words when a question is asked, for the comments in a settings file."""

from __future__ import annotations

from collections.abc import Iterable

from policygen.diagnostics.codes import say
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not


def condition_in_words(condition: Condition) -> str:
    """Return what must hold, such as "type is academy or free_school"."""
    match condition:
        case Is(key=key, values=values):
            return say("ask.condition_is", axis=key, values=_words(values))
        case Has(key=key):
            return say("ask.condition_answered", axis=key)
        case AtLeast(key=key, least=least):
            return say("ask.condition_at_least", axis=key, least=least)
        case Not(part=part):
            return _opposite(part)
        case Named(part=part):
            return condition_in_words(part)
        case All(parts=parts):
            return say("ask.both", parts=[condition_in_words(part) for part in parts])
        case AnyOf(parts=parts):
            return say("ask.either", parts=[condition_in_words(part) for part in parts])


def _opposite(condition: Condition) -> str:
    """Return in words that `condition` does not hold, such as "type is not academy or free_school"."""
    match condition:
        case Is(key=key, values=values):
            return say("ask.condition_is_not", axis=key, values=_words(values))
        case Has(key=key):
            return say("ask.condition_unanswered", axis=key)
        case AtLeast(key=key, least=least):
            return say("ask.condition_below", axis=key, least=least)
        case Not(part=part):
            return condition_in_words(part)
        case Named(part=part):
            return _opposite(part)
        case All(parts=parts):
            return say("ask.either", parts=[_opposite(part) for part in parts])
        case AnyOf(parts=parts):
            return say("ask.both", parts=[_opposite(part) for part in parts])


def _words(values: Iterable[object]) -> list[str]:
    return [say("ask.yes") if value is True else say("ask.no") if value is False else str(value) for value in values]
