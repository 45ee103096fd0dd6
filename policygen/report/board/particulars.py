"""What a page for the board says beside the changes: people and dates, whom to consult, and what there is to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygen.assemble.consultation import consulted_on, still_to_discuss
from policygen.assemble.wording import Wording, in_sentence
from policygen.compare.reasons import groups_to_ask
from policygen.compare.report import line_changes
from policygen.document.details import role_of_title
from policygen.document.fingerprint import COVER, details_of
from policygen.document.model import (
    Blank,
    Document,
    Emphasis,
    FormField,
    Inline,
    Row,
    Section,
    SignatureBlock,
    Table,
    Text,
    Value,
)
from policygen.document.plain import words_of
from policygen.document.walk import parts_of, walk
from policygen.report.board.sentences import ChangedSentence, changed_words, sentence_inline
from policygen.report.board.told import PolicyChanges, ToldChange

_LABEL = ": "  # between a label and its value on the cover, as a Line has them
_MOST = 6  # people, contacts and dates that are named
_DEPARTURES, _APPROVAL = "policygen:departures", "policygen:approval"
_MOST_OPEN = 4


def people_and_dates(changes: PolicyChanges) -> tuple[Inline, ...]:
    """Return one line of what changed on the cover, and of people and contacts elsewhere; () if nothing did."""
    wording = changes.wording
    labels: dict[tuple[tuple[str, str], ...], list[str]] = {}
    shortest: dict[tuple[tuple[str, str], ...], ChangedSentence] = {}
    for label, sentence in (*_on_cover(changes), *(("", one) for one in _elsewhere(changes.old, changes.new))):
        labels.setdefault(sentence.key, []).append(label)
        shortest[sentence.key] = min(shortest.get(sentence.key, sentence), sentence, key=lambda one: one.size)
    entries = [_entry(sentence, labels[key], wording) for key, sentence in shortest.items()]
    shown, more = entries[:_MOST], len(entries) - _MOST
    if more > 0:
        shown.append((Text(text=wording("board.more_people", count=str(more))),))
    return tuple(part for n, entry in enumerate(shown) for part in (*([Text(text="; ")] if n else []), *entry))


def _on_cover(changes: PolicyChanges) -> Iterator[tuple[str, ChangedSentence]]:
    """Yield the label and the changed words of each row of the cover; a title and a school's name have no label."""
    lines = [change for one in changes.differences if one.part.id == COVER for change in line_changes(one)]
    told = {line.text for one in lines for line in (one.before, one.after) if line}
    before, after = (_cover_rows(document) for document in (changes.old, changes.new))
    for key in dict.fromkeys((*after, *before)):
        (old_label, old), (label, new) = before.get(key, ("", "")), after.get(key, ("", ""))
        # What the meeting itself gives is no change, and is in no line.
        if (old != new or old_label != label) and {f"{old_label}{old}", f"{label}{new}"} & told:
            yield label.removesuffix(_LABEL) or old_label.removesuffix(_LABEL), changed_words(old, new)


def _cover_rows(document: Document) -> dict[str, tuple[str, str]]:
    """Return the label, with its colon, and the words of each row of the cover, by its id."""
    cover = document.cover
    rows = {row.id: row.cells for table in cover.tables for row in table.rows}
    return {
        "title": ("", words_of(cover.title)),
        "school": ("", words_of(cover.school)),
        **{
            name: (f"{words_of(cells[0].children)}{_LABEL}", words_of(cells[1].children))
            for name, cells in rows.items()
        },
    }


def _elsewhere(old: Document, new: Document) -> Iterator[ChangedSentence]:
    """Yield what changed of people and contacts that are printed in the text, by the keys of their answers."""
    before, after = _by_key(old), _by_key(new)
    for key, words in after.items():
        gone = before.get(key)
        # A title is printed in several forms of one post; the label on the cover tells it.
        if gone and gone != words and not role_of_title(key):
            yield changed_words(gone, words)


def _by_key(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, words in details_of(document):
        if key and not key.startswith(COVER):
            found.setdefault(key, words)
    return found


def _entry(sentence: ChangedSentence, labels: list[str], wording: Wording) -> tuple[Inline, ...]:
    named = tuple(label if n == 0 else in_sentence(label) for n, label in enumerate(filter(None, labels)))
    label = wording.joined(named, "and")
    if sentence.how == "removed":
        before, after = wording.parts("board.dropped")
        gone = Emphasis(children=(Text(text=sentence.pieces[0].text),))
        return (Text(text=f"{label} {before}".lstrip()), gone, Text(text=after))
    return (*((Text(text=f"{label}{_LABEL}"),) if label else ()), *sentence_inline(sentence, wording))


def consultation_lines(changes: PolicyChanges) -> Iterator[tuple[Inline, ...]]:
    """Yield who was consulted on the new policy, and whom the changed clauses name and nobody has asked yet.

    Nothing where neither the settings nor the clauses say anything.
    """
    old, new, wording = changes.old, changes.new, changes.wording
    asked = consulted_on(new)
    if asked:
        entries = (wording("board.asked", who=who, when=when) if when else who for who, when in asked)
        listed = "; ".join(entries)
        yield (Text(text=wording("board.consulted", groups=listed)),)
    groups = dict.fromkeys(group for one in changes.differences for group in groups_to_ask(one, old, new))
    left = still_to_discuss(groups, (who for who, _ in asked), wording)
    if left:
        yield (Text(text=left),)


def decisions(changes: PolicyChanges, told: Iterable[ToldChange]) -> Iterator[tuple[Inline, ...]]:
    """Yield what the meeting has to decide; nothing about a policy that was adopted, or that nobody approves.

    Beside the approval these are the departures from the model that are new, with their reasons, forms that people have
    signed in other words, and answers that are still missing.
    """
    old, new, wording = changes.old, changes.new, changes.wording
    if new.state not in ("draft", "for-approval") or not any(one.id == _APPROVAL for one in new.sections):
        return
    yield (Text(text=wording("board.approve")),)
    yield from _departures(old, new, wording)
    signed_forms = _signed(new)
    signed = [one.section for one in told if one.how == "changed" and one.clause in signed_forms]
    if signed:
        yield (Text(text=wording("board.sign_again", forms=wording.joined(tuple(signed), "and"))),)
    missing = tuple(
        dict.fromkeys(part.label for part in parts_of(new) if isinstance(part, Blank) and part.kind == "answer")
    )
    if missing:
        named = "; ".join((*missing[:_MOST_OPEN], *(("…",) if len(missing) > _MOST_OPEN else ())))
        one, many = wording.parts("board.missing")
        head = one if len(missing) == 1 else many.replace("{count}", str(len(missing)))
        yield (Text(text=f"{head}{named}"),)


def _departures(old: Document, new: Document, wording: Wording) -> Iterator[tuple[Inline, ...]]:
    """Yield each departure from the model that the old copy did not have in the same words, with its reason."""
    before = {words_of(row.cells[2].children) for row in _rows_of_departures(old)}
    for row in _rows_of_departures(new):
        clause, what, why, _ = (cell.children for cell in row.cells)
        if words_of(why) in before:
            continue
        reason = next((words_of((part,)) for part in why if isinstance(part, Value)), "")
        head = wording("board.departure", section=words_of(clause), what=in_sentence(words_of(what)))
        yield (Text(text=head), *_reason(reason, wording))


def _reason(reason: str, wording: Wording) -> tuple[Inline, ...]:
    if not reason:
        return ()
    before, after = wording.parts("board.reason")
    return (Text(text=before), Emphasis(children=(Text(text=reason.rstrip(".")),)), Text(text=after))


def _rows_of_departures(document: Document) -> Iterator[Row]:
    for section in document.sections:
        if section.id == _DEPARTURES:
            yield from (row for block in section.blocks if isinstance(block, Table) for row in block.rows)


def _signed(document: Document) -> set[str]:
    """Return the clauses that somebody signs by hand: agreements and forms."""
    return {
        section.clause
        for section in parts_of(document)
        if isinstance(section, Section) and section.clause
        for part in walk(*section.blocks)
        if isinstance(part, SignatureBlock) or (isinstance(part, FormField) and part.kind == "signature")
    }
