"""Schemas of the groups in a school's file, from the questions of the vocabulary."""

from __future__ import annotations

from policygen.check.answers import HOLDERS, PERSON_TYPES, takes_none
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.model.checked import Vocabulary
from policygen.model.vocabulary import Question, Role
from policygen.schema.derive import or_empty
from policygen.schema.written import EMPTY, Schema, one_of
from policygen.source.nodes import Node, Scalar, Sequence

# The `default:` of a question may be any answer; its type is checked with the question.
ANSWER: Schema = {"anyOf": [{"$ref": "#/$defs/list"}, EMPTY]}


def answer_schema(question: Question) -> Schema:
    """Return the schema of the answers that a question allows; an empty one is unanswered."""
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


def listed_words(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the schemas of the words that only the vocabulary knows, such as who a clause applies to."""
    lists = {
        "audience": vocabulary.audiences,
        "nation": vocabulary.nations,
        "consulted_group": vocabulary.consulted_groups,
    }
    return {name: {"enum": list(words)} if words else {"$ref": "#/$defs/words"} for name, words in lists.items()}


def person_schema(role: Role) -> Schema:
    """Return the schema of the ways to name the holder of a role."""
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


def group_holes(project: Project, *, at_home: bool = False) -> dict[str, Schema]:
    """Return the schemas of `school`, `people`, `choices` and `policies` in a school's file, and of one policy.

    With `at_home` they are for a library's file, where the keys of its own vocabulary have no prefix.
    """
    vocabulary = project.vocabulary

    def keys(properties: dict[str, Schema]) -> Schema:
        short: dict[str, list[Schema]] = {}
        for key, schema in properties.items():
            if at_home and ":" in key:
                short.setdefault(key.partition(":")[2], []).append(schema)
        return _keys({**{key: found[0] if len(found) == 1 else {"anyOf": found} for key, found in short.items()},
                      **properties})  # fmt: skip

    policies: dict[str, Schema] = {
        name: {
            "title": outline.title.text,
            "description": outline.subject.text,
            "anyOf": [{"$ref": "#/$defs/policy"}, {"type": "string", "maxLength": 0}, EMPTY],
        }
        for name, outline in sorted(project.outlines.items())
    }
    return {
        "school": keys(_questions(vocabulary, "school")),
        "people": keys({role: person_schema(entry) for role, entry in vocabulary.people.items()}),
        "choices": keys(_questions(vocabulary, "choices")),
        "policy": {"$ref": "#/$defs/policy"},
        "policies": _keys(policies),
    }


def answer_defs(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the definitions that the groups refer to."""
    fields = {
        key: or_empty({"description": about_person(key), "$ref": f"#/$defs/{kind}"})
        for key, kind in PERSON_TYPES.items()
    }
    return {
        "none": {"const": "none", "description": say("schema.none")},
        "vacant": {"const": "vacant", "description": say("schema.vacant")},
        "person": _keys({**fields, HOLDERS: _holders(fields)}),
        "policy": _keys(_questions(vocabulary, "policy")),
    }


def _holders(fields: dict[str, Schema]) -> Schema:
    """Return the schema of the people who hold one post together: for each a name, or a group with a name."""
    one = _keys({key: field for key, field in fields.items() if key != "title"})
    listed: Schema = {"type": "array", "minItems": 1, "items": {"anyOf": [{"$ref": "#/$defs/text"}, one]}}
    return or_empty({"description": about_person(HOLDERS), **listed})


def about_person(key: str) -> str:
    """Return what a key of a person is for."""
    return say(f"schema.person_{key}")


def _questions(vocabulary: Vocabulary, group: str) -> dict[str, Schema]:
    return {key: answer_schema(question) for key, question in vocabulary.groups[group].items()}


def _keys(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _plain(node: Node) -> str | list[str]:
    if isinstance(node, Sequence):
        return [item.text for item in node.items if isinstance(item, Scalar)]
    return node.text if isinstance(node, Scalar) else ""
