"""Type a school's answers by the vocabulary: each becomes a value of its declared type, with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingType

from policygen.check import non_answers, scalars
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean, nearest
from policygen.model.answers import Answer, PersonAnswer, Typed
from policygen.model.vocabulary import Question, Role
from policygen.source.nodes import Mapping, Node, Scalar, Sequence

# A text on a cover or in file properties must be short enough for the programs that read those files.
LONGEST_LINE = 200
# Entries of a list, or lines: the longest list in use has some thirty.
MOST_ENTRIES = 200


NO_VALUES: MappingType[str, object] = {}
# The key of a post under which several people are listed who hold it together.
HOLDERS = "holders"
PERSON_TYPES = {"name": "text", "title": "text", "post": "text", "email": "email", "telephone": "telephone"}


def type_answer(key: str, node: Node, question: Question, diagnostics: Diagnostics) -> Answer:
    """Return the typed answer; one that cannot be read is reported and `mistaken`."""
    if is_empty(node):
        return Answer(key, None, node.span, "empty")
    if isinstance(node, Sequence) and not node.items and question.type == "many_of":
        diagnostics.report("PG202.list", node.span, thing=f"`{key}`")
        return Answer(key, None, node.span, "mistaken")
    if isinstance(node, Scalar) and node.text == "none" and node.style == "plain" and takes_none(question):
        return Answer(key, None, node.span, "none")
    if isinstance(node, Scalar) and node.text.strip() in question.refuses:
        because = question.refuses[node.text.strip()].text
        diagnostics.report("PG234.refused", node.span, text=node.text.strip(), because=because)
        return Answer(key, None, node.span, "mistaken")
    try:
        return Answer(key, _value(node, question), node.span)
    except scalars.UnreadableValue as error:
        diagnostics.add(error.finding(node.span, f"`{key}`"))
        return Answer(key, None, node.span, "mistaken")


def _value(node: Node, question: Question) -> Typed:
    try:
        value = _typed(node, question.type, question.values)
    except scalars.UnreadableValue:
        # For "TBC" as a date, what to do instead says more than how to write a date.
        _refuse_non_answers(node, question)
        raise
    if question.type in ("text", "lines", "list"):
        _refuse_non_answers(node, question)
        _check_words(value, question)
    return value


def _refuse_non_answers(node: Node, question: Question) -> None:
    for part in _parts(node):
        if part.text not in question.values and non_answers.is_no_answer(part.text):
            raise _no_answer(part, question)


def is_empty(node: Node) -> bool:
    """Tell whether nothing that anybody sees is written: blanks and hidden characters are no answer."""
    if isinstance(node, Sequence):
        return bool(node.items) and all(is_empty(item) for item in node.items)
    return isinstance(node, Scalar) and non_answers.is_blank(node.text)


def _parts(node: Node) -> Iterator[Scalar]:
    """Yield the words of an answer: each entry of a list, each line of several."""
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Scalar):
            yield from (item._replace(text=line) for line in item.text.split("\n") if not non_answers.is_blank(line))


def _no_answer(part: Scalar, question: Question) -> scalars.UnreadableValue:
    text, default = part.text.strip(), question.default
    if question.closed:
        values = [f"`{value}`" for value in question.values or ("yes", "no")]
        return scalars.UnreadableValue("PG235.choice", part.span, text=text, values=values)
    if default is not None and default.span == part.span:
        return scalars.UnreadableValue("PG235.library", part.span, text=text)
    if isinstance(default, Scalar):
        return scalars.UnreadableValue("PG235.default", part.span, text=text, default=default.text)
    if default is not None:
        return scalars.UnreadableValue("PG235.usual", part.span, text=text)
    return scalars.UnreadableValue("PG235.optional" if question.optional else "PG235.needed", part.span, text=text)


def _check_words(value: Typed, question: Question) -> None:
    if question.type == "text" and isinstance(value, str):
        non_answers.check_phrase(
            value, is_contact=question.contact, in_sentence=question.in_sentence, figures=question.figures
        )
    if question.type == "list" and isinstance(value, tuple):
        for entry in value:
            non_answers.check_phrase(entry, is_contact=True, in_sentence=False)


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
            if non_answers.is_blank(item.text):
                continue
            if kind == "many_of":
                _one_of(item.text, values, item.span)
            texts.append(item.text)
        if len(texts) > MOST_ENTRIES:
            raise scalars.UnreadableValue("PG236.entries", found=len(texts), limit=MOST_ENTRIES)
        return tuple(dict.fromkeys(texts))
    if not isinstance(node, Scalar):
        raise scalars.UnreadableValue("PG203.one")
    return type_text(node.text.strip(), kind, values)


def type_text(text: str, kind: str, values: MappingType[str, object] = NO_VALUES) -> Typed:
    """Read words as a type that takes one value. Raises scalars.UnreadableValue."""
    match kind:
        case "text":
            if "\n" in text or len(text) > LONGEST_LINE:
                raise scalars.UnreadableValue("PG236.line", limit=LONGEST_LINE)
            return text
        case "lines":
            if (found := text.count("\n") + 1) > MOST_ENTRIES:
                raise scalars.UnreadableValue("PG236.lines", found=found, limit=MOST_ENTRIES)
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
    before: tuple[str, Node] | None = None
    for key, node in nodes.items():
        last, before = before, (key, node)
        if key not in questions and key in unread:
            continue
        if key not in questions:
            if cut_at_comma(last, key, keys[key], node, diagnostics):
                continue
            guess = did_you_mean(key, questions) or say("suggest.no_name")
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
    unread: Collection[str] = (),
) -> dict[str, PersonAnswer]:
    """Type each role: a name, a group of name, title, post, email and telephone, or the word `vacant` or `none`.

    An answer to one of `unread`, roles with mistakes of their own, is passed over.
    """
    found = {}
    titles = frozenset(known.label.text.casefold() for known in roles.values())
    for role, node in nodes.items():
        if role not in roles and role in unread:
            continue
        if role not in roles:
            guess = did_you_mean(role, roles) or say("suggest.no_name")
            diagnostics.report("PG201.role", keys[role], role=role, guess=guess)
            continue
        post = _post_of(role, node, roles[role].label.text, titles)
        person = _person(post, node, roles[role].falls_back is not None, diagnostics)
        if person.state == "none" and roles[role].falls_back is None:
            diagnostics.report("PG353", person.span, role=role)
            found[role] = PersonAnswer(role, {"name": _mistaken(person.span)}, person.span)
        else:
            found[role] = person
    return found


def _post_of(role: str, node: Node, label: str, titles: frozenset[str]) -> non_answers.Post:
    """Return the post with its own titles, the usual one and the school's, and those of all others."""
    own, others = {label.casefold()}, titles
    for entry in node.entries if isinstance(node, Mapping) else ():
        if isinstance(entry.value, Scalar) and entry.key.text == "title":
            own.add(entry.value.text.casefold())
        elif isinstance(entry.value, Scalar) and entry.key.text == "post":
            others = others | {entry.value.text.casefold()}
    return non_answers.Post(role, frozenset(own), others)


def _person(post: non_answers.Post, node: Node, may_be_none: bool, diagnostics: Diagnostics) -> PersonAnswer:
    role = post.role
    if isinstance(node, Scalar):
        if is_empty(node):
            return PersonAnswer(role, {}, node.span, "empty")
        if node.text in ("vacant", "none") and node.style == "plain":
            return PersonAnswer(role, {}, node.span, "vacant" if node.text == "vacant" else "none")
        return PersonAnswer(
            role, {"name": _field(post, "name", node, may_be_none, diagnostics, in_group=False)}, node.span
        )
    if not isinstance(node, Mapping):
        diagnostics.report("PG203.person", node.span, role=role)
        return PersonAnswer(role, {"name": _mistaken(node.span)}, node.span)
    fields = _fields(post, node, (*PERSON_TYPES, HOLDERS), may_be_none, diagnostics)
    listed = node.get(HOLDERS)
    if listed is None or is_empty(listed):
        return PersonAnswer(role, fields, node.span)
    alone = [key for key in ("name", "post", "email", "telephone") if key in fields]
    if alone:
        at = next(entry.key.span for entry in node.entries if entry.key.text == alone[0])
        diagnostics.report("PG356.both", at, key=alone[0])
    holders = _holders(post, listed, diagnostics)
    names = tuple(str(one["name"].value) for one in holders if isinstance(one["name"].value, str))
    name = Answer("name", names if len(names) > 1 else names[0], listed.span) if names else _mistaken(listed.span)
    title = {key: fields[key] for key in ("title",) if key in fields}
    if len(holders) == 1:
        return PersonAnswer(role, {**title, **holders[0]}, node.span)
    return PersonAnswer(role, {**title, "name": name}, node.span, holders=holders)


def _fields(
    post: non_answers.Post, node: Mapping, known: Collection[str], may_be_none: bool, diagnostics: Diagnostics
) -> dict[str, Answer]:
    """Type the fields of one person; an unknown key is reported with the nearest of `known`."""
    fields = {}
    before: tuple[str, Node] | None = None
    for entry in node.entries:
        key = entry.key.text
        last, before = before, (key, entry.value)
        if key in PERSON_TYPES and key in known:
            fields[key] = _field(post, key, entry.value, may_be_none, diagnostics)
        elif key not in known and not cut_at_comma(last, key, entry.key.span, entry.value, diagnostics):
            diagnostics.report("PG201.person", entry.key.span, key=key, guess=did_you_mean(key, known))
    return fields


def _holders(post: non_answers.Post, listed: Node, diagnostics: Diagnostics) -> tuple[MappingType[str, Answer], ...]:
    """Type each of the people who hold one post together: a name, or a group of name, post, email and telephone."""
    found: list[MappingType[str, Answer]] = []
    for item in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(item, Mapping):
            known = [key for key in PERSON_TYPES if key != "title"]
            fields = _fields(post, item, known, False, diagnostics)
        elif isinstance(item, Scalar):
            fields = {"name": _field(post, "name", item, False, diagnostics, in_group=False)}
        else:
            fields = {}
        if "name" not in fields or fields["name"].state == "empty":
            diagnostics.report("PG356.unnamed", item.span, role=post.role)
            fields["name"] = _mistaken(item.span)
        found.append(fields)
    if not found:
        diagnostics.report("PG356.list", listed.span, role=post.role)
    return tuple(found)


def _mistaken(span: Span) -> Answer:
    return Answer("name", None, span, "mistaken")


def _field(
    post: non_answers.Post,
    key: str,
    node: Node,
    may_be_none: bool,
    diagnostics: Diagnostics,
    *,
    in_group: bool = True,
) -> Answer:
    """Return one field of a person; one that cannot be read is reported and `mistaken`."""
    if is_empty(node):
        return Answer(key, None, node.span, "empty")
    try:
        for part in _parts(node):
            if non_answers.is_no_answer(part.text):
                if key != "name":
                    raise scalars.UnreadableValue("PG235.field", text=part.text.strip(), field=key)
                code = "PG235.person_none" if may_be_none else "PG235.person"
                raise scalars.UnreadableValue(code, text=part.text.strip(), role=post.role)
        value = _typed(node, PERSON_TYPES[key], {})
        if PERSON_TYPES[key] == "text":
            non_answers.check_name(str(value), key, post)
        return Answer(key, value, node.span)
    except scalars.UnreadableValue as error:
        diagnostics.add(error.finding(node.span, f"`{post.role}`, `{key}`" if in_group else f"`{post.role}`"))
        return Answer(key, None, node.span, "mistaken")


def cut_at_comma(before: tuple[str, Node] | None, key: str, at: Span, value: Node, diagnostics: Diagnostics) -> bool:
    """Report words in braces that a comma has cut in two, `{post: Head of School, Ash Lane}`; tell whether they are.

    `before` is the entry in front of the unknown `key`.
    """
    if before is None or not (isinstance(value, Scalar) and value.empty):
        return False
    name, words = before
    if not isinstance(words, Scalar) or words.style != "plain" or words.empty or words.span.line != at.line:
        return False
    diagnostics.report("PG201.comma", at, key=key, name=name, words=words.text)
    return True
