"""A condition in words, for whoever reads a settings file: when a question is asked."""

from __future__ import annotations

from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not


def condition_in_words(condition: Condition) -> str:
    """Return what must hold, such as "type is academy or free_school"."""
    match condition:
        case Is(key=key, values=values):
            words = ["yes" if value is True else "no" if value is False else str(value) for value in values]
            return f"{key} is {_joined(words, 'or')}"
        case Has(key=key):
            return f"{key} is answered"
        case AtLeast(key=key, least=least):
            return f"{key} is {least} or more"
        case Not(part=part):
            return f"it is not so that {condition_in_words(part)}"
        case Named(part=part):
            return condition_in_words(part)
        case All(parts=parts):
            return _joined([condition_in_words(part) for part in parts], "and")
        case AnyOf(parts=parts):
            return _joined([condition_in_words(part) for part in parts], "or")


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
