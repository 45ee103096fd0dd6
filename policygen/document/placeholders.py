"""Openings: what a model copy leaves to be typed in, beside the Document, as only a word processor can bind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from policygen.document.model import Block, Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One value that is typed once: a Blank with this `key` in the Document, or a Value whose origin has it.

    `words` are what stands there until somebody types; where there are none, `gap` is shown. A `choice` is one of
    `options`. `question` is asked beside it in the guide.
    """

    key: str
    label: str
    gap: str = ""
    question: str = ""
    kind: Literal["text", "lines", "date", "choice"] = "text"
    words: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """Everything of a model copy that its Document does not say: `values` in the order of the document, each key once.

    `guide` is a page before the first that says how to fill in the copy, under `guide_title`; `header` the running
    header and `status` the status as inline content, so that values in them are bound too. The identifier `id` names
    the copy (`maintained-primary/e-safety`).
    """

    id: str
    values: tuple[Opening, ...]
    guide_title: str
    guide: tuple[Block, ...]
    header: tuple[Inline, ...]
    status: tuple[Inline, ...]
