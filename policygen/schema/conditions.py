"""Schema of conditions in `when:` and `asked:`: the rules of `check.conditions` for one vocabulary."""

from __future__ import annotations

from policygen.diagnostics.codes import say
from policygen.model.checked import Vocabulary
from policygen.model.vocabulary import Question
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
