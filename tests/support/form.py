"""Somebody at the keyboard who fills in the form: Tab, arrows, Space, Enter and typing, and never a mouse."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What kind of page shows: the types of its questions, else its name; and whether it shows an error.
KIND = """() => {
  const { name } = Pages.here();
  const page = Page.pages.find((each) => each.id === name);
  const kind = page ? Questions.on(page).map((item) => item.type).join() : name;
  return `${kind} ${Pages.byId("problems").hidden}`;
}"""
# The address is another than before, and its page shows: that comes a moment after the address, and takes the focus.
SHOWN = """before => {
  const shown = document.querySelector("main > section:not([hidden])");
  return location.href !== before && shown.id === `page-${Pages.here().name}` &&
    document.activeElement === shown.querySelector("h1");
}"""
# The page that shows is the one that the address names.
SETTLED = "document.querySelector('main > section:not([hidden])').id === `page-${Pages.here().name}`"
# What is given to a question that a test has no answer of its own for, by type.
USUAL: dict[str, Any] = {
    "text": "Words in a sentence",
    "lines": "1 Quay Lane\nHarnsey",
    "list": "the office\nthe worry box",
    "number": "3",
    "telephone": "01632 960555",
    "email": "office@quayside.example",
    "web": "www.quayside.example",
    "duration": ("3", "week"),
    "date": ("3", "12", "2026"),
    "yes_no": "yes",
}
# Whoever is named where a test has nobody of its own: another for each post, because some cannot go together.
SURNAMES = ("Okoro", "Reed", "Bell", "Fox", "Cole", "Lunt", "Dunn", "Marsh", "Hale", "Rao", "Vane", "Pike", "Shaw")


@dataclass
class Keyboard:
    """`page` shows the form; `axe` collects what axe-core finds wrong, with the page it was on."""

    page: Page
    axe: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)

    def open(self, file: Path, *, specimen: bool = True) -> None:
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(f"{file.as_uri()}{'?specimen' if specimen else ''}")
        self.look()

    @property
    def here(self) -> str:
        """The name of the page that shows."""
        return str(self.page.evaluate("document.querySelector('main > section:not([hidden])').id.slice(5)"))

    @property
    def focused(self) -> str:
        """The id of what has the focus, else its element's name."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.tagName.toLowerCase()"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, wanted: str) -> None:
        """Tab on until the field with this id has the focus; of radios, one of its group, then by arrows."""
        name = self.page.evaluate(
            "id => { const f = document.getElementById(id); return f.type === 'radio' ? f.name : '' }", wanted
        )
        for _ in range(150):
            at, its_name = self.page.evaluate("[document.activeElement.id, document.activeElement.name]")
            if at == wanted:
                return
            self.press("ArrowDown" if name and its_name == name else "Tab")
        raise AssertionError(
            f"{wanted} cannot be reached by the keyboard on {self.here}: the focus is at {self.focused}"
        )

    def choose(self, wanted: str) -> None:
        self.reach(wanted)
        if not self.page.locator(f"#{wanted}").is_checked():
            self.press("Space")

    def fill(self, wanted: str, text: str) -> None:
        self.reach(wanted)
        self.press("Control+a", "Delete")
        self.page.keyboard.type(text)

    def send(self, button: str = "save") -> None:
        """Tab to a button of the page and press it."""
        selector = f"main > section:not([hidden]) button[type=submit]{'' if button == 'first' else f'[value={button}]'}"
        for _ in range(150):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                break
            self.press("Tab")
        else:
            raise AssertionError(f"the button {button} cannot be reached on {self.here}")
        before = self.page.evaluate("location.href")
        self.press("Enter")
        if not self.page.locator("#problems").is_visible() and self.here != "download":
            self.page.wait_for_function(SHOWN, arg=before)
        self.look()

    def look(self) -> None:
        """Note what axe-core finds wrong with the page, once for each kind of page, as it is and with an error."""
        self.page.wait_for_timeout(10)
        self.page.wait_for_function(SETTLED)
        if (kind := self.page.evaluate(KIND)) not in self.kinds:
            self.kinds.add(kind)
            self.axe += [f"{self.page.url}: {found}" for found in violations(self.page)]

    def answer(self, given: Any = None) -> None:
        """Answer the question that shows, as given or as its type is usually answered, and go on."""
        item = self.page.evaluate("() => Questions.on(Page.pages.find(p => p.id === Pages.here().name))[0]")
        field_id, kind = item["id"], item["type"]
        if given is None and kind == "person":
            given = {"name": f"Sam {SURNAMES[sum(map(ord, field_id)) % len(SURNAMES)]}"}
        given = given if given is not None else USUAL.get(kind)
        match kind:
            case "one_of" | "yes_no":
                self.choose(f"{field_id}-{given or next(iter(item['values']))}")
            case "many_of":
                for value in given or list(item["values"])[:1]:
                    self.choose(f"{field_id}-{value}")
            case "date":
                for part, text in zip(("day", "month", "year"), given, strict=True):
                    self.fill(f"{field_id}-{part}", text)
            case "duration":
                self.fill(f"{field_id}-count", given[0])
                self.reach(f"{field_id}-unit")
                self.page.keyboard.type(given[1])
            case "person" if given in ("vacant", "none"):
                self.choose(f"{field_id}-{given}")
            case "person":
                for part, text in given.items():
                    self.fill(f"{field_id}-{part}", text)
            case "lines" | "list":
                self.fill(field_id, given)
            case _:
                self.fill(field_id, given)
        self.send()


# A policy that uses every question of the small project's vocabulary (tests/data/project).
EVERYTHING = {
    "clauses/policies/everything.yaml": """\
id: everything
title: Everything
subject: What can be asked
signatories: [headteacher, chair]
sections:
  - {id: all, title: All, clauses: [everything.all]}
""",
    "clauses/home/everything.yaml": """\
clauses:
  - id: everything.all
    title: All
    kind: information
    audience: [everyone]
    when: {any: [{phase: primary}, {boarding: yes}, {at_least: {pupils: 1}}, {nation: england}, {phones: handed_in}]}
    text: |
      {{ school.address }} {{ school.telephone }} {{ school.email }} {{ school.website }} {{ school.board }}
      {{ school.pupils }} {{ choices.answer_within }} {{ choices.motto }} {{ choices.routes | all_of }}
      {{ people.online_lead }}
""",
}
