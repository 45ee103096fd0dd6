"""The design tokens of templates/tokens.yaml as frozen values that every writer measures by."""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import yaml

from policygen.diagnostics.codes import say
from policygen.world.protocol import World

FILE, LARGE_PRINT = "tokens.yaml", "large-print.yaml"  # in the look

Weight = Literal["normal", "bold"]
ColourName = Literal["house", "ink", "muted", "paper"]

COLOUR = re.compile(r"#[0-9a-f]{6}")
FACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]*")

T = TypeVar("T")


class TokensError(ValueError):
    """A token is missing, unknown or of the wrong type; the message names it, and `file` is where it should be."""

    file = FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The sheet, in millimetres; `header` and `footer` are measured from the page's edge.

    `front` is how far the cover and the contents begin to the left of the text, where nothing hangs beside them;
    `beside` what is kept free between the footer's words and the page number. `closing` is a count: fewer lines of the
    text are not alone on the last page before a new one.
    """

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float
    footer: float
    cover: float
    logo: float
    number_column: float
    sheet_side: float
    front: float = 0.0
    beside: float = 6.0
    closing: float = 2.0

    @property
    def text_width(self) -> float:
        """Millimetres between the margins."""
        return self.width - self.left - self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """Family names; both cuts have the same advance widths."""

    pdf: str
    docx: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Colours as `#rrggbb`."""

    house: str
    ink: str
    muted: str
    rule: str
    hairline: str
    tint: str
    paper: str
    watermark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The type of one role: `size`, `before`, `after` in points, `line` a multiple of the size."""

    size: float
    line: float
    before: float
    after: float
    weight: Weight = "normal"
    colour: ColourName = "ink"


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A Style for each role that words can have."""

    body: Style
    heading1: Style
    heading2: Style
    heading3: Style
    cover_school: Style
    cover_title: Style
    cover_status: Style
    contents_title: Style
    contents1: Style
    contents2: Style
    list_item: Style
    term: Style
    table: Style
    table_header: Style
    caption: Style
    label: Style
    running: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How words are set apart from others; `links` on paper only. `drawn` in points, the least size of words that are
    drawn in a picture: a picture with smaller ones is described in words instead. 0 is any size.
    """

    emphasis: Literal["italic", "bold"] = "italic"
    links: Literal["underline", "none"] = "underline"
    watermark: Literal["across", "none"] = "across"
    drawn: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Indents in millimetres; `lead` and `closing` in characters."""

    indent: float
    inner_indent: float
    definition_indent: float
    lead: float
    closing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTokens:
    """Padding, rules and the space around a table, in points; `cover_cell` above and below the words on a cover."""

    cell_above: float
    cell_below: float
    cell_side: float
    whole: float
    header_rule: float
    row_rule: float
    before: float
    after: float
    cover_cell: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTokens:
    """Sizes on forms, in points; `date_width` is in millimetres. `row` multiplies the height of rows to write in."""

    line_height: float
    rule: float
    tick_box: float
    tick_rule: float
    date_width: float
    field_after: float
    row: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureTokens:
    """`line_above`, `name_above` and `after` in points, `gap` and `date_width` in millimetres."""

    line_above: float
    name_above: float
    gap: float
    date_width: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankTokens:
    """Rules in points, `answer_tint` as `#rrggbb`."""

    rule: float
    answer_tint: str
    answer_rule: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTokens:
    """The web page: `small` and `enlarged` in per cent, `wide` to `number_column` and `column` in em, but `line` a
    multiple of the size and `least` in points; `figure` in millimetres, `columns` a count, `focus` in px.
    """

    enlarged: float
    wide: float
    line: float
    least: float
    measure: float
    contents: float
    number_column: float
    figure: float
    columns: float
    column: float
    focus: float
    small: float = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Everything in tokens.yaml."""

    page: Page
    faces: Faces
    colours: Colours
    type: Type
    lists: Lists
    table: TableTokens
    form: FormTokens
    signature: SignatureTokens
    blank: BlankTokens
    screen: ScreenTokens
    marks: Marks = Marks()

    def for_kind(self, kind: str) -> Tokens:
        """Return the tokens for a document of this kind: a sheet has no numbers to hang, so its margins are even."""
        if kind != "sheet":
            return self
        page = replace(self.page, left=self.page.sheet_side, right=self.page.sheet_side, number_column=0.0, front=0.0)
        return replace(self, page=page)

    @property
    def turned(self) -> Tokens:
        """The tokens of a page on its side, for a table that is too wide for one that is upright."""
        return replace(self, page=replace(self.page, width=self.page.height, height=self.page.width))


def load_tokens(source: World | str, *, large_print: bool = False) -> Tokens:
    """Read tokens from a World's look or from YAML text (a str); raises TokensError, which names the token.

    For large print, those that large-print.yaml of the look gives take the place of those in tokens.yaml.
    """
    if isinstance(source, str):
        return _build(Tokens, _parsed(source), "")
    data = _read(source, FILE)
    found = _build(Tokens, data, "")
    if not large_print:
        return found
    try:
        return _build(Tokens, _merged(data, _read(source, LARGE_PRINT)), "")
    except TokensError as error:
        error.file = LARGE_PRINT
        raise


def _read(world: World, name: str) -> object:
    try:
        return _parsed(world.look(name).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise TokensError(say("look.not_utf8", file=f"templates/{name}")) from error


def _parsed(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TokensError(say("look.not_yaml", reason=str(error))) from error


def _merged(data: object, over: object) -> object:
    """Return `data` with the values of `over` in the place of its own, group by group."""
    if not isinstance(data, dict) or not isinstance(over, dict):
        return over
    return data | {key: _merged(data[key], value) if key in data else value for key, value in over.items()}


def _build(cls: type[T], data: object, place: str) -> T:
    if not isinstance(data, dict):
        raise TokensError(say("look.no_group", token=place) if place else say("look.no_tokens"))
    assert is_dataclass(cls)  # noqa: S101 - a contract between the classes above, not a check of input
    known = {field.name: field for field in fields(cls)}
    for key in data:
        if key not in known:
            raise TokensError(say("look.unknown", token=_join(place, str(key))))
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name in data:
            values[name] = _value(hints[name], data[name], _join(place, name))
        elif field.default is MISSING:
            raise TokensError(say("look.missing", token=_join(place, name)))
    return cls(**values)


def _value(kind: Any, value: object, place: str) -> Any:
    if is_dataclass(kind):
        return _build(kind if isinstance(kind, type) else type(kind), value, place)
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise TokensError(say("look.no_choice", token=place, value=repr(value), choices=get_args(kind)))
        return value
    if kind is float:
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise TokensError(say("look.no_measure", token=place, value=repr(value)))
        return float(value)
    pattern, key = (FACE, "look.no_font_name") if place.startswith("faces.") else (COLOUR, "look.no_colour")
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise TokensError(say(key, token=place, value=repr(value)))
    return value


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
