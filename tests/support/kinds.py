"""Sixty kinds of school: type, ages, who governs, who holds a post, vacancies, faith and words, drawn pairwise.

    python -m tests.support.kinds [FOLDER]

prints them, a line each, and writes their settings files to FOLDER.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from heapq import heapify, heappop, heapreplace
from itertools import combinations
from pathlib import Path

# Of so many drawn kinds, each one read has the most pairs of answers that no other before it has.
SEED, COUNT, POOL = 14, 60, 3_000

# What a kind of school says of itself under `school:`.
SHAPES: dict[str, str] = {
    "nursery": "type: maintained_nursery, phase: [early_years]",
    "infant": "type: community, phase: [early_years, primary], primary_years: infants",
    "junior": "type: voluntary_controlled, phase: [primary], primary_years: juniors",
    "aided": "type: voluntary_aided, phase: [early_years, primary]",
    "federation": "type: community, phase: [primary], federation: yes, "
    "schools: [Ash Lane School, Beck School, Clay School]",
    "middle": "type: foundation, phase: [middle]",
    "secondary": "type: community, phase: [secondary]",
    "sixth form": "type: voluntary_aided, phase: [secondary, sixth_form]",
    "special": "type: community_special, phase: [primary, secondary, sixth_form]",
    "hospital": "type: foundation_special, phase: [early_years, primary, secondary], hospital: yes",
    "referral unit": "type: pupil_referral_unit, phase: [secondary]",
    "single academy": "type: academy, phase: [secondary, sixth_form]",
    "trust primary": "type: academy, phase: [early_years, primary], in_trust: yes, trust: Vale Trust",
    "trust and committee": "type: free_school, phase: [secondary], in_trust: yes, trust: Vale Trust, "
    "local_committee: the local governing committee",
    "all-through": "type: academy, phase: [early_years, primary, secondary, sixth_form], in_trust: yes, "
    "trust: Vale Trust",
    "special academy": "type: special_academy, phase: [primary, secondary], in_trust: yes, trust: Vale Trust, "
    "local_committee: the academy council",
    "alternative": "type: alternative_provision_academy, phase: [secondary]",
    "studio": "type: studio_school, phase: [secondary, sixth_form], in_trust: yes, trust: Vale Trust",
    "technical college": "type: university_technical_college, phase: [secondary, sixth_form]",
    "independent": "type: independent, phase: [primary, middle, secondary, sixth_form], boarding: yes",
    "independent nursery": "type: independent, phase: [early_years]",
    "independent special": "type: independent_special, phase: [primary, secondary]",
    "charity special": "type: non_maintained_special, phase: [secondary], boarding: yes",
}
FAITHS: dict[str, str] = {
    "no faith": "",
    "church": "faith: church_of_england, ethos: We live and learn by the Gospel.",
    "catholic": "faith: roman_catholic, religious_body: the Diocese of Westshire, "
    "ethos: Christ is at the centre of all we do.",
    "other faith": "faith: other",
}
BOARDS: dict[str, str] = {
    "usual board": "",
    "plural board": "board: the governors",
    "full board": "",
    "committee approves": "",
}
APPROVERS = {"full board": "the full governing board", "committee approves": "the safeguarding committee"}
# What somebody writes of the posts; {} are the others.
HOLDERS: dict[str, dict[str, str]] = {
    "one each": {},
    "co-heads": {"headteacher": "{title: Co-headteachers, holders: [Ann Reed, Sam Okoro]}"},
    "co-chairs": {"chair": "{title: Co-Chairs of Governors, holders: [Jo Bell, Eve Marsh]}"},
    "head leads safeguarding": {"designated_safeguarding_lead": "Ann Reed"},
    "head is deputy": {"deputy_safeguarding_lead": "{name: Ann Reed, post: Headteacher}"},
    "head is chief executive": {"chief_executive": "Ann Reed"},
    "several leads": {"designated_safeguarding_lead": "{holders: [{name: Ida Fox, post: Ash Lane}, Dee Orr]}"},
    "own titles": {
        "headteacher": "{name: Ann Reed, title: Principal}",
        "it_manager": "{name: Vale IT, title: IT service}",
    },
}
VACANT: dict[str, tuple[str, ...]] = {
    "no vacancy": (),
    "no head": ("headteacher",),
    "no chair": ("chair",),
    "no deputy": ("deputy_safeguarding_lead",),
    "no lead": ("designated_safeguarding_lead",),
    "neither lead nor deputy": ("designated_safeguarding_lead", "deputy_safeguarding_lead"),
    "neither head nor chair": ("headteacher", "chair"),
    "no IT manager": ("it_manager", "data_protection_officer"),
    "no chief executive": ("chief_executive", "online_safety_governor"),
}
WORDS = ("pupils", "students", "children", "learners")
PEOPLE = {
    "headteacher": "Ann Reed",
    "chair": "Jo Bell",
    "designated_safeguarding_lead": "Ida Fox",
    "deputy_safeguarding_lead": "Ben Cole",
    "online_safety_governor": "Kay Lunt",
    "it_manager": "Vale IT",
    "data_protection_officer": "Vale Data",
}
POLICIES = ("e-safety", "social-networking", "cyberbullying", "acceptable-use", "artificial-intelligence")
SHEETS = ("guidance-staff", "guidance-parents", "guidance-pupils", "forms")
# Policies whose rules other policies print where a school has not adopted them: every other kind has adopted them.
ADOPTED_BY_SOME = ("mobile-phones",)


def kinds() -> Iterator[tuple[str, str]]:
    """Yield (name, settings file) of each kind of school."""
    options = {"shape": SHAPES, "faith": FAITHS, "board": BOARDS, "holders": HOLDERS, "vacant": VACANT}
    options["called"] = dict.fromkeys(WORDS)
    drawn = random.Random(SEED)  # noqa: S311 - a sample that is the same each time
    pool = [{key: drawn.choice(tuple(values)) for key, values in options.items()} for _ in range(POOL)]
    pairs = [set(combinations(row.items(), 2)) for row in pool]
    covered: set[tuple[tuple[str, str], ...]] = set()
    # By the most that each can add: what a row adds only shrinks, so only the first in turn is counted again.
    waiting = [(-len(held), place) for place, held in enumerate(pairs)]
    heapify(waiting)
    for number in range(COUNT):
        while (added := -len(pairs[waiting[0][1]] - covered)) != waiting[0][0]:
            heapreplace(waiting, (added, waiting[0][1]))
        _, place = heappop(waiting)
        chosen = pool[place]
        covered |= pairs[place]
        yield ", ".join(chosen[key] for key in options), settings(chosen, drawn, ADOPTED_BY_SOME if number % 2 else ())


def settings(chosen: dict[str, str], drawn: random.Random, more: tuple[str, ...] = ()) -> str:
    """Return the settings file of one kind with the policies `more`; choices that nothing here decides are drawn."""
    shape = SHAPES[chosen["shape"]]
    in_trust, early = "in_trust" in shape, shape.endswith("[early_years]")
    facts = [
        "name: Quayside School", "short_name: Quayside", "nation: england", shape, FAITHS[chosen["faith"]],
        "address: Quay Lane", "telephone: 01632 960555", "email: office@quayside.example",
        "website: https://www.quayside.example", "urn: '999014'", "local_authority: Westshire Council",
        f"employer: {'Vale Trust' if in_trust else 'Quayside Trust' if 'academy' in shape else _employer(shape)}",
    ]  # fmt: skip
    facts.append(f"pupils_called: {chosen['called']}")
    if not in_trust and "referral" not in shape:
        facts.append(BOARDS[chosen["board"]])
    people = {**PEOPLE, **({"chief_executive": "Cat Dunn"} if in_trust else {})}
    if "federation" in shape:
        people["site_head"] = "{holders: [{name: Al Day, post: Ash Lane}, {name: Bo Ely, post: Beck}]}"
    people |= {post: held for post, held in HOLDERS[chosen["holders"]].items() if post in people}
    people |= dict.fromkeys((post for post in VACANT[chosen["vacant"]] if post in people), "vacant")
    choices = {"generative_ai": drawn.choice(("not_permitted", "staff_only", "approved_tools"))}
    if not early:
        choices["phone_stance"] = drawn.choice(("handed_in", "locked_pouch", "kept_off_unseen"))
        choices["device_search"] = drawn.choice(("never", "with_agreement", "authorised_staff"))
    approver = APPROVERS.get(chosen["board"], "") if not in_trust and "referral" not in shape else ""
    if "local_committee" in shape:
        approver = shape.partition("local_committee: ")[2]
    answers = f"{{approving_body: {approver}}}" if approver else "{}"
    lines = ["specimen: true", f"school: {{{', '.join(fact for fact in facts if fact)}}}", "people:"]
    lines += [f"  {post}: {held}" for post, held in people.items()]
    lines += ["choices:", *(f"  {key}: {value}" for key, value in choices.items()), "policies:"]
    lines += [*(f"  {policy}: {answers}" for policy in (*POLICIES, *more)), *(f"  {sheet}: {{}}" for sheet in SHEETS)]
    return "\n".join(lines) + "\n"


def _employer(shape: str) -> str:
    kind = shape.removeprefix("type: ").partition(",")[0]
    if kind in ("voluntary_aided", "foundation", "foundation_special"):
        return "the governing board"
    if kind.startswith("independent") or kind == "non_maintained_special":
        return "the proprietor"
    return "Quayside Trust" if kind in ("studio_school", "university_technical_college") else "Westshire Council"


if __name__ == "__main__":
    for number, (name, text) in enumerate(kinds(), 1):
        print(f"{number:>2}  {name}")
        if len(sys.argv) > 1:
            file = Path(sys.argv[1]) / f"kind-{number:02}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
