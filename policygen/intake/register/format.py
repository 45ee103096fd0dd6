"""What format.yaml says of the register's export: its columns, and what their values mean in the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class ClosedColumn:
    """A column with a closed list of values: `values` gives each one's answer, `open` are known and answer nothing."""

    column: str
    values: Mapping[str, str | bool]
    open: frozenset[str]


@dataclass(frozen=True, slots=True)
class FurtherStage:
    """A stage that schools of some phases have besides: a column says so, or says not, before the ages do."""

    phases: frozenset[str]
    column: str
    values: frozenset[str]
    denied: frozenset[str]


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Which schools extend a group's file, what it answers for them (answer → a constant, or `name`), and asks."""

    kind: str
    types: frozenset[str]
    name: str
    code: str
    when: str
    states: Mapping[str, str | bool]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The words of a row's status: `closing` are those of a school that is open and is to close."""

    open: frozenset[str]
    closing: frozenset[str]
    closed: frozenset[str]
    proposed: frozenset[str]


@dataclass(frozen=True, slots=True)
class NationRule:
    """The nation of an establishment: `otherwise`, unless its type or its region says another, or `ABROAD`."""

    otherwise: str
    types: Mapping[str, str]
    regions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegisterFormat:
    """format.yaml, which explains each part; `columns` gives the name in the file of each column by what it is."""

    columns: Mapping[str, str]
    required: tuple[str, ...]
    silent: frozenset[str]
    status: StatusWords
    nation: NationRule
    texts: Mapping[str, str]
    address: tuple[str, ...]
    closed: Mapping[str, ClosedColumn]
    not_schools: frozenset[str]
    stages: Mapping[str, tuple[str, ...]]
    stage_ages: Mapping[str, tuple[int, int]]
    further_stages: Mapping[str, FurtherStage]
    infants_until: int
    juniors_from: int
    groups: tuple[GroupRule, ...]


def load_register_format() -> RegisterFormat:
    """Read format.yaml."""
    text = Path(__file__).with_name("format.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return RegisterFormat(
        columns=data["columns"],
        required=tuple(data["required"]),
        silent=frozenset(data["silent"]),
        status=StatusWords(**{name: frozenset(words) for name, words in data["status"].items()}),
        nation=NationRule(**data["nation"]),
        texts=data["texts"],
        address=tuple(data["address"]),
        closed={
            key: ClosedColumn(one["column"], one["values"], frozenset(one.get("open", ())))
            for key, one in data["closed"].items()
        },
        not_schools=frozenset(data["not_schools"]),
        stages={phase: tuple(stages) for phase, stages in data["stages"].items()},
        stage_ages={stage: (first, last) for stage, (first, last) in data["stage_ages"].items()},
        further_stages={
            stage: FurtherStage(
                frozenset(one["phases"]), one["column"], frozenset(one["values"]), frozenset(one.get("not", ()))
            )
            for stage, one in data["further_stages"].items()
        },
        **data["primary_years"],
        groups=tuple(
            GroupRule(
                kind, frozenset(one["types"]), one["name"], one["code"], one.get("when", ""), one["states"],
                tuple(one["asks"]),
            )
            for kind, one in data["groups"].items()
        ),
    )  # fmt: skip
