"""Read a written value as its declared type: dates, durations, telephone numbers, addresses, yes and no.

A value is read from its characters, never through YAML 1.1's guess: `NO` is a name unless the type is yes or no. Every
reader returns the value or raises `UnreadableValue`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Refused, Span
from policygen.diagnostics.phrases import Fact
from policygen.model.answers import Duration

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# No area code begins with a second 0.
_AREA_AND_NUMBER, _EXTENSION = "0[1-9][0-9]{8,9}", r"(?:(?:ext\.?|x)[0-9]{1,6})?"
# `www.childline`: what follows www is the name of a site and needs an ending such as .org.uk.
_WWW_ALONE = re.compile(r"https?://www\.[^./:]+(?:[/:]|$)", re.IGNORECASE)


class UnreadableValue(Refused, ValueError):
    """The words cannot be read as the expected type. `wording` and `facts` are the catalogue's.

    `span` is set if only a part of the answer, such as an entry of a list, cannot be read.
    """

    def __init__(self, wording: str, span: Span | None = None, **facts: Fact) -> None:
        super().__init__(wording)
        self.wording, self.span, self.facts = wording, span, facts

    def __str__(self) -> str:
        return self.message

    @property
    def code(self) -> str:
        return self.wording.partition(".")[0]

    @property
    def message(self) -> str:
        return self.finding().message

    @property
    def hint(self) -> str:
        return self.finding().hint

    def finding(self, span: Span | None = None, about: str = "") -> Diagnostic:
        """Return the finding, at the place of the part or else at `span`; `about` names the key in front of it."""
        found = Diagnostic.of(self.wording, self.span or span, None, related=None, trace=(), **self.facts)
        return replace(found, message=say("thing.about", thing=about, message=found.message)) if about else found


def read_date(text: str) -> date:
    """Read `2026-12-03`, `3 December 2026` or `26/11/2026`.

    Raises UnreadableValue. For `03/12/2026`, which can be read in two ways, the error gives both.
    """
    text = " ".join(text.split())
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]+)\.? (\d{4})", text):
        month = next((n for n, name in enumerate(MONTHS, 1) if _is_month(match[2], name)), 0)
        if not month:
            raise UnreadableValue("PG221.month", text=match[2])
        return _day(int(match[3]), month, int(match[1]), text)
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})", text):
        return _in_figures(int(match[1]), int(match[2]), match[3], text)
    raise UnreadableValue("PG221.date", text=text)


def _in_figures(first: int, second: int, written_year: str, text: str) -> date:
    """Return the date if day and month can be told apart and the year is in full."""
    year = int(written_year) + (2000 if int(written_year) < 100 else 0)
    days = [
        (day, month)
        for day, month in dict.fromkeys(((first, second), (second, first)))
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    ]
    if not days:
        raise UnreadableValue("PG223.either", text=text)
    if len(days) == 1 and len(written_year) == 4:
        return _day(year, days[0][1], days[0][0], text)
    readings = [f"{day} {MONTHS[month - 1]} {year} ({year:04}-{month:02}-{day:02})" for day, month in days]
    raise UnreadableValue("PG222.one" if len(days) == 1 else "PG222.two", text=text, readings=readings)


def _is_month(word: str, name: str) -> bool:
    return len(word) >= 3 and name.lower().startswith(word.lower())


def _day(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise UnreadableValue("PG223.month", text=text, month=month)
    if not 1990 <= year <= 2100:
        raise UnreadableValue("PG223.year", text=text)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise UnreadableValue("PG223.day", text=text, month=MONTHS[month - 1], year=year, days=last)
    return date(year, month, day)


def read_duration(text: str) -> Duration:
    """Read `24 hours`, `1 year`, `2 working days`. Raises UnreadableValue."""
    match = re.fullmatch(
        r"(\d{1,4}|one|two|three|four|five|six|a|an) (working day|hour|day|week|month|term|year)s?",
        text.strip().lower(),
    )
    if not match:
        raise UnreadableValue("PG224.words", text=text)
    words = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    count = words[match[1]] if match[1] in words else int(match[1])
    if not count:
        raise UnreadableValue("PG224.zero")
    return Duration(count, match[2])


def read_telephone(text: str) -> str:
    """Read a British telephone number and keep it as written: 10 or 11 digits from 0 or +44, or a short number.

    An extension can follow (`ext. 12`). Raises UnreadableValue.
    """
    if not re.fullmatch(rf"(?:{_AREA_AND_NUMBER}|1[0-9]{{2,5}}|999){_EXTENSION}", _digits(text), re.IGNORECASE):
        raise UnreadableValue("PG225", text=text)
    return text


def read_helpline(text: str) -> str:
    """Read the number of a service: as `read_telephone`, or one of the short ones (`0800 1111`, `85258`)."""
    if re.fullmatch(r"08[0-9]{6}|[1-9][0-9]{2,5}", _digits(text)):
        return text
    return read_telephone(text)


def _digits(text: str) -> str:
    plain = re.sub(r"[ ()\-]", "", text)
    return "0" + plain[3:] if plain.startswith("+44") else plain


def read_email(text: str) -> str:
    """Read an e-mail address. Raises UnreadableValue."""
    if (
        not re.fullmatch(r"[^\s@<>(),;:\"]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}", text)
        or ".." in text
    ):
        raise UnreadableValue("PG226", text=text)
    return text


def read_web(text: str) -> str:
    """Read a web address; one with no scheme gets https://. Raises UnreadableValue."""
    address = text if "://" in text else f"https://{text}"
    if _WWW_ALONE.match(address) or not re.fullmatch(
        r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}(?::\d{1,5})?(?:/[^\s<>\"]*)?", address
    ):
        raise UnreadableValue("PG227", text=text)
    return address


def read_yes_no(text: str) -> bool:
    """Read yes, no, true or false in any case. Raises UnreadableValue."""
    if text.lower() in ("yes", "true"):
        return True
    if text.lower() in ("no", "false"):
        return False
    raise UnreadableValue("PG228", text=text)


def read_number(text: str) -> int:
    """Read a whole number of up to nine digits. Raises UnreadableValue."""
    if not re.fullmatch(r"\d{1,9}", text):
        raise UnreadableValue("PG229", text=text)
    return int(text)
