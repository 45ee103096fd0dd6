"""Check the vocabulary's topics: every question in them exists and is asked only once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.library import TopicEntry
from policygen.model.written import Written


def check_topics(
    topics: Sequence[TopicEntry],
    named_by: Sequence[Written],
    groups: Mapping[str, Mapping[str, object]],
    diagnostics: Diagnostics,
    unread: Collection[str] = (),
) -> None:
    """Report a topic's question that is not in `groups` (by group and key), and one that is in two topics.

    Each key of `named_by` must be a question about the school. `unread` are keys of questions with mistakes.
    """
    facts = list(groups["school"])
    for key in named_by:
        if key.text not in facts and key.text not in unread:
            diagnostics.report("PG351", key.span, key=f"school.{key.text}", guess=did_you_mean(key.text, facts))
    known = [f"{group}.{key}" for group, questions in groups.items() for key in questions]
    asked: dict[str, Written] = {}
    for key in (key for topic in topics for key in topic.questions):
        if key.text not in known:
            if key.text.rpartition(".")[2] not in unread:
                diagnostics.report("PG351", key.span, key=key.text, guess=did_you_mean(key.text, known))
        elif key.text in asked:
            diagnostics.report("PG352", key.span, key=key.text, related={"first": asked[key.text].span})
        asked.setdefault(key.text, key)
