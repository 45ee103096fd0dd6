"""How long a visitor of the served pages needs for a school's policies: `python -m benchmarks.reading`, run by hand.

A clerk of a primary school goes from the start page to the order for the policies, and answers every question with a
list of the school's people in hand. Counted are the words that each page shows, as long as no `details` is opened and
nobody reads the preview; the letters that are typed; and the buttons and boxes that are pressed. The first reader reads
every word each time it is shown, the second only what no page before has shown, the third only what is above the
button that is pressed. Then the same is done for the next year: the school's file is given, five answers have changed.
It needs `policygen[web]`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import lxml.html

from benchmarks.measuring import table
from tests.support.visiting import ANSWERS, client_of, state_of

WORDS = 200  # read in a minute
LETTERS = 150  # typed in a minute
PRESS = 3.0  # seconds to find and press a button or a box
_UNSEEN = frozenset(("script", "style", "noscript", "template", "option"))
_HIDDEN = frozenset(("unseen", "skip", "preview"))
_DETAILS = {
    "school.telephone": "01234 567890",
    "school.designated_officer": "01234 567800",
    "school.social_care": "01234 567801, at night 01234 567802",
}
_NAMES = (
    *("Mrs Ada Lowe", "Mr Bo Ray", "Ms Jo Ash", "Mr Ken Obi", "Dr Una Marsh"),
    *("Miss Eve Hart", "Mr Sam Tait", "Mrs Ivy Cole", "Mr Lee Dunn", "Ms Kay Frost"),
)
# What has changed a year later.
_CHANGED = ("people.headteacher", "people.chair", "people.deputy_safeguarding_lead", "people.online_safety_governor",
            "school.designated_officer")  # fmt: skip


@dataclass(slots=True)
class Way:
    """What somebody does on the way: pages with their words, and what they type and press."""

    pages: list[tuple[str, list[str], int]] = field(default_factory=list)  # heading, lines, lines down to the button
    letters: int = 0
    presses: int = 0
    questions: int = 0

    def look(self, page: str, button: str) -> str:
        """Read a page; `button` is what is pressed on it."""
        body = lxml.html.fromstring(page).find("body")
        heading = body.find(".//h1")
        title = " ".join(heading.text_content().split()) if heading is not None else ""
        lines = [" ".join(one.split()) for one in _shown(body)]
        self.pages.append((title, lines, len(lines) - lines[::-1].index(button)))
        return page

    def minutes(self, *, again: bool, below: bool) -> float:
        """Return how long it takes somebody who reads each line once or, with `again`, wherever it stands.

        Without `below`, nothing is read that is below the button.
        """
        lines = [line for _, page, end in self.pages for line in (page if below else page[:end])]
        read = sum(len(line.split()) for line in (lines if again else dict.fromkeys(lines)))
        return read / WORDS + self.letters / LETTERS + self.presses * PRESS / 60


def _shown(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the texts that a reader sees."""
    hidden = element.get("hidden") is not None
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or hidden or _HIDDEN & {*element.classes}:
        return
    closed = element.tag == "details" and element.get("open") is None
    if element.text and element.text.strip() and not closed:
        yield element.text
    for one in element:
        if not closed or one.tag == "summary":
            yield from _shown(one)
        if one.tail and one.tail.strip() and not closed:
            yield one.tail


def _contacts(name: str, number: int) -> dict[str, str]:
    """Return how to reach a person, which nobody else has."""
    first, last = name.split()[1:]
    return {"telephone": f"01234 5678{number:02}", "email": f"{first[0]}.{last}@oakfield.westshire.sch.uk".lower()}


def _answered(way: Way, page: str) -> dict[str, object]:
    """Return the fields of a page with an answer to each of its questions."""
    body = lxml.html.fromstring(page)
    keys = [one.get("value") for one in body.xpath("//input[@name='key' or @name='with']")]
    fields: dict[str, object] = {"state": state_of(page), "key": keys[0], "with": keys[1:], "action": "answer"}
    for key in keys:
        prefix = "" if key == keys[0] else f"{key}/"
        way.questions += 1
        if key.startswith("people."):
            name = _NAMES[way.questions % len(_NAMES)]
            fields[f"{prefix}name"] = name
            way.letters += len(name)
            for beside, text in _contacts(name, way.questions).items():
                if body.xpath("//input[@name=$name]", name=f"{prefix}{beside}"):
                    fields[f"{prefix}{beside}"] = text
                    way.letters += len(text)
            continue
        answer = _DETAILS.get(key, ANSWERS.get(key, "no"))
        closed = body.xpath("//input[@name=$name][@type='radio' or @type='checkbox']", name=f"{prefix}answer")
        if closed and answer not in [one.get("value") for one in closed]:
            answer = closed[0].get("value")
        fields[f"{prefix}answer"] = answer
        if closed:
            way.presses += not any(one.get("checked") is not None and one.get("value") == answer for one in closed)
        elif not body.xpath("//*[@name=$name][@value=$value]", name=f"{prefix}answer", value=answer):
            way.letters += len(answer)
    way.presses += 1
    return fields


def _to_all_answers(client: object, way: Way, page: str) -> str:
    while 'name="key"' in page:
        if "<title>Error" in page:
            raise SystemExit(way.pages[-1])
        way.look(page, "Save and continue")
        page = client.post("/question", data=_answered(way, page)).text  # type: ignore[attr-defined]
    return way.look(page, "Make the policies")


def first_year(client: object, policies: Sequence[str]) -> tuple[Way, str]:
    """Walk from the start to the order; return the way and the page with all answers."""
    way, get, post = Way(), client.get, client.post  # type: ignore[attr-defined]
    way.look(get("/").text, "Start with a new school")
    page = way.look(get("/new").text, "Continue")
    name = "Oakfield Primary School"
    way.letters += len(name)
    page = way.look(post("/new", data={"state": state_of(page), "name": name}).text, "Continue")
    offered = lxml.html.fromstring(page).xpath("//input[@name='policy']")
    chosen = list(policies) or [one.get("value") for one in offered]
    others = sum((one.get("value") in chosen) != (one.get("checked") is not None) for one in offered)
    page = post("/policies", data={"state": state_of(page), "action": "save", "policy": chosen}).text
    way.presses += 3 + others + 1
    return way, _to_all_answers(client, way, page)


def next_year(client: object, page: str) -> Way:
    """Walk with last year's file to the order, with five changed answers."""
    way, post = Way(), client.post  # type: ignore[attr-defined]
    way.look(client.get("/").text, "Continue with this file")  # type: ignore[attr-defined]
    page = way.look(post("/again", data={"state": state_of(page)}).text, "Continue")
    page = post("/again", data={"state": state_of(page), "action": "begin", "changed": list(_CHANGED)}).text
    way.presses += 2 + 2 + len(_CHANGED) + 1
    _to_all_answers(client, way, page)
    return way


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--policy", action="append", default=[], help="a policy that the school chooses; usually all")
    parser.add_argument("--pages", action="store_true", help="list the words of each page")
    wanted = parser.parse_args(arguments)
    with client_of() as client:
        first, page = first_year(client, wanted.policy)
        ways = {"the first year": first, "the second year": next_year(client, page)}
    rows = [
        (
            name,
            str(len(way.pages)),
            str(way.questions),
            f"{sum(len(line.split()) for _, page, _ in way.pages for line in page):,}",
            f"{way.minutes(again=True, below=True):.0f}",
            f"{way.minutes(again=False, below=True):.0f}",
            f"{way.minutes(again=False, below=False):.0f}",
        )
        for name, way in ways.items()
    ]
    head = (
        "way",
        "pages",
        "questions",
        "words shown",
        "minutes, reading all",
        "minutes, reading what is new",
        "what is new above the button",
    )
    sys.stdout.write(f"{table(head, rows)}\n")
    for name, way in ways.items() if wanted.pages else ():
        sys.stdout.write(f"\n{name}\n")
        for title, lines, _ in way.pages:
            sys.stdout.write(f"{sum(len(line.split()) for line in lines):6} {title}\n")


if __name__ == "__main__":
    main()
