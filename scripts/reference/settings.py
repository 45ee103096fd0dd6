"""docs/reference/settings.md: every key of a school's settings file."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.check import conditions
from policygen.check.answers import PERSON_TYPES
from policygen.check.project import Project
from policygen.check.shape import slots_of
from policygen.diagnostics.codes import say
from policygen.model.settings import SchoolFile
from policygen.model.vocabulary import Question, Role
from policygen.schema.answers import about_person
from policygen.schema.derive import docstring_of
from policygen.source.nodes import Node, Scalar, Sequence

from .markdown import about, anchor, any_of, code, in_words, keys_table, models_in, name_of, table

KNOWS = {
    "clerk": "the clerk", "head": "the headteacher", "lead": "the safeguarding lead", "it": "the IT lead",
    "business-manager": "the business manager",
}  # fmt: skip
TYPES = {
    "text": ("one line of text", "`Allhallows CE Primary School`"),
    "lines": ("several lines of text", "`address: |`, with each line below it, indented"),
    "one_of": ("one of the words listed", "`voluntary_aided`"),
    "many_of": ("one or more of the words listed", "`[primary, secondary]`"),
    "yes_no": ("yes or no", "`yes`"),
    "number": ("a whole number, in figures", "`420`"),
    "date": ("a date", "`2026-12-03`, `3 December 2026` or `26/11/2026`; never `03/12/2026`, which could be 12 March"),
    "duration": ("a length of time", "`1 year`, `24 hours`, `2 working days`, `3 terms`"),
    "telephone": ("a British telephone number", "`01632 960123`"),
    "email": ("an e-mail address", "`office@school.example`"),
    "web": ("a web address", "`https://www.school.example`"),
    "list": ("one or more lines of text", "`[the worry box, any adult they trust]`"),
}
GROUPS = {
    "school": "Facts about the school",
    "choices": "What the school has decided",
    "policy": "Each policy",
}
HEAD = """\
# A school's settings file

Every key of the files in `schools/`: those of schools, and those of trusts and authorities that schools extend.
`make docs` writes this page from the vocabulary and from the models that `policygen check` uses.

- A key with nothing after it is **unanswered**, as if the line did not exist. So is one with only spaces or hidden
  characters after it.
- `none`: {none}
- `vacant`, for a person: {vacant}
- `holders`, for a person: several people who hold one post together, such as `{{title: Co-headteachers, holders: [Ann
  Reed, Sam Okoro]}}`. Each of them signs.
- Words such as n/a, TBC, “as above”, ? or [name] are **not answers**, and `policygen check` refuses them. Write
  `vacant` or `none`, or leave the answer empty and ask someone who knows.
- Names, posts and the words printed in sentences cannot be a telephone number, an e-mail address or a web address, and
  cannot end with a full stop.
- In `{{braces}}`, put words with a comma in quotation marks: `{{name: Ann Reed, post: "Head of School, Ash Lane"}}`.
- Editors that support YAML show all this as you type: see [policygen schema](commands.md#schema).
"""


def page(project: Project) -> str:
    """Return the page."""
    lines = [
        HEAD.format(none=_small(say("schema.none")), vacant=_small(say("schema.vacant"))),
        "## Kinds of answer",
        "",
    ]
    lines += table(("Kind", "What to write", "For example"), ((code(k), a, b) for k, (a, b) in TYPES.items()))
    lines += ["", "## The file", ""]
    rows = []
    for key, slot in slots_of(SchoolFile).items():
        place = {"school": "#school", "people": "#people", "choices": "#choices", "policies": "#policy"}.get(key)
        rows.append((f"[{code(key)}]({place})" if place else code(key), about(slot.wanted), in_words(slot.wanted)))
    lines += table(("Key", "What it is for", "Value"), rows)
    lines += _group(project, "school")
    lines += _people(project)
    lines += _group(project, "choices")
    lines += _group(project, "policy")
    lines += ["", *_policies(project)]
    for model in models_in(SchoolFile):
        lines += ["", anchor(model.__name__.lower()), "", f"## {name_of(model).capitalize()}", ""]
        lines += [docstring_of(model), "", *keys_table(model)]
    return "\n".join(lines) + "\n"


def _small(words: str) -> str:
    return words[0].lower() + words[1:]


def _group(project: Project, group: str) -> Iterator[str]:
    questions = project.vocabulary.groups[group]
    yield from ("", anchor(group), "", f"## {GROUPS[group]}: `{'policies' if group == 'policy' else group}`", "")
    if group == "policy":
        yield from ("List the name of each policy to build under `policies:`. Under that name you can give:", "")
    yield from table(
        ("Key", "Question", "Kind", "Unanswered"),
        (
            (f"[{code(key)}](#{group}-{key})", question.question.text, code(question.type), _without(question))
            for key, question in questions.items()
        ),
    )
    for key, question in questions.items():
        yield from ("", anchor(f"{group}-{key}"), "", f"### {code(key)}: {question.label}", "")
        yield from (f"{question.question} {question.help}", "")
        if question.values:
            yield from (f"- {code(value)}: {words}" for value, words in question.values.items())
            yield ""
        yield from (f"*{sentence}*  " for sentence in _facts(project, question))


def _facts(project: Project, question: Question) -> Iterator[str]:
    yield f"Kind: {TYPES[question.type][0]}. If unanswered: {_without(question)}."
    if question.asked is not None:
        condition = project.reader.read(question.asked)
        if condition is not None:
            yield f"Asked if {said(condition)}."
    yield f"Who usually knows: {KNOWS[question.knows]}."
    decides = "which clauses are included"
    for group, _, key in (name.partition(".") for name in project.vocabulary.deciding_terms):
        if project.vocabulary.groups[group][key] is question:
            decides = "which words are printed"
    printed = "Printed in the policy." if question.printed else f"Not printed: it decides {decides}."
    public = "Included in copies for the web." if question.public else "Left out of copies for the web."
    yield f"{printed} {public}"


def _without(question: Question) -> str:
    if question.default is not None:
        return _plain(question.default)
    return "the policy has standard wording" if question.optional else "needed if the policy uses it"


def _plain(node: Node) -> str:
    if isinstance(node, Sequence):
        return ", ".join(code(item.text) for item in node.items if isinstance(item, Scalar))
    return code(node.text) if isinstance(node, Scalar) else ""


def _people(project: Project) -> Iterator[str]:
    roles = project.vocabulary.people
    yield from ("", anchor("people"), "", "## Who holds which post: `people`", "")
    yield from ("After the key of a post, write a name, or a group of these keys:", "")
    yield from table(("Key", "What it is for"), ((code(key), about_person(key)) for key in PERSON_TYPES))
    yield ""
    yield from table(
        ("Key", "Question", "Unanswered", "Name on the web"),
        (
            (
                f"{anchor(f'people-{key}')}{code(key)}",
                f"{role.question} {role.help}",
                _fallback(role, roles[role.falls_back.text] if role.falls_back else None),
                "yes" if role.public else "no",
            )
            for key, role in roles.items()
        ),
    )


def _fallback(role: Role, other: Role | None) -> str:
    if other is None:
        return f"needed if the policy uses it; {KNOWS[role.knows]} usually knows"
    return f"the policy names the {_small(other.label.text)}"


def _policies(project: Project) -> Iterator[str]:
    yield from ("### Policies", "")
    yield from table(
        ("Name", "Title", "What it is about"),
        ((code(key), outline.title.text, outline.subject.text) for key, outline in sorted(project.outlines.items())),
    )


def said(condition: conditions.Condition) -> str:
    """Return a condition in words: "`boarding` is `yes`"."""
    match condition:
        case conditions.Is(key, values):
            words = (value if isinstance(value, str) else "yes" if value else "no" for value in values)
            return f"{code(key)} is {any_of(code(word) for word in words)}"
        case conditions.Has(key):
            return f"{code(key)} is answered"
        case conditions.AtLeast(key, least):
            return f"{code(key)} is {least} or more"
        case conditions.All(parts):
            return " and ".join(said(part) for part in parts)
        case conditions.AnyOf(parts):
            return " or ".join(said(part) for part in parts)
        case conditions.Not(conditions.Is() as part):
            return said(part).replace(" is ", " is not ", 1)
        case conditions.Not(part):
            return f"this is not true: {said(part)}"
        case conditions.Named(name, _):
            return f"[{code(name)}](clauses.md#conditions) is met"
