"""The vocabulary's topics: each names questions that there are, and no question is asked twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policygen.diagnostics.model import Diagnostics, Related
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.library import TopicEntry
from policygen.model.written import Written


def check_topics(
    topics: Sequence[TopicEntry], groups: Mapping[str, Mapping[str, object]], diagnostics: Diagnostics
) -> None:
    """Report a topic's question that is not in `groups` (by group and key), and one that stands in two topics."""
    known = [f"{group}.{key}" for group, questions in groups.items() for key in questions]
    asked: dict[str, Written] = {}
    for key in (key for topic in topics for key in topic.questions):
        if key.text not in known:
            message = f"the vocabulary has no question `{key.text}`"
            diagnostics.error("PG351", message, key.span, hint=did_you_mean(key.text, known))
        elif key.text in asked:
            first = (Related(asked[key.text].span, "first asked here"),)
            message = f"`{key.text}` is asked in two topics"
            diagnostics.error("PG352", message, key.span, hint="Keep it in one of them.", related=first)
        asked.setdefault(key.text, key)
