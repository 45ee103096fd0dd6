"""What a school's settings file may hold: answers that the vocabulary types later, and tailoring with its reasons."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated

from policygen.diagnostics.model import Span
from policygen.frozen import frozen
from policygen.read.nodes import Node

from .models import Audience, ClauseName, Colour, Kind
from .shape import About, Written


@frozen(kw_only=True)
class Omit:
    omit: ClauseName
    because: Written
    span: Span


@frozen(kw_only=True)
class Replace:
    replace: ClauseName
    text: Written
    because: Written
    title: Written | None = None
    span: Span


@frozen(kw_only=True)
class Place:
    """Where an added clause goes: straight before or after another."""

    after: ClauseName | None = None
    before: ClauseName | None = None
    span: Span


@frozen(kw_only=True)
class Add:
    add: Place
    id: ClauseName
    title: Written
    text: Written
    because: Written
    kind: Kind = "information"
    audience: tuple[Audience, ...] = ("everyone",)
    span: Span


@frozen(kw_only=True)
class Logo:
    file: Annotated[Written, About("A PNG, JPEG or SVG file inside the project folder.")]
    alternative: Annotated[Written, About("What the picture shows, for people who cannot see it.")]
    span: Span


@frozen(kw_only=True)
class SchoolFile:
    """A school's settings, or an authority's or trust's that schools extend. The vocabulary types the answers later."""

    extends: Annotated[Written | None, About("The authority's or trust's file, from schools/.")] = None
    specimen: Annotated[bool, About("An invented school, marked as such on each page.")] = False
    school: Annotated[dict[str, Node], About("Facts about the school.")] = field(default_factory=dict)
    people: Annotated[dict[str, Node], About("Who holds which post.")] = field(default_factory=dict)
    choices: Annotated[dict[str, Node], About("What the school has decided.")] = field(default_factory=dict)
    policies: Annotated[dict[str, Node], About("The policies to build, with what differs for each.")] = field(
        default_factory=dict
    )
    tailoring: Annotated[
        tuple[Omit | Replace | Add, ...], About("Clauses left out, reworded or added, each with a reason.")
    ] = ()
    colour: Annotated[Colour | None, About("The school's colour, as '#rrggbb'.")] = None
    logo: Logo | None = None
    span: Span
