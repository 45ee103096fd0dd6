"""The words of one part before and after as runs that were kept, deleted and inserted, whole words and not letters.

The runs that were kept or inserted are exactly the words after, those that were kept or deleted exactly the words
before: unlike the comparison for a terminal, another form of quote is a change here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import assert_never

from policygen.compare.align import READABLE, WORD_OR_SIGN
from policygen.document.model import Blank, Emphasis, Inline, LineBreak, Link, Reference, Strong, Text, Value
from policygen.document.revisions import RevisedWords, Revision

# Kept words between two changes are read more easily as part of them if they are few, and the changes so much longer.
_FEW, _TIMES = 2, 3


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a run of blanks, a sign or an inline part. Equal keys print the same; `around` is what it stands in."""

    key: tuple[object, ...]
    leaf: Inline
    around: tuple[Emphasis | Strong | Link, ...]

    @property
    def text(self) -> str | None:
        return self.leaf.text if isinstance(self.leaf, Text | Value) else None

    @property
    def is_word(self) -> bool:
        text = self.text
        return text is None or any(map(str.isalnum, text))


@dataclass(slots=True)
class _Run:
    """Words before and after; `kept` if they are the same."""

    kept: bool
    old: list[_Token]
    new: list[_Token]

    @property
    def size(self) -> int:
        return sum(token.is_word for token in (*self.old, *self.new))


@dataclass(frozen=True, slots=True)
class ChangedLeaves:
    """What a change took out and put in, without emphasis and links: by these it is told who made it."""

    before: tuple[Inline, ...]
    after: tuple[Inline, ...]


def revised_words(
    before: Sequence[Inline],
    after: Sequence[Inline],
    targets: Mapping[str, str],
    author: Callable[[ChangedLeaves], str],
    date: str,
) -> tuple[RevisedWords, ...]:
    """Return the runs of a part's words; none where nothing differs.

    `targets` are the sections that cross-references before lead to now; `author` names who made a change.
    """
    old, new = list(_tokens(before, (), targets)), list(_tokens(after, (), {}))
    if [token.key for token in old] == [token.key for token in new]:
        return ()
    found: list[RevisedWords] = []
    for run in _runs(old, new):
        if run.kept:
            found.append(RevisedWords(children=tuple(_rebuilt(run.new))))
            continue
        name = author(ChangedLeaves(tuple(token.leaf for token in run.old), tuple(token.leaf for token in run.new)))
        if run.old:
            revision = Revision(how="deleted", author=name, date=date)
            found.append(RevisedWords(children=tuple(_rebuilt(run.old)), revision=revision))
        if run.new:
            revision = Revision(how="inserted", author=name, date=date)
            found.append(RevisedWords(children=tuple(_rebuilt(run.new)), revision=revision))
    return tuple(found) if any(run.revision for run in found) else ()


def _tokens(
    children: Iterable[Inline], around: tuple[Emphasis | Strong | Link, ...], targets: Mapping[str, str]
) -> Iterator[_Token]:
    for child in children:
        match child:
            case Text():
                for word in WORD_OR_SIGN.findall(child.text):
                    yield _Token((word, None, around), Text(text=word), around)
            case Value():
                yield _Token((child.text, child.lang, around), child, around)
            case Blank():
                yield _Token(("blank", child.label, child.kind, child.width, around), child, around)
            case Reference():
                moved = replace(child, target=targets.get(child.target, child.target))
                yield _Token(("reference", moved, around), moved, around)
            case LineBreak():
                yield _Token(("line-break", around), child, around)
            case Emphasis() | Strong() | Link():
                yield from _tokens(child.children, (*around, replace(child, children=())), targets)
            case _:
                assert_never(child)


def _runs(old: list[_Token], new: list[_Token]) -> list[_Run]:
    matcher = SequenceMatcher(None, [token.key for token in old], [token.key for token in new], autojunk=False)
    if old and new and matcher.ratio() < READABLE:
        return [_settled(_Run(False, old, new))]
    runs: list[_Run] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        runs.append(_settled(_Run(tag == "equal", old[start:end], new[first:last])))
    return _joined_over(_joined_over(runs, _is_blank), _is_small)


def _joined_over(runs: list[_Run], little: Callable[[_Run, _Run, _Run], bool]) -> list[_Run]:
    """Return the runs, two changes being one where `little` was kept between them."""
    found = runs[:1]
    for run in runs[1:]:
        found.append(run)
        if len(found) > 2 and not run.kept and found[-2].kept and not found[-3].kept and little(*found[-3:]):
            one, kept, other = found[-3:]
            found[-3:] = [_Run(False, one.old + kept.old + other.old, one.new + kept.new + other.new)]
    return found


def _settled(run: _Run) -> _Run:
    """Return a run as kept if its words are the same after all: those of a value that were the clause's before."""
    same = [token.around for token in run.old[:1]] == [token.around for token in run.new[:1]]
    plain = len({token.around for token in (*run.old, *run.new)}) == 1 and same
    words = [[token.text for token in side] for side in (run.old, run.new)]
    if run.kept or not plain or any(None in side for side in words):
        return run
    before, after = ("".join(text or "" for text in side) for side in words)
    return _Run(before == after, run.old, run.new)


def _is_blank(before: _Run, kept: _Run, after: _Run) -> bool:  # noqa: ARG001 - as `_is_small`
    return all(token.text is not None and token.text.isspace() for token in kept.new)


def _is_small(before: _Run, kept: _Run, after: _Run) -> bool:
    count = sum(token.is_word for token in kept.new)
    return 0 < count <= _FEW and min(before.size, after.size) >= _TIMES * count


def _rebuilt(tokens: Iterable[_Token], depth: int = 0) -> Iterator[Inline]:
    """Yield inline content that prints the tokens: words in a row are one Text again."""
    for around, group in groupby(tokens, lambda token: token.around[depth] if len(token.around) > depth else None):
        if around is not None:
            yield replace(around, children=tuple(_rebuilt(group, depth + 1)))
            continue
        for is_text, leaves in groupby((token.leaf for token in group), lambda leaf: isinstance(leaf, Text)):
            if is_text:
                yield Text(text="".join(leaf.text for leaf in leaves if isinstance(leaf, Text)))
            else:
                yield from leaves
