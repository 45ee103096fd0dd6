"""Schema of conditions in `when:` and `asked:`: the rules of `check.conditions` for one vocabulary."""

from __future__ import annotations

from dataclasses import replace

from policygen.diagnostics.codes import say
from policygen.model.checked import Vocabulary
from policygen.model.vocabulary import Question
from policygen.schema.written import Schema, one_of

CONDITION: Schema = {"$ref": "#/$defs/condition"}


def condition_defs(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the definitions `condition` and `tests`, which refer to each other."""
    questions = {**vocabulary.axes, **_at_home(vocabulary)}
    names = sorted(
        {*vocabulary.conditions, *(key for own in vocabulary.own.values() for key in own.keys["conditions"])}
    )
    several: Schema = {"type": "array", "minItems": 1, "items": CONDITION}
    tests: dict[str, Schema] = {name: _named(name) for name in names}
    tests |= {key: _answered(question) for key, question in questions.items() if question.closed}
    tests |= {
        "any": {"description": say("schema.any"), **several},
        "all": {"description": say("schema.all"), **several},
        "not": {"description": say("schema.not"), **CONDITION},
        "has": {
            "description": say("schema.has"),
            **one_of((key, _label(q)) for key, q in questions.items()),
        },
        "at_least": {
            "description": say("schema.at_least"),
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
        "description": say("schema.tests"),
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": tests,
    }
    words = [{"description": say("schema.condition"), "enum": names}] if names else []
    return {"condition": {"anyOf": [{"$ref": "#/$defs/tests"}, *words]}, "tests": group}


def _at_home(vocabulary: Vocabulary) -> dict[str, Question]:
    """Return the questions of libraries as their own files name them.

    A schema does not know which library a file is in: if two libraries ask the same thing, either's answers are valid.
    """
    found: dict[str, Question] = {}
    for library, own in vocabulary.own.items():
        for key in sorted(own.keys["school"] | own.keys["choices"]):
            question = vocabulary.axes[f"{library}:{key}"]
            other = found.get(key)
            both = other is not None and (other.type == question.type or other.closed or not question.closed)
            values = {**question.values, **(other.values if other is not None else {})}
            found[key] = replace(other if other is not None and both else question, values=values)
    return found


def _named(name: str) -> Schema:
    return {
        "description": say("schema.named", name=name.replace("_", " ")),
        "$ref": "#/$defs/yes_no",
    }


def _answered(question: Question) -> Schema:
    value: Schema = {"$ref": "#/$defs/yes_no"}
    if question.type != "yes_no":
        value = one_of((value, words.text) for value, words in question.values.items())
    return {"description": _label(question), "anyOf": [value, {"type": "array", "items": value}]}


def _label(question: Question) -> str:
    return f"{question.label}: {question.question}"
