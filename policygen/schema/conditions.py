"""What `when:` and `asked:` may say, as a schema: the rules of `check.conditions` over one vocabulary."""

from __future__ import annotations

from policygen.model.checked import Vocabulary
from policygen.model.library import Question
from policygen.schema.written import Schema, one_of

CONDITION: Schema = {"$ref": "#/$defs/condition"}


def condition_defs(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the definitions `condition` and `tests`, which refer to each other."""
    questions = vocabulary.axes
    names = sorted(vocabulary.conditions)
    several: Schema = {"type": "array", "minItems": 1, "items": CONDITION}
    tests: dict[str, Schema] = {name: _named(name) for name in names}
    tests |= {key: _answered(question) for key, question in questions.items() if question.closed}
    tests |= {
        "any": {"description": "One of these conditions holds, or several do.", **several},
        "all": {"description": "Each of these conditions holds.", **several},
        "not": {"description": "This condition does not hold.", **CONDITION},
        "has": {
            "description": "This question is answered.",
            **one_of((key, _label(q)) for key, q in questions.items()),
        },
        "at_least": {
            "description": "The number is this or more.",
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
            "properties": {
                key: {"description": _label(question), "$ref": "#/$defs/number"}
                for key, question in questions.items()
                if question.type == "number"
            },
        },
    }
    group: Schema = {
        "description": "Each line is a test, and all of them hold together. A list means any of its entries.",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": tests,
    }
    words = [{"description": "A condition of the vocabulary, by its name.", "enum": names}] if names else []
    return {"condition": {"anyOf": [{"$ref": "#/$defs/tests"}, *words]}, "tests": group}


def _named(name: str) -> Schema:
    return {
        "description": f"The condition “{name.replace('_', ' ')}” of the vocabulary holds, or with `no` does not.",
        "$ref": "#/$defs/yes_no",
    }


def _answered(question: Question) -> Schema:
    value: Schema = {"$ref": "#/$defs/yes_no"}
    if question.type != "yes_no":
        value = one_of((value, words.text) for value, words in question.values.items())
    return {"description": _label(question), "anyOf": [value, {"type": "array", "items": value}]}


def _label(question: Question) -> str:
    return f"{question.label}: {question.question}"
