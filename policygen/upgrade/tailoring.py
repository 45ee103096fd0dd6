"""What an upgrade does to the tailoring of one settings file: each entry merged with the words that its clause has now.

The words that an entry was made against are the base, the library's (or the trust's) words of now are theirs, those of
the settings file are ours. An entry that leaves a clause out has no words, so a clause that changed collides with it.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from typing import Literal

from policygen.check.project import Project
from policygen.compile.bases import (
    PublishedWords,
    TailoredClause,
    base_folder,
    base_words,
    kept_words,
    read_index,
    tailored_clauses,
)
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused, Span
from policygen.merge.three_way import Collision, merge
from policygen.model.checked import clause_digest
from policygen.model.lock import CLAUSE_DIGITS, Pin, same_digest
from policygen.model.settings import ClauseBase, Omit, Settings
from policygen.resolve.heirs import former_names
from policygen.upgrade.editing import Change
from policygen.upgrade.entries import ClauseWords, TailoredEntry, tailored_entries
from policygen.upgrade.renames import clause_today, words_today

Outcome = Literal["same", "merged", "settled", "collides", "removed"]
Why = Literal["", "words", "no_base", "omitted", "gone", "split", "joined"]


class SettledTwice(Refused):
    """One entry is to give its words to several of the clauses that its own was split into."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a person settles a collision: with the words of one side, or with words of their own.

    Without a `title`, an entry that words the heading too keeps its own.
    """

    take: Literal["theirs", "ours", "words"]
    words: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the libraries as they were: the project over them, and what the lock has of each."""

    project: Project | None = None
    pins: MappingType[str, Pin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TailoringStep:
    """What happens to one entry that replaces or omits a clause. `clause` is its full name today.

    `why` says why it collides; `collisions` are the places in its words where both sides changed something, each
    between the text before and after it. `after` are the words that the entry gets; `changes` are made in the file.
    `recorded` is the version and digest of the words that it is made against then, kept beside the file unless the
    entry has them itself. A person settles it by one of its `names`. `source` is where the words of now come from: a
    library with its version, or a file above this one.
    """

    clause: str
    formerly: str
    omits: bool
    outcome: Outcome
    why: Why = ""
    base: ClauseWords | None = None
    theirs: ClauseWords | None = None
    ours: ClauseWords | None = None
    after: ClauseWords | None = None
    collisions: tuple[tuple[str, Collision, str], ...] = ()
    heirs: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    recorded: tuple[str, str] | None = None
    names: frozenset[str] = field(default_factory=frozenset)
    base_in_entry: bool = False
    base_digest: str = ""
    source: str = ""


def tailoring_steps(
    project: Project,
    chain: tuple[Settings, ...],
    settlements: MappingType[str, Settlement],
    past: Past,
) -> list[TailoringStep]:
    """Return a step for each entry of the first file of a chain that replaces or omits a clause, in order.

    An entry whose clause was never known is left out: `check` reports it.
    """
    settings = chain[0]
    known = {found.span: found for found in tailored_clauses(project, chain) if found.settings is settings}
    index = read_index(project.world, base_folder(settings))
    entries = list(tailored_entries(settings))
    twice = _clauses_twice(known, entries)
    steps: list[TailoringStep] = []
    for entry in entries:
        tailored = known.get(entry.name.span)
        if tailored is None:
            step = _without_clause(project, entry, base_folder(settings), settlements, past)
            if step is not None:
                steps.append(step)
        elif tailored.now.clause in twice:
            steps.append(_joined(project, entry, tailored, twice[tailored.now.clause], settlements, past))
        else:
            steps.append(_step(project, entry, tailored, settlements, index, past))
    return steps


def _clauses_twice(
    known: MappingType[Span, TailoredClause], entries: list[TailoredEntry]
) -> dict[str, list[TailoredEntry]]:
    """Return the clauses that several entries are about, because their clauses became one."""
    by_clause: dict[str, list[TailoredEntry]] = {}
    for entry in entries:
        tailored = known.get(entry.name.span)
        if tailored is not None:
            by_clause.setdefault(tailored.now.clause, []).append(entry)
    return {clause: found for clause, found in by_clause.items() if len({e.name.text for e in found}) > 1}


def _step(
    project: Project, entry: TailoredEntry, tailored: TailoredClause, settlements: MappingType[str, Settlement],
    index: MappingType[str, ClauseBase], past: Past,
) -> TailoringStep:  # fmt: skip
    now = tailored.now
    base, digest = _base(project, tailored, past)
    theirs = ClauseWords(now.title, now.text)
    ours = entry.ours
    formerly = entry.name.text if clause_today(project, entry.name.text) != entry.name.text else ""
    names = frozenset({now.clause, now.clause.partition(":")[2], entry.name.text})
    step = TailoringStep(
        now.clause,
        formerly,
        isinstance(entry.entry, Omit),
        "same",
        base=base,
        theirs=theirs,
        ours=ours,
        changes=entry.renamed(project),
        recorded=_as_recorded(entry, tailored, index),
        names=names,
        base_in_entry=entry.entry.base is not None,
        base_digest=digest[:CLAUSE_DIGITS],
        source=_source(now),
    )
    own = ClauseWords(words_today(project, ours.title), words_today(project, ours.text)) if ours else None
    settlement = next((settlements[name] for name in settlements if name in names), None)
    reworded_by_hand = own is not None and settlement is not None and settlement.take == "words"
    if (not digest or same_digest(now.digest, digest)) and not reworded_by_hand:
        after = own if own != ours else None
        changes = (*step.changes, *(entry.worded(own) if own else ()))
        return replace(step, after=after, changes=changes, recorded=step.recorded or (now.version, now.digest))
    if own is None:
        if base is not None and _as_written_here(project, base, now) == _as_written_here(project, theirs, now):
            return _moved(step, entry, now)
        return _settled(step, entry, now, settlement, "omitted", own)
    if base is None:
        step = replace(step, theirs=_as_written_here(project, theirs, now), ours=own)
        return _settled(step, entry, now, settlement, "no_base", own)
    before, theirs = (_as_written_here(project, words, now) for words in (base, theirs))
    text = merge(before.text, theirs.text, own.text)
    title = merge(before.title, theirs.title, own.title) if own.title else None
    collisions = (*(title.places if title else ()), *text.places)
    step = replace(step, base=before, theirs=theirs, ours=own, collisions=collisions)
    if settlement is not None and settlement.take == "words":
        return _settled(step, entry, now, settlement, "words", own)
    if collisions and settlement is None:
        return replace(step, outcome="collides", why="words")
    side: Literal["theirs", "ours"] = "theirs" if settlement is not None and settlement.take == "theirs" else "ours"
    after = ClauseWords(title.taking(side) if title else "", text.taking(side))
    moved = _moved(step, entry, now)
    outcome: Outcome = "settled" if collisions else "merged"
    return replace(moved, outcome=outcome, after=after, changes=(*moved.changes, *entry.worded(after)))


def _moved(step: TailoringStep, entry: TailoredEntry, now: PublishedWords) -> TailoringStep:
    """Return a step whose entry counts as made against the words of now."""
    return replace(
        step, outcome="merged", changes=(*step.changes, *entry.based(now)), recorded=(now.version, now.digest)
    )


def _settled(
    step: TailoringStep,
    entry: TailoredEntry,
    now: PublishedWords,
    settlement: Settlement | None,
    why: Why,
    own: ClauseWords | None,
) -> TailoringStep:
    """Return a step that collides as a whole, or what a person made of it."""
    if settlement is None or (settlement.take == "words" and own is None):
        return replace(step, outcome="collides", why=why)
    if settlement.take == "theirs":
        return replace(step, outcome="removed", why=why, changes=(Change(entry.path, "remove"),), recorded=None)
    moved = replace(_moved(step, entry, now), outcome="settled", why=why)
    if own is None:
        return moved
    after = own
    if settlement.take == "words":
        after = ClauseWords(settlement.title if own.title and settlement.title else own.title, settlement.words)
    return replace(moved, after=after, changes=(*moved.changes, *entry.worded(after)))


def _joined(
    project: Project, entry: TailoredEntry, tailored: TailoredClause, together: list[TailoredEntry],
    settlements: MappingType[str, Settlement], past: Past,
) -> TailoringStep:  # fmt: skip
    """Return the step of one of several entries whose clauses became one: the first gets all the words that stay."""
    now = tailored.now
    base, digest = _base(project, tailored, past)
    names = frozenset({now.clause, now.clause.partition(":")[2]})
    step = TailoringStep(
        now.clause, entry.name.text, isinstance(entry.entry, Omit), "collides", "joined", names=names,
        base=base, theirs=_as_written_here(project, ClauseWords(now.title, now.text), now), ours=entry.ours,
        base_digest=digest[:CLAUSE_DIGITS], source=_source(now),
    )  # fmt: skip
    settlement = next((settlements[name] for name in settlements if name in names), None)
    worded = [one for one in together if one.ours is not None]
    if settlement is None or (settlement.take == "words" and not worded):
        return step
    first = worded[0] if worded else together[0]
    removed = replace(step, outcome="removed", changes=(Change(entry.path, "remove"),))
    if settlement.take == "theirs":
        return replace(removed, why="")
    if entry is not first:
        return removed
    moved = replace(step, outcome="settled", recorded=(now.version, now.digest))
    changes = (*entry.renamed(project), *entry.based(now))
    if not worded:
        return replace(moved, changes=changes)
    texts = [words_today(project, one.ours.text).strip("\n") for one in worded if one.ours is not None]
    text = settlement.words if settlement.take == "words" else "\n\n".join(texts) + "\n"
    after = ClauseWords(first.ours.title if first.ours else "", text)
    return replace(moved, after=after, changes=(*changes, *entry.worded(after)))


def _without_clause(
    project: Project, entry: TailoredEntry, folder: str, settlements: MappingType[str, Settlement], past: Past
) -> TailoringStep | None:
    """Return the step of an entry whose clause is no more, or became several; None if there never was such a clause."""
    name = entry.name.text
    found = project.clause_heirs(name)
    removed = removed_name(project, name, read_index(project.world, folder), past)
    if not found and not removed:
        return None
    full = removed or name
    parts = {part: name for name in found for part in (name, name.partition(":")[2])}
    names = frozenset({name, full, full.rpartition(":")[2], *parts})
    step = TailoringStep(
        full, "", isinstance(entry.entry, Omit), "collides", "split" if found else "gone", ours=entry.ours, heirs=found,
        base=_words_of_removed(project, entry, full, folder, past), names=names,
    )  # fmt: skip
    given = {parts.get(one, ""): how for one, how in settlements.items() if one in names}
    chosen = {part: how for part, how in given.items() if part and how.take != "theirs"}
    if len(chosen) > 1:
        raise SettledTwice(say("upgrade.settled_twice", clause=full, heirs=tuple(chosen)))
    # A part that takes the library's words says nothing of the others, unless all of them do.
    dropped = "" in given and given[""].take == "theirs" and not chosen
    if (step.omits and not found) or dropped or (found and not chosen and set(found) <= given.keys()):
        return replace(step, outcome="removed", changes=(Change(entry.path, "remove"),))
    if not chosen:
        return step
    ((heir, settlement),) = chosen.items()
    clause = project.clauses[heir]
    key = "omit" if step.omits else "replace"
    changes: tuple[Change, ...] = (Change((*entry.path, key), "value", heir),)
    if entry.ours is not None:
        own = replace(entry.ours, text=words_today(project, entry.ours.text))
        after = replace(own, text=settlement.words) if settlement.take == "words" else own
        step, changes = replace(step, after=after), (*changes, *entry.worded(after))
    now = PublishedWords(
        heir, clause.entry.title.text, clause.entry.text.text, clause.library.id.text, clause.library.version.text
    )
    recorded = (now.version, now.digest)
    theirs = ClauseWords(now.title, now.text)
    changes = (*changes, *entry.based(now))
    return replace(
        step, clause=heir, formerly=name, outcome="settled", theirs=theirs, changes=changes, recorded=recorded
    )


def removed_name(project: Project, name: str, index: MappingType[str, ClauseBase], past: Past) -> str:
    """Return the full name of a removed clause, as the old project, the bases or the lock have it; "" for none.

    A name that several libraries had is returned as it is.
    """
    library, _, bare = name.rpartition(":")
    if project.find_clause(name) or bare in project.unread or f"{library}:" in project.unread:
        return ""  # It is ambiguous, or in a file with mistakes: `check` reports that.
    if past.project is not None and len(found := past.project.find_clause(name)) == 1:
        return found[0]
    pinned = (f"{pin.id}:{clause}" for pin in past.pins.values() for clause in pin.clauses)
    known = {full for full in (*index, *pinned) if name in (full, full.partition(":")[2])}
    return known.pop() if len(known) == 1 else name if known else ""


def _words_of_removed(project: Project, entry: TailoredEntry, full: str, folder: str, past: Past) -> ClauseWords | None:
    """Return the words that an entry of a removed clause was made against, or those that the old libraries had."""
    base = entry.entry.base or read_index(project.world, folder).get(full)
    kept = kept_words(project.world, folder, base.digest.text) if base is not None else None
    return ClauseWords(kept.title.text, kept.text.text) if kept is not None else _words_of_old(past.project, full)


def _base(project: Project, tailored: TailoredClause, past: Past) -> tuple[ClauseWords | None, str]:
    """Return the words that an entry was made against, if they are known, and their digest, at least its beginning."""
    kept = base_words(project.world, tailored)
    if kept is not None:
        return ClauseWords(kept.title.text, kept.text.text), tailored.base
    now = tailored.now
    if now.source != now.clause.partition(":")[0]:
        return None, tailored.base  # A file above words the clause, so the library's old words were not its base.
    names = (now.clause, *former_names(project, now.clause))
    found = [words for name in names if (words := _words_of_old(past.project, name)) is not None]
    digest = tailored.base or next((digest for name in names if (digest := _pinned(past, name))), "")
    before = next((one for one in found if same_digest(clause_digest(one.title, one.text), digest)), None)
    return before, digest or (clause_digest(before.title, before.text) if before is not None else "")


def _source(now: PublishedWords) -> str:
    return f"{now.source} {now.version}".strip()


def _pinned(past: Past, full: str) -> str:
    library, _, name = full.partition(":")
    return past.pins[library].clauses.get(name, "") if library in past.pins else ""


def _words_of_old(old: Project | None, full: str) -> ClauseWords | None:
    clause = old.clauses.get(full) if old is not None else None
    return ClauseWords(clause.entry.title.text, clause.entry.text.text) if clause is not None else None


def _as_written_here(project: Project, words: ClauseWords, now: PublishedWords) -> ClauseWords:
    """Return the library's words as a settings file would write them, with today's names in full."""
    library = now.clause.partition(":")[0]
    home = library if now.source == library else ""
    return ClauseWords(words_today(project, words.title, home), words_today(project, words.text, home))


def _as_recorded(
    entry: TailoredEntry, tailored: TailoredClause, index: MappingType[str, ClauseBase]
) -> tuple[str, str] | None:
    """Return the version and digest that are recorded of an entry beside its file; None if nothing is."""
    if entry.entry.base is not None:
        return None
    known = next((base for base in index.values() if base.digest.text == tailored.base), None)
    return ((known.version.text if known.version else ""), known.digest.text) if known else None
