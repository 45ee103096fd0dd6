"""A model's annotations become a schema: its keys and no others, what may be left empty, descriptions for editors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator

from policygen.check.shape import slots_of
from policygen.model.written import About, Distinct, Holds, Identifier, NotEmpty, Written
from policygen.schema import SCHEMAS, encode_schema, schema_of
from policygen.schema.derive import Derivation, docstring_of, reachable
from policygen.source.nodes import Node
from tests.schema.editors import project_of
from tests.support.projects import lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What hangs
    on a tree.
    """

    shape: Literal["round", "long"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    id: Annotated[Identifier, About("Its name.")]
    leaves: tuple[Leaf, ...] = ()
    by: Annotated[Written | None, About("Who planted it.")] = None
    felled: bool = False
    notes: dict[str, Written] = field(default_factory=dict)
    when: Annotated[Node | None, Holds("condition")] = None
    roots: Annotated[tuple[Written, ...], NotEmpty()] = ()
    birds: Annotated[tuple[Written, ...] | Literal["all"], Distinct()] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmarked:
    node: Node


def derived() -> dict[str, Any]:
    derivation = Derivation({"condition": {"$ref": "#/$defs/here"}}, {"here": {"enum": ["always"]}})
    found = derivation.model(Tree)
    return {**found, "$defs": reachable(found, derivation.defs)}


@pytest.mark.parametrize(
    "tree",
    [
        {"id": "oak"},
        {"id": "oak", "leaves": [{"shape": "round"}], "by": "Jo", "felled": "no", "notes": {"a": 1}, "when": "always"},
        {"id": "oak", "leaves": None, "by": None, "felled": None, "notes": None},
        {"id": "oak", "roots": None, "birds": None},
        {"id": "oak", "roots": ["a", "a"], "birds": ["owl", "jay"]},
        {"id": "oak", "birds": "all"},
    ],
)
def test_a_schema_takes_what_the_model_takes(tree: dict[str, Any]) -> None:
    assert Draft202012Validator(derived()).is_valid(tree)


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"id": None},
        {"id": "Oak"},
        {"id": "oak", "leaf": []},
        {"id": "oak", "leaves": [{"shape": "square"}]},
        {"id": "oak", "leaves": [{}]},
        {"id": "oak", "leaves": {"shape": "round"}},
        {"id": "oak", "notes": {"a": []}},
        {"id": "oak", "notes": {"a": None}},
        {"id": "oak", "felled": "perhaps"},
        {"id": "oak", "when": "never"},
        {"id": "oak", "when": None},
        {"id": "oak", "by": ["Jo"]},
        {"id": "oak", "roots": []},
        {"id": "oak", "birds": ["owl", "jay", "owl"]},
    ],
)
def test_a_schema_refuses_what_the_model_refuses(tree: dict[str, Any]) -> None:
    assert not Draft202012Validator(derived()).is_valid(tree)


def test_abouts_and_docstrings_become_descriptions() -> None:
    schema = derived()
    assert schema["properties"]["by"]["description"] == "Who planted it."
    assert schema["$defs"]["Leaf"]["description"] == "What hangs on a tree."
    assert "description" not in schema


def test_only_what_is_referred_to_is_defined() -> None:
    assert set(derived()["$defs"]) == {"Leaf", "empty", "here", "words", "yes_no"}


def test_a_node_of_which_nobody_said_what_it_holds_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="needs `Holds`"):
        Derivation({}, {}).model(Unmarked)
    with pytest.raises(TypeError, match="Holds\\('condition'\\): known are answer"):
        Derivation({"answer": {}}, {}).model(Tree)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_a_valid_one_and_says_what_it_is(name: str, tmp_path: Any) -> None:
    schema = schema_of(name, project_of(lay_out(tmp_path)))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:policygen:schema:{name}:1"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", [name for name, kind in SCHEMAS.items() if kind.model is not None])
def test_every_key_of_every_model_is_described(name: str, tmp_path: Any) -> None:
    schema = schema_of(name, project_of(lay_out(tmp_path)))
    models = {"": schema, **{key: value for key, value in schema["$defs"].items() if key[0].isupper()}}
    for model, entry in models.items():
        assert entry.get("description"), model
        for key, value in entry["properties"].items():
            assert value.get("description"), f"{model}.{key}: add an About to the field"


def test_the_same_project_gives_the_same_bytes(tmp_path: Any) -> None:
    first, second = (project_of(lay_out(tmp_path / name)) for name in ("a", "b"))
    for name in SCHEMAS:
        assert encode_schema(schema_of(name, first)) == encode_schema(schema_of(name, second))


def test_a_model_without_a_docstring_has_no_words() -> None:
    assert docstring_of(Tree) == ""
    assert list(slots_of(Tree)) == ["id", "leaves", "by", "felled", "notes", "when", "roots", "birds"]
