"""Type a school's answers by the vocabulary: each becomes a value of its declared type, with its place."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as MappingType

from policygen.check import scalars
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean, nearest
from policygen.model.answers import Answer, PersonAnswer, Typed
from policygen.model.library import Question, Role
from policygen.source.nodes import Mapping, Node, Scalar, Sequence

# A text on a cover or in file properties must be short enough for the programs that read those files.
LONGEST_LINE = 200


NO_VALUES: MappingType[str, object] = {}
PERSON_TYPES = {"name": "text", "title": "text", "post": "text", "email": "email", "telephone": "telephone"}


def type_answer(key: str, node: Node, question: Question, diagnostics: Diagnostics) -> Answer:
    """Return the typed answer; one that cannot be read is reported and `mistaken`."""
    if isinstance(node, Scalar) and node.empty:
        return Answer(key, None, node.span, "empty")
    if isinstance(node, Scalar) and node.text == "none" and node.style == "plain" and takes_none(question):
        return Answer(key, None, node.span, "none")
    try:
        return Answer(key, _typed(node, question.type, question.values), node.span)
    except scalars.UnreadableValue as error:
        diagnostics.add(error.finding(node.span, f"`{key}`"))
        return Answer(key, None, node.span, "mistaken")


def takes_none(question: Question) -> bool:
    """Return whether `none` can mean that the school has no such thing.

    It cannot if `none` is one of the question's values, or if clauses depend on the choice: the texts have words for
    each of its values, but none for `none`.
    """
    return "none" not in question.values and (question.optional or not question.closed)


def _typed(node: Node, kind: str, values: MappingType[str, object]) -> Typed:
    if kind in ("many_of", "list"):
        items = node.items if isinstance(node, Sequence) else (node,)
        texts = []
        for item in items:
            if not isinstance(item, Scalar):
                raise scalars.UnreadableValue("PG203.entry", item.span)
            if kind == "many_of":
                _one_of(item.text, values, item.span)
            texts.append(item.text)
        return tuple(dict.fromkeys(texts))
    if not isinstance(node, Scalar):
        raise scalars.UnreadableValue("PG203.one")
    return type_text(node.text.strip(), kind, values)


def type_text(text: str, kind: str, values: MappingType[str, object] = NO_VALUES) -> Typed:
    """Read words as a type that takes one value. Raises scalars.UnreadableValue."""
    match kind:
        case "text":
            if "\n" in text or len(text) > LONGEST_LINE:
                raise scalars.UnreadableValue("PG236", limit=LONGEST_LINE)
            return text
        case "lines":
            return text
        case "one_of":
            return _one_of(text, values)
        case "yes_no":
            return scalars.read_yes_no(text)
        case "number":
            return scalars.read_number(text)
        case "date":
            return scalars.read_date(text)
        case "duration":
            return scalars.read_duration(text)
        case "telephone":
            return scalars.read_telephone(text)
        case "email":
            return scalars.read_email(text)
        case "web":
            return scalars.read_web(text)
        case _:
            raise AssertionError(kind)


def _one_of(text: str, values: MappingType[str, object], span: Span | None = None) -> str:
    if text not in values:
        raise scalars.UnreadableValue("PG234.answer", span, text=text, guess=did_you_mean(text, values))
    return text


def type_answers(
    nodes: MappingType[str, Node],
    questions: MappingType[str, Question],
    where: str,
    keys: MappingType[str, Span],
    diagnostics: Diagnostics,
    unread: Collection[str] = (),
) -> dict[str, Answer]:
    """Type each answer of a group with its keys at `keys`; an unknown question is reported with the nearest one.

    An answer to one of `unread`, questions with mistakes of their own, is passed over. The question that a misspelt key
    stands for counts as answered by mistake, so that it is not called unanswered as well.
    """
    found: dict[str, Answer] = {}
    for key, node in nodes.items():
        if key not in questions and key in unread:
            continue
        if key not in questions:
            guess = did_you_mean(key, questions)
            diagnostics.report("PG201.question", keys[key], group=where, key=key, guess=guess)
            meant = nearest(key, sorted(questions))
            if meant is not None and meant not in nodes:
                found[meant] = Answer(meant, None, keys[key], "mistaken")
            continue
        found[key] = type_answer(key, node, questions[key], diagnostics)
    return found


def type_people(
    nodes: MappingType[str, Node],
    roles: MappingType[str, Role],
    keys: MappingType[str, Span],
    diagnostics: Diagnostics,
) -> dict[str, PersonAnswer]:
    """Type each role: a name, a group of name, title, post, email and telephone, or the word `vacant` or `none`."""
    found = {}
    for role, node in nodes.items():
        if role not in roles:
            diagnostics.report("PG201.role", keys[role], role=role, guess=did_you_mean(role, roles))
            continue
        person = _person(role, node, diagnostics)
        if person is not None and person.state == "none" and roles[role].falls_back is None:
            diagnostics.report("PG353", person.span, role=role)
            found[role] = PersonAnswer(role, {"name": Answer("name", None, person.span, "mistaken")}, person.span)
        elif person is not None:
            found[role] = person
    return found


def _person(role: str, node: Node, diagnostics: Diagnostics) -> PersonAnswer | None:
    if isinstance(node, Scalar):
        if node.empty:
            return PersonAnswer(role, {}, node.span, "empty")
        if node.text in ("vacant", "none") and node.style == "plain":
            return PersonAnswer(role, {}, node.span, "vacant" if node.text == "vacant" else "none")
        return PersonAnswer(role, {"name": Answer("name", node.text, node.span)}, node.span)
    if not isinstance(node, Mapping):
        diagnostics.report("PG203.person", node.span, role=role)
        return None
    fields = {}
    for entry in node.entries:
        key = entry.key.text
        if key not in PERSON_TYPES:
            diagnostics.report("PG201.person", entry.key.span, key=key, guess=did_you_mean(key, PERSON_TYPES))
            continue
        if isinstance(entry.value, Scalar) and entry.value.empty:
            fields[key] = Answer(key, None, entry.value.span, "empty")
            continue
        try:
            fields[key] = Answer(key, _typed(entry.value, PERSON_TYPES[key], {}), entry.value.span)
        except scalars.UnreadableValue as error:
            diagnostics.add(error.finding(entry.value.span, f"`{role}`, `{key}`"))
            fields[key] = Answer(key, None, entry.value.span, "mistaken")
    return PersonAnswer(role, fields, node.span)
