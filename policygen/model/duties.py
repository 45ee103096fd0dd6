"""What a clause promises: who does what, how often and by when, with the words of the clause that promise it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, cast

from policygen.diagnostics.model import Span
from policygen.model.written import About, Holds, Pattern, RealText, Written
from policygen.source.nodes import Node

# A key, with the name of its library before it if it is another library's own.
_NAME = r"(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9_]*"
# A post or an audience by its key, or an answer that names a body, such as `school.board`.
Holder = Annotated[Written, Pattern(rf"{_NAME}(?:\.{_NAME})?", "duty_holder")]
# A word of `Interval`, or an event.
Frequency = Annotated[Written, Pattern(r"year|term|month|week|day|when \S[^\n]*", "frequency")]
EVENT = "when "  # begins an event
Interval = Literal["year", "term", "month", "week", "day", "event"]
Deadline = Annotated[Written, Pattern(rf"{_NAME}(?:\.{_NAME})?", "deadline")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DutyEntry:
    """Something regular, or with a deadline, that a clause promises."""

    who: Annotated[
        Holder | tuple[Holder, ...],
        About(
            "Who does it: a post, an audience, or an answer that names a body, such as school.board; or a list of "
            "them. Leave it out if the clause only says “the school”."
        ),
    ] = ()
    what: Annotated[
        RealText, About("What they do, in a few words that follow their name. It can contain {{ values }}.")
    ]
    every: Annotated[Frequency, About("How often: year, term, month, week, day; or `when` with what calls for it.")]
    by: Annotated[
        Deadline | None,
        About(
            "For every: year, when it is due: a month, a term of the school year, or an answer with a date, such as "
            "policy.review_on. Without it, by the end of the school year."
        ),
    ] = None
    within: Annotated[
        RealText | None,
        About("How soon: an answer such as choices.reporting_time, or a few words such as 30 days."),
    ] = None
    when: Annotated[
        Node | None,
        About("A further condition, if only some schools with these words have the duty."),
        Holds("condition"),
    ] = None
    says: Annotated[
        RealText,
        About(
            "The words of the clause that promise it, as they are in its text: three to six words that are unlikely to "
            "change. A school has the duty if its copy of the clause contains them."
        ),
    ]
    span: Span

    @property
    def holders(self) -> tuple[Written, ...]:
        """Who does it, as a list; empty if the clause names nobody."""
        return (self.who,) if isinstance(self.who, Written) else self.who

    @property
    def interval(self) -> Interval:
        """How often it comes round; `event` if something else calls for it."""
        return "event" if self.event else cast("Interval", self.every.text)

    @property
    def event(self) -> str:
        """What calls for it, as "when …"; empty for a duty that comes round."""
        return self.every.text if self.every.text.startswith(EVENT) else ""
