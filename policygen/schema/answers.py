"""The groups of a school's file as schemas, one question of the vocabulary after the other."""

from __future__ import annotations

from policygen.check.answers import PERSON_TYPES, takes_none
from policygen.check.project import Project
from policygen.model.checked import Vocabulary
from policygen.model.library import Question, Role
from policygen.schema.derive import or_empty
from policygen.schema.written import EMPTY, Schema, one_of
from policygen.source.nodes import Node, Scalar, Sequence

NONE = "The school has none: what the policy would say of it is left out."
VACANT = "Nobody holds the post at present, and the policy says so."
ABOUT = {
    "name": "The name as it is to be printed.",
    "title": "What the school calls the post, where that is not its usual title.",
    "post": "What else the person is; it goes beside the name on the cover.",
    "email": "The address people write to.",
    "telephone": "The number people ring.",
}
# What a `default:` of the vocabulary may be: any answer, typed by its question later.
ANSWER: Schema = {"anyOf": [{"$ref": "#/$defs/list"}, EMPTY]}


def answer_schema(question: Question) -> Schema:
    """Return what may be answered to one question; empty is unanswered."""
    value: Schema = {"$ref": f"#/$defs/{question.type}"}
    if question.type in ("one_of", "many_of"):
        value = one_of((value, words.text) for value, words in question.values.items())
    parts = [value, {"type": "array", "items": value}] if question.type == "many_of" else [value]
    if takes_none(question):
        parts.append({"$ref": "#/$defs/none"})
    schema: Schema = {"title": question.label.text, "description": f"{question.question} {question.help}"}
    if question.default is not None:
        schema["default"] = _plain(question.default)
    return or_empty({**schema, "anyOf": parts})


def person_schema(role: Role) -> Schema:
    """Return how the holder of a role may be given."""
    return {
        "title": role.label.text,
        "description": f"{role.question} {role.help}",
        "anyOf": [
            {"$ref": "#/$defs/person"},
            {"$ref": "#/$defs/words"},
            {"$ref": "#/$defs/vacant"},
            {"$ref": "#/$defs/none"},
            EMPTY,
        ],
    }


def group_holes(project: Project) -> dict[str, Schema]:
    """Return what stands under `school`, `people`, `choices` and `policies` of a school's file, or of one policy."""
    vocabulary = project.vocabulary
    policies: dict[str, Schema] = {
        name: {
            "title": outline.title.text,
            "description": outline.subject.text,
            "anyOf": [{"$ref": "#/$defs/policy"}, {"type": "string", "maxLength": 0}, EMPTY],
        }
        for name, outline in sorted(project.outlines.items())
    }
    return {
        "school": _keys(_questions(vocabulary, "school")),
        "people": _keys({role: person_schema(entry) for role, entry in vocabulary.people.items()}),
        "choices": _keys(_questions(vocabulary, "choices")),
        "policy": {"$ref": "#/$defs/policy"},
        "policies": _keys(policies),
    }


def answer_defs(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the definitions that the groups refer to."""
    fields = {
        key: or_empty({"description": ABOUT[key], "$ref": f"#/$defs/{kind}"}) for key, kind in PERSON_TYPES.items()
    }
    return {
        "none": {"const": "none", "description": NONE},
        "vacant": {"const": "vacant", "description": VACANT},
        "person": _keys(fields),
        "policy": _keys(_questions(vocabulary, "policy")),
    }


def _questions(vocabulary: Vocabulary, group: str) -> dict[str, Schema]:
    return {key: answer_schema(question) for key, question in vocabulary.groups[group].items()}


def _keys(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _plain(node: Node) -> str | list[str]:
    if isinstance(node, Sequence):
        return [item.text for item in node.items if isinstance(item, Scalar)]
    return node.text if isinstance(node, Scalar) else ""
