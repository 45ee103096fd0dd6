"""Which printed values are people's and contacts': the only words that may change without the board's meeting."""

from __future__ import annotations

from policygen.document.model import Origin

# A school does not wait for a meeting to print the new headteacher's name or the office's new number: who holds a post
# and how somebody is reached are facts, not decisions. Which post has a duty is a decision: so the adopted words keep
# the role's key in the value's place, and a duty that passes to another role is a change of words. What a contact is
# for is a sentence of the library's, and counts as words too.
#
# Which answers are contact details is said in the vocabulary, and a value's origin carries it. These are the ones that
# counted before the vocabulary could say so: adopted records and vocabularies from then do not mark them.
_BEFORE_MARKS = frozenset(
    (
        "school.address", "school.telephone", "school.email", "school.website", "school.designated_officer",
        "school.social_care", "choices.reporting_email",
    )
)  # fmt: skip
_REACHED_BY = ("mailto:", "tel:")


def is_detail(origin: Origin) -> bool:
    """Return whether a value is a person's name, or a detail by which a person or a place is reached."""
    key = origin.key
    if key.startswith("contacts."):
        return not key.endswith(".purpose")
    return origin.contact or key.startswith("people.") or key in _BEFORE_MARKS


def is_detail_address(target: str) -> bool:
    """Return whether a link's address is one by which somebody is reached."""
    return target.startswith(_REACHED_BY)


def role_of_title(key: str) -> str:
    """Return the role, as `people.headteacher`, whose title this settings key gives; "" for any other key."""
    group, _, rest = key.partition(".")
    role, _, field = rest.partition(".")
    return f"people.{role}" if group == "people" and role and field in ("", "title") else ""
