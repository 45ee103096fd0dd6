"""Turn nodes into typed, frozen models: each model is a dataclass whose annotations define what a file can contain.

`decode_node` walks a node and a type together, reports every mistake with its place, and returns the model, or None if
a required part is missing. A field called `span` gets the place of the whole entry. The JSON Schema for editors is made
from the same annotations.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingType
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache, partial
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from policygen.check import non_answers, scalars
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean, did_you_mean_one_of, nearest
from policygen.model.written import Distinct, Informative, NotEmpty, Pattern, Written
from policygen.source.nodes import Mapping, Node, Scalar, Sequence

T = TypeVar("T")


READERS: MappingType[object, Callable[[str], object]] = {
    date: scalars.read_date,
    bool: scalars.read_yes_no,
    int: scalars.read_number,
}


# Longer words say something, whatever stands in them.
_LONGEST_NON_ANSWER = 60
# A name with the name of its library before it.
_PREFIXED = re.compile(r"[a-z][a-z0-9-]*:[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")


class Thing(NamedTuple):
    """What messages call the part being read: its name under `thing` in sentences.yaml, and the key it names.

    The words are looked up only for a finding, so that reading files without mistakes does not load them.
    """

    name: str
    key: str = ""

    def __str__(self) -> str:
        return say(f"thing.{self.name}", key=self.key)


# Reads a node as one type; messages call it by the Thing.
_Reader = Callable[[Node, Diagnostics, Thing], object | None]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field that is read from the file. With `takes_empty`, nothing after the colon counts as a value."""

    name: str
    thing: Thing
    wanted: Any
    read: _Reader
    required: bool
    takes_empty: bool


@cache
def slots_of(model: type) -> dict[str, Slot]:
    """Return the fields of a model that are read from the file, by YAML key."""
    hints = get_type_hints(model, include_extras=True)
    slots = {}
    for field in fields(model):
        if field.name != "span":
            required = field.default is MISSING and field.default_factory is MISSING
            wanted = hints[field.name]
            key = field.metadata.get("key", field.name)
            slots[key] = Slot(
                field.name, Thing("key", key), wanted, _reader_of(wanted), required, required or _is_node(wanted)
            )
    return slots


@cache
def _has_span(model: type) -> bool:
    return any(field.name == "span" for field in fields(model))


def decode_node(node: Node, wanted: type[T], diagnostics: Diagnostics, name: str) -> T | None:
    """Return `node` as a `wanted`, or None if it cannot be made; `name` is what messages call it (see `Thing`)."""
    return cast("T | None", _reader_of(wanted)(node, diagnostics, Thing(name)))


def _reader_of(wanted: Any) -> _Reader:
    """Return the reader of a type: annotations are analysed once, not for every node."""
    origin = get_origin(wanted)
    if origin is Annotated:
        base, *marks = get_args(wanted)
        read = _reader_of(base)
        return _marked(read, marks)
    if origin in (Union, types.UnionType):
        return _union(tuple(part for part in get_args(wanted) if part is not type(None)))
    if origin is Literal:
        return partial(_literal, get_args(wanted))
    if origin is tuple:
        return partial(_sequence, _reader_of(get_args(wanted)[0]))
    if origin is dict:
        return partial(_table, _reader_of(get_args(wanted)[1]))
    if is_dataclass(wanted) and wanted is not Written:
        return partial(_model, cast("type", wanted))
    return partial(_scalar, wanted)


def _marked(read: _Reader, marks: list[object]) -> _Reader:
    """Return the reader of an annotated type, with the checks that its marks ask for."""
    patterns = [(re.compile(mark.regex), mark) for mark in marks if isinstance(mark, Pattern)]
    if patterns:
        read = partial(_matching, read, patterns)
    for mark in marks:
        if isinstance(mark, Informative):
            read = partial(_informative, read, mark)
        elif isinstance(mark, Distinct):
            read = partial(_distinct, read)
        elif isinstance(mark, NotEmpty):
            read = partial(_not_empty, read)
    return read


def _as_it_is(node: Node, diagnostics: Diagnostics, thing: Thing) -> Node:  # noqa: ARG001
    return node


def _scalar(wanted: Any, node: Node, diagnostics: Diagnostics, thing: Thing) -> object | None:
    if not isinstance(node, Scalar):
        if thing.name == "entry" and (joined := _joined(node)):
            diagnostics.report("PG203.spaced", node.span, written=joined.replace(":", ": ", 1), joined=joined)
            return None
        code = "PG203.not_list" if isinstance(node, Sequence) else "PG203.not_keys"
        diagnostics.report(code, node.span, thing=str(thing))
        return None
    if node.empty or (thing.name == "key" and wanted is Written and non_answers.is_blank(node.text)):
        diagnostics.report("PG202.empty", node.span, thing=str(thing))
        return None
    if wanted is Written:
        return Written(node.text, node)
    if wanted is str:
        return node.text
    try:
        return READERS[wanted](node.text)
    except scalars.UnreadableValue as error:
        diagnostics.add(error.finding(node.span, str(thing)))
        return None


def _joined(node: Node) -> str:
    """Return `union: email.marked` without its space; empty if the node is no such pair of names."""
    if not isinstance(node, Mapping) or len(node.entries) != 1 or not isinstance(node.entries[0].value, Scalar):
        return ""
    joined = f"{node.entries[0].key.text}:{node.entries[0].value.text}"
    return joined if _PREFIXED.fullmatch(joined) else ""


def _matching(
    read: _Reader, patterns: list[tuple[re.Pattern[str], Pattern]], node: Node, diagnostics: Diagnostics, thing: Thing
) -> object | None:
    found = read(node, diagnostics, thing)
    if found is None:
        return None
    for regex, pattern in patterns:
        if not regex.fullmatch(str(found)):
            diagnostics.report("PG204", node.span, thing=str(thing), found=str(found), wanted=pattern.wants)
            return None
    return found


def _literal(values: tuple[str, ...], node: Node, diagnostics: Diagnostics, thing: Thing) -> str | None:
    found = cast("str | None", _scalar(str, node, diagnostics, thing))
    if found is None or found in values:
        return found
    diagnostics.report("PG205", node.span, thing=str(thing), found=found, guess=did_you_mean_one_of(found, values))
    return None


def _sequence(read: _Reader, node: Node, diagnostics: Diagnostics, thing: Thing) -> tuple[object, ...] | None:
    if isinstance(node, Scalar) and node.empty:
        return ()
    if not isinstance(node, Sequence):
        diagnostics.report("PG203.list", node.span, thing=str(thing))
        return None
    each = Thing("entry", thing.key)
    return tuple(entry for item in node.items if (entry := read(item, diagnostics, each)) is not None)


def _distinct(read: _Reader, node: Node, diagnostics: Diagnostics, thing: Thing) -> object | None:
    """Report each entry of a list that is listed before."""
    found = read(node, diagnostics, thing)
    firsts: dict[str, Written] = {}
    for entry in found if isinstance(found, tuple) else ():
        name = entry if isinstance(entry, Written) else getattr(entry, "id", None)
        if isinstance(name, Written):
            first = firsts.setdefault(name.text, name)
            if first is not name:
                report_twice("PG206.entry_of_list", first, name, diagnostics)
    return found


def _not_empty(read: _Reader, node: Node, diagnostics: Diagnostics, thing: Thing) -> object | None:
    """Report a list without entries."""
    found = read(node, diagnostics, thing)
    if found == () and not (isinstance(node, Sequence) and node.items):
        diagnostics.report("PG202.list", node.span, thing=str(thing))
    return found


def _informative(read: _Reader, mark: Informative, node: Node, diagnostics: Diagnostics, thing: Thing) -> object | None:
    """Report words that say nothing."""
    found = read(node, diagnostics, thing)
    if isinstance(found, Written) and len(found.text) <= _LONGEST_NON_ANSWER and _says_nothing(found.text, mark):
        finding = scalars.UnreadableValue("PG235.library", text=found.text.strip())
        diagnostics.add(finding.finding(node.span, str(thing)))
    return found


def _says_nothing(text: str, mark: Informative) -> bool:
    if any(sign in text for sign in ("{[<" if mark.kind == "text" else "{")):
        return False
    return non_answers.is_no_answer(text) if mark.kind == "name" else non_answers.is_stand_in(text)


def _table(read: _Reader, node: Node, diagnostics: Diagnostics, thing: Thing) -> dict[str, object] | None:
    if isinstance(node, Scalar) and node.empty:
        return {}
    if not isinstance(node, Mapping):
        diagnostics.report("PG203.keys", node.span, thing=str(thing))
        return None
    found = {key.text: read(value, diagnostics, Thing("key", key.text)) for key, value in node.entries}
    return {key: value for key, value in found.items() if value is not None}


def _union(parts: tuple[Any, ...]) -> _Reader:
    if set(parts) == set(get_args(Node)):
        return _as_it_is
    if all(get_origin(part) is Literal for part in parts):
        return partial(_literal, tuple(value for part in parts for value in get_args(part)))
    readers = [_reader_of(part) for part in parts]
    return readers[0] if len(parts) == 1 else partial(_first_fitting, parts, readers)


def _first_fitting(
    parts: tuple[Any, ...], readers: list[_Reader], node: Node, diagnostics: Diagnostics, thing: Thing
) -> object | None:
    fitting = (read for part, read in zip(parts, readers, strict=True) if _fits(node, part))
    return next(fitting, readers[0])(node, diagnostics, thing)


def _fits(node: Node, wanted: Any) -> bool:
    """Return whether a node has the right shape for a type: the first required key decides between models."""
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    if is_dataclass(base) and base is not Written:
        required = [key for key, slot in slots_of(cast("type", base)).items() if slot.required]
        return isinstance(node, Mapping) and (not required or node.get(required[0]) is not None)
    if get_origin(base) is tuple:
        return isinstance(node, Sequence)
    if get_origin(base) is dict:
        return isinstance(node, Mapping)
    return isinstance(node, Scalar)


def _is_node(wanted: Any) -> bool:
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    return set(get_args(base)) >= set(get_args(Node))


def _model(model: type, node: Node, diagnostics: Diagnostics, thing: Thing) -> object | None:
    if not isinstance(node, Mapping):
        diagnostics.report("PG203.keys", node.span, thing=str(thing))
        return None
    slots = slots_of(model)
    given = {key.text: value for key, value in node.entries}
    misspelt: set[str | None] = set()
    for key, _ in node.entries:
        if key.text not in slots:
            guess = did_you_mean(key.text, slots) or say("suggest.no_key")
            diagnostics.report("PG201.key", key.span, thing=str(thing), key=key.text, guess=guess)
            misspelt.add(nearest(key.text, sorted(slots)))
    values: dict[str, object] = {}
    complete = True
    for name, slot in slots.items():
        value = given.get(name)
        if value is None:
            if slot.required and name not in misspelt:
                diagnostics.report("PG202.key", _head(node), thing=str(thing), key=name)
            complete = complete and not slot.required
            continue
        if not slot.takes_empty and isinstance(value, Scalar) and value.empty:
            continue
        found = slot.read(value, diagnostics, slot.thing)
        if found is not None:
            values[slot.name] = found
        elif slot.required:
            complete = False
    if not complete:
        return None
    if _has_span(model):
        values["span"] = node.span
    return cast("Callable[..., object]", model)(**values)


def _head(node: Mapping) -> Span:
    return node.entries[0].key.span if node.entries else node.span


def report_twice(code: str, first: Written, second: Written, diagnostics: Diagnostics) -> None:
    """Report an id that is used twice, pointing at both places; `code` is a wording of PG206."""
    diagnostics.report(code, second.span, name=second.text, related={"first": first.span})


def report_same_names(code: str, names: Iterable[Written], diagnostics: Diagnostics) -> None:
    """Report each of the printed names that another before it has: people could not tell the two apart."""
    firsts: dict[str, Written] = {}
    for name in names:
        first = firsts.setdefault(name.text.casefold(), name)
        if first is not name:
            report_twice(code, first, name, diagnostics)
