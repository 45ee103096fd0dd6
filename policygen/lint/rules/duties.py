"""The rule on promises: what a clause promises regularly or by a deadline is one of its duties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.check.duties import plain_run
from policygen.lint.model import Found, LintedLibrary, rule, word_lists
from policygen.lint.prose import VALUE, ClauseText, sentences


@rule("unplanned-promise", "PG628")
def unplanned_promise(library: LintedLibrary) -> Iterator[Found]:
    """A sentence that promises something every year or within some days, and that no duty of its clause quotes."""
    promise = re.compile(rf"\b(?:{'|'.join(word_lists()['promises'])})(?!\w)|\bwithin {VALUE}", re.IGNORECASE)
    for text in library.texts:
        if not promise.search(text.prose):
            continue
        planned = list(_planned(text))
        for at, sentence in sentences(text.prose):
            end = at + len(sentence)
            if any(start < end and stop > at for start, stop in planned):
                continue
            for found in promise.finditer(sentence):
                words = found[0].replace(VALUE, "…")
                span = text.span(at + found.start(), len(found[0]))
                yield Found.of("PG628", span, (text.clause.name,), words=words)


def _planned(text: ClauseText) -> Iterator[tuple[int, int]]:
    """Yield where a text has the words of the clause's duties: from, to."""
    for duty in text.clause.entry.duties:
        words = map(re.escape, plain_run(duty.says.text).split(" "))
        for found in re.finditer(r"[\s*]+".join(words), text.written.text, re.IGNORECASE):
            yield found.start(), found.end()
