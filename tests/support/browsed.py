"""A small project whose library has a bit of everything, also words that mean something in HTML, as a site."""

from __future__ import annotations

from pathlib import Path

from policygen.api.library import Library, load
from tests.support.projects import lay_out, write

HOSTILE = '</title><script>alert("1")</script> & Co'
ODD = """\
clauses:
  - id: odd.form
    title: 'A & B "C" 1 < 2'
    kind: form
    audience: [staff, parents]
    when: {any: [{boarding: yes, phones: [handed_in, lockers]}, {not: young}]}
    public: no
    consult: [staff_unions]
    text: |
      Write down what happened. See [](#telling.who).

      | When | Where | Who |
      | --- | --- | --- |
      | Before | At school | Staff |
    form:
      - fields: [{label: What happened, lines: 2}, {label: A day, kind: date}, {label: Told, kind: tick}]
      - {columns: [Day, Place, Name], rows: 2}
      - signatures: [Teacher]
    meets:
      - {id: guide/tell-2, status: partly, when: {boarding: yes}}
    cites: [odd_guidance]
    formerly: [odd.paper]
  - id: odd.nowhere
    title: In no policy
    kind: advice
    audience: [staff]
    text: Nobody prints this.
    deprecated: {because: It is old., instead: odd.form}
"""
GUIDE = f"""\
source: {{id: guide, title: The Guide, publisher: Westshire, nation: england, reference: odd_guidance, edition: First}}
requirements:
  - {{id: tell-1, locator: page 3, audience: [pupils], kind: advice, summary: Pupils tell someone.}}
  - {{id: tell-2, locator: '{HOSTILE}', audience: [staff], kind: duty, summary: '{HOSTILE}', verified: no}}
  - {{id: tell-3, locator: page 5, audience: [staff], kind: duty, summary: Nobody does this.}}
"""
REFERENCE = f"""\
  - id: odd_guidance
    title: '{HOSTILE}'
    short: guidance
    publisher: Westshire
    kind: guidance
    nation: england
    edition: First
    in_force_from: 2024-01-01
    web: https://www.example.org/guide
    verified: no
"""
POLICY = f"""\
id: odd
title: '{HOSTILE}'
subject: What happened
signatories: [headteacher]
sheets: ["home:odd.form"]
sections:
  - id: about
    title: About
    clauses: ["home:odd.form", {{clause: "home:telling.record", unless: online}}]
"""


def browsed(folder: Path) -> Library:
    """Lay the project out in `folder` and load it. Each of its libraries was released once."""
    world = lay_out(folder, {"clauses/home/odd.yaml": ODD, "clauses/policies/odd.yaml": POLICY})
    write(folder, "clauses/home/requirements/guide.yaml", GUIDE)
    references = folder / "clauses/references.yaml"
    references.write_text(references.read_text("utf-8") + REFERENCE, "utf-8")
    found = load(world)
    assert not found.errors, [f"{one.span} {one.message}" for one in found.diagnostics]
    return found


def write_site(library: Library, folder: Path) -> dict[str, Path]:
    """Write the pages of the site of all its libraries, and the schools, into `folder`; return each page's file."""
    for name, data in library.keeping.site(schools=True).files.items():
        write(folder, name, data)
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}
