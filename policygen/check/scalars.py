"""What a written value means once its declared type is known: dates, durations, telephone numbers, addresses, yes and
no.

A value is read from the characters as written, never through YAML 1.1's guess: `NO` is a name unless a yes or no was
asked.
Every reader returns the value or raises `Unreadable` with words for a person.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from policygen.diagnostics.model import Span
from policygen.model.answers import Duration

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class UnreadableValue(ValueError):
    """The words do not read as the type asked for; `code` is the diagnostic's, `hint` what to do.

    `span` is set where only a part of the answer, such as an entry of a list, does not read.
    """

    def __init__(self, code: str, message: str, hint: str = "", span: Span | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.span = code, message, hint, span


def read_date(text: str) -> date:
    """Read `2026-12-03` or `3 December 2026`; `03/12/2026` is refused, with both of its readings."""
    text = " ".join(text.split())
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]+)\.? (\d{4})", text):
        month = next((n for n, name in enumerate(MONTHS, 1) if _is_month(match[2], name)), 0)
        if not month:
            raise UnreadableValue("PG221", f"“{match[2]}” is not the name of a month", "Write it as 3 December 2026.")
        return _day(int(match[3]), month, int(match[1]), text)
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})", text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        year += 2000 if year < 100 else 0
        readings = [
            f"{day} {MONTHS[month - 1]} {year} ({year:04}-{month:02}-{day:02})"
            for day, month in dict.fromkeys(((first, second), (second, first)))
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
        ]
        hint = "Write it as 2026-12-03 or 3 December 2026."
        if not readings:
            raise UnreadableValue("PG223", f"the date {text} does not exist, whichever figure is the month", hint)
        if len(readings) == 1:
            raise UnreadableValue("PG222", f"the date {text} is in figures alone; it reads as {readings[0]}", hint)
        raise UnreadableValue(
            "PG222", f"the date {text} can be read two ways: it could be {' or '.join(readings)}", hint
        )
    raise UnreadableValue("PG221", f"“{text}” is not a date", "Write it as 2026-12-03 or 3 December 2026.")


def _is_month(word: str, name: str) -> bool:
    return len(word) >= 3 and name.lower().startswith(word.lower())


def _day(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise UnreadableValue(
            "PG223", f"the date {text} does not exist: there is no month {month}", "Months go from 1 to 12."
        )
    if not 1990 <= year <= 2100:
        raise UnreadableValue("PG223", f"the date {text} lies outside 1990 to 2100", "Check the year.")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise UnreadableValue(
            "PG223", f"the date {text} does not exist: {MONTHS[month - 1]} {year} has {last} days", "Check the day."
        )
    return date(year, month, day)


def read_duration(text: str) -> Duration:
    """Read `24 hours`, `1 year`, `2 working days`."""
    match = re.fullmatch(
        r"(\d{1,4}|one|two|three|four|five|six|a|an) (working day|hour|day|week|month|term|year)s?",
        text.strip().lower(),
    )
    if not match:
        raise UnreadableValue(
            "PG224",
            f"“{text}” is not a length of time",
            "Write a number and hours, days, working days, weeks, months, terms or years.",
        )
    words = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    count = words[match[1]] if match[1] in words else int(match[1])
    if not count:
        raise UnreadableValue("PG224", "a length of time cannot be 0", "Leave the answer out where there is none.")
    return Duration(count, match[2])


def read_telephone(text: str) -> str:
    """Read a British telephone number and keep it as written: 10 or 11 digits after 0 or +44, or a short number."""
    digits = re.sub(r"[ ()\-]", "", text)
    plain = "0" + digits[3:] if digits.startswith("+44") else digits
    extension = re.split(r"(?:ext\.?|x)", plain, maxsplit=1, flags=re.IGNORECASE)[0]
    if not re.fullmatch(r"0\d{9,10}|1\d{2,5}|999", extension):
        raise UnreadableValue(
            "PG225", f"“{text}” is not a British telephone number", "Write it as 01632 960123 or +44 1632 960123."
        )
    return text


def read_email(text: str) -> str:
    if (
        not re.fullmatch(r"[^\s@<>(),;:\"]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}", text)
        or ".." in text
    ):
        raise UnreadableValue("PG226", f"“{text}” is not an e-mail address", "Write it as office@school.example.")
    return text


def read_web(text: str) -> str:
    """Read a web address; one with no scheme gets https://."""
    address = text if "://" in text else f"https://{text}"
    if not re.fullmatch(
        r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}(?::\d{1,5})?(?:/[^\s<>\"]*)?", address
    ):
        raise UnreadableValue("PG227", f"“{text}” is not a web address", "Write it as https://www.school.example.")
    return address


def read_yes_no(text: str) -> bool:
    if text.lower() in ("yes", "true"):
        return True
    if text.lower() in ("no", "false"):
        return False
    raise UnreadableValue("PG228", f"“{text}” is neither yes nor no", "Write yes or no.")


def read_number(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise UnreadableValue("PG229", f"“{text}” is not a whole number", "Write it in figures, such as 5.")
    return int(text)
