"""An edited Word file read back for a visit, in a process of its own: proposals, and the files with those accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from policygen.api.library import Library
from policygen.api.reading_back import EditedWord, document_in_word
from policygen.diagnostics.model import Refused
from policygen.document.model import Document, Section
from policygen.document.plain import words_of
from policygen.document.walk import walk
from policygen.readback.model import Proposal, WordReading
from policygen.serve.uploads import NotTaken


@dataclass(frozen=True, slots=True)
class WordToRead:
    """An edited file and the school's files that it is for. `accept` are proposals by mark, each with its reason,
    `refuse` the marks of others; None for both asks for the proposals alone.
    """

    school: str
    files: Mapping[str, bytes]
    name: str
    data: bytes
    accept: Mapping[str, str] | None = None
    refuse: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WordRead:
    """What an edited file proposes. `title` is the policy's, `places` say by clause in which section it is.

    `other_school` is the name in the file if it was made for another school. `files` are those to write, empty unless
    everything was decided; `refused` says why accepted proposals cannot be taken together, and `is_stale` that one of
    those that were decided is not proposed any more. `labels` are the names of the school's questions, by key, and
    `unasked` those that have no answer after what was accepted.
    """

    reading: WordReading
    title: str
    other_school: str
    places: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    refused: str = ""
    is_stale: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    unasked: tuple[str, ...] = ()


def proposal_mark(one: Proposal) -> str:
    """Return what tells a proposal from what the same number would be after the settings changed."""
    seen = repr((one.number, one.kind, one.target, one.before, one.after))
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def undecided_of(proposals: tuple[Proposal, ...], wanted: WordToRead) -> tuple[Proposal, ...]:
    """Return the proposals that could be taken and that nobody has accepted or refused yet."""
    decided = {*(wanted.accept or {}), *wanted.refuse}
    return tuple(one for one in proposals if one.can_be_written and proposal_mark(one) not in decided)


def unreasoned_of(proposals: tuple[Proposal, ...], wanted: WordToRead) -> tuple[Proposal, ...]:
    """Return the accepted proposals that need a reason and have none."""
    accept = wanted.accept or {}
    return tuple(one for one in proposals if one.needs_reason and accept.get(proposal_mark(one), "-") == "")


def read_word_back(library: Library, wanted: WordToRead) -> WordRead | NotTaken:
    """Return what the file proposes, with the files of the school as they are with what was accepted.

    Raises Refused for a file that cannot be read back.
    """
    found = _read(library, wanted)
    if isinstance(found, NotTaken):
        return found
    now = library.drafts.of(wanted.school, {**wanted.files, **found.files}).answers.now()
    labels = {item.key: item.label for item in now.interview.items}
    return replace(found, labels=labels, unasked=tuple(item.key for item in now.unasked()))


def _read(library: Library, wanted: WordToRead) -> WordRead | NotTaken:
    session = library.drafts.of(wanted.school, wanted.files).session()
    document = document_in_word(wanted.name, wanted.data)
    title = library.policies.get(document.policy, words_of(document.cover.title))
    if not session.usable:
        return NotTaken(key="school_unusable")
    if document.policy not in session.policies:
        return NotTaken(key="word_policy", facts={"file": wanted.name, "title": title})
    edited = session.read_word(wanted.name, wanted.data)
    other = words_of(document.cover.school) if document.school != wanted.school else ""
    found = (edited.reading, title, other, dict(_places(edited.document())))
    proposals = edited.proposals
    if wanted.accept is None or undecided_of(proposals, wanted) or unreasoned_of(proposals, wanted):
        return WordRead(*found)
    marks = {proposal_mark(one): one for one in proposals if one.can_be_written}
    if not wanted.accept.keys() <= marks.keys():
        return WordRead(*found, is_stale=True)
    return _taken(found, edited, {marks[mark].number: reason for mark, reason in wanted.accept.items()})


def _taken(
    found: tuple[WordReading, str, str, dict[str, str]], edited: EditedWord, reasons: Mapping[int, str]
) -> WordRead:
    given = {number: reason for number, reason in reasons.items() if reason}
    try:
        return WordRead(*found, files=edited.files(tuple(reasons), given))
    except Refused as error:
        return WordRead(*found, refused=f"{str(error).rstrip('.')}. {error.hint}".strip())


def _places(document: Document) -> Iterator[tuple[str, str]]:
    for section in document.sections:
        name = f"{section.number} {words_of(section.title)}".strip()
        for part in walk(section):
            if isinstance(part, Section) and part.clause:
                yield part.clause, name
