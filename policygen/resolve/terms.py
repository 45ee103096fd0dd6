"""A school's word in place of the library's, such as students for pupils, wherever the library's own text has it.

Which words these are is in the vocabulary (`terms`). Answers, and whatever a school or its trust wrote, never change.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace

from policygen.check.pictures import SVG, Picture
from policygen.check.project import Project
from policygen.model.checked import Clause, Vocabulary
from policygen.model.heirs import Value, ValueEntry
from policygen.model.library import OutlineFile, OutlineSection
from policygen.model.vocabulary import Question, Role
from policygen.model.written import Written
from policygen.resolve.settled import Person, Setting, Settled
from policygen.source.nodes import Node, Scalar, Sequence

# What is no text though letters stand in it.
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
# Elements of a drawing whose text is read (SVG 2, 5.8 and 11.2).
_READ = frozenset(("text", "tspan", "textPath", "title", "desc"))
# Answers whose default is a text of the library; other defaults are keys, numbers or addresses.
_IN_WORDS = frozenset(("text", "lines", "list"))


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Replaces words: `words` has what to print for each, in lower case and with straight apostrophes.

    Those of two schools with the same words are equal, so that what is kept for one is found for the other.
    """

    words: MappingType[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: MappingType[str, str]) -> Terms:
        """Return the replacing of `words`; longer ones go before those that they contain."""
        if all(word == said for word, said in words.items()):
            return cls()
        ordered = sorted(words, key=len, reverse=True)
        # Letters of which a text has some if it has any of the words: looking for them is quicker than the pattern.
        firsts = {re.split(r"\W", word)[0].casefold() for word in words}
        beginnings = tuple(one for one in firsts if not any(one != other and other in one for other in firsts))
        forms = "|".join(re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s+") for word in ordered)
        return cls(words, re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE), beginnings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Terms) and self.words == other.words

    def __hash__(self) -> int:
        return hash(frozenset(self.words.items()))

    def __bool__(self) -> bool:
        return self.pattern is not None

    def __call__(self, text: str) -> str:
        """Return `text` with the school's words, each with a capital where the library's has one."""
        if self.pattern is None or not self._may_have(text):
            return text
        if "://" not in text and "@" not in text and "www." not in text:
            return self.pattern.sub(self._put, text)
        made, at = [], 0
        for address in _ADDRESS.finditer(text):
            made += [self.pattern.sub(self._put, text[at : address.start()]), address[0]]
            at = address.end()
        return "".join((*made, self.pattern.sub(self._put, text[at:])))

    def _may_have(self, text: str) -> bool:
        folded = text.casefold()
        return any(one in folded for one in self.beginnings)

    def written(self, words: Written) -> Written:
        """Return words of a file in the school's words, with their place."""
        made = self(words.text)
        return words if made == words.text else Written(made, words.scalar)

    def of_clause(self, clause: Clause | None, words: Written) -> str:
        """Return a text of a clause as a school prints it: the library's in the school's words, its own as written."""
        return self(words.text) if self.printing(clause, words) is self else words.text

    def printing(self, clause: Clause | None, words: Written) -> Callable[[str], str]:
        """Return what gives the printed words for parts of a text: these terms for the library's, else nothing new."""
        return self if self and clause is not None and words.span.file == clause.source.name else str

    def _put(self, found: re.Match[str]) -> str:
        written = found[0]
        key = " ".join(written.lower().replace("’", "'").split())
        said = self.words[key]
        if said == key:
            return written
        if "’" in written:
            said = said.replace("'", "’")
        if written.isupper() and len(written) > 1:
            return said.upper()
        return said[:1].upper() + said[1:] if written[:1].isupper() else said


AS_WRITTEN = Terms()


def terms_of(vocabulary: Vocabulary, settled: Settled) -> Terms:
    """Return the words that a school's answers choose, in every edition: they are no more secret than its clauses."""
    words: dict[str, str] = {}
    for entry in vocabulary.terms:
        setting = settled.settings.get(entry.asked.text)
        if setting is None or setting.value is None:
            continue
        chosen = {
            row[entry.written.text].text.lower(): row[str(setting.value)].text
            for row in entry.words
            if entry.written.text in row and str(setting.value) in row
        }
        words |= chosen
        words |= {kept.text.lower(): kept.text.lower() for kept in entry.exceptions}
    return Terms.of(words)


def in_terms(project: Project, settled: Settled, terms: Terms) -> tuple[Project, Settled]:
    """Return a project and a school's answers with the school's words in the vocabulary, its defaults and the outlines.

    The texts of clauses stay as the library has them; they are put into its words when they are assembled.
    """
    if not terms:
        return project, settled
    # The questions that decide speak of the words themselves.
    deciding = project.vocabulary.deciding_terms
    vocabulary = replace(
        project.vocabulary,
        groups={
            group: {key: one if f"{group}.{key}" in deciding else _question(one, terms) for key, one in held.items()}
            for group, held in project.vocabulary.groups.items()
        },
        people={key: _role(role, terms) for key, role in project.vocabulary.people.items()},
        topics=tuple(replace(topic, title=terms.written(topic.title)) for topic in project.vocabulary.topics),
        audiences={key: terms.written(words) for key, words in project.vocabulary.audiences.items()},
        consulted_groups={key: terms.written(words) for key, words in project.vocabulary.consulted_groups.items()},
    )
    outlines = {name: _outline(outline, terms) for name, outline in project.outlines.items()}
    figures = {key: _picture(picture, terms) for key, picture in project.figures.items()}
    project = replace(project, vocabulary=vocabulary, outlines=outlines, figures=figures)
    return project, replace(
        settled,
        settings={key: _setting(one, _type(vocabulary, key), terms) for key, one in settled.settings.items()},
        people={role: _person(person, terms) for role, person in settled.people.items()},
        policies={
            policy: {key: _setting(one, _type(vocabulary, f"policy.{key}"), terms) for key, one in answers.items()}
            for policy, answers in settled.policies.items()
        },
    )


def _type(vocabulary: Vocabulary, full: str) -> str:
    group, _, key = full.partition(".")
    return vocabulary.groups[group][key].type


def _question(question: Question, terms: Terms) -> Question:
    return replace(
        question,
        label=terms.written(question.label),
        question=terms.written(question.question),
        help=terms.written(question.help),
        values={value: _value(entry, terms) for value, entry in question.values.items()},
        default=_default(question.default, terms) if question.type in _IN_WORDS else question.default,
    )


def _value(entry: Value, terms: Terms) -> Value:
    if isinstance(entry, ValueEntry):
        return replace(entry, label=terms.written(entry.label))
    return terms.written(entry)


def _default(node: Node | None, terms: Terms) -> Node | None:
    match node:
        case Scalar():
            return node._replace(text=terms(node.text))
        case Sequence():
            return replace(node, items=tuple(_default(item, terms) or item for item in node.items))
        case _:
            return node


def _role(role: Role, terms: Terms) -> Role:
    return replace(
        role, label=terms.written(role.label), question=terms.written(role.question), help=terms.written(role.help)
    )


def _outline(outline: OutlineFile, terms: Terms) -> OutlineFile:
    def titled(section: OutlineSection) -> OutlineSection:
        return replace(section, title=terms.written(section.title))

    return replace(
        outline,
        title=terms.written(outline.title),
        subject=terms.written(outline.subject),
        keywords=tuple(map(terms.written, outline.keywords)),
        sections=tuple(map(titled, outline.sections)),
        appendices=tuple(map(titled, outline.appendices)),
    )


def _setting(setting: Setting, kind: str, terms: Terms) -> Setting:
    """Return a setting; only a default can be the library's text."""
    if setting.how != "default" or kind not in _IN_WORDS:
        return setting
    value = setting.value
    if isinstance(value, tuple):
        return replace(setting, value=tuple(map(terms, value)))
    return replace(setting, value=terms(value)) if isinstance(value, str) else setting


def _person(person: Person, terms: Terms) -> Person:
    if person.title.how != "default":
        return person
    return replace(person, title=replace(person.title, value=terms(str(person.title.value))))


def _picture(picture: Picture, terms: Terms) -> Picture:
    """Return a picture of the library with the words that are drawn in it; a bitmap's cannot be changed."""
    made = replace(picture, alternative=terms(picture.alternative))
    if picture.media_type != SVG:
        return made
    data = base64.b64decode(picture.data)
    if terms.pattern is None or not terms.pattern.search(data.decode("utf-8", "replace")):
        return made
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in _READ:
            element.text = terms(element.text) if element.text else element.text
            for child in element:
                child.tail = terms(child.tail) if child.tail else child.tail
    return replace(made, data=base64.b64encode(etree.tostring(root)).decode("ascii"))
