"""The parts that every policy has beside its clauses: cover, key people, approval and signatures, version history."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from policygen.check.models import OutlineFile
from policygen.check.project import Project
from policygen.document.model import (
    Blank,
    Block,
    Cell,
    Cover,
    Inline,
    Paragraph,
    Row,
    Section,
    Signatory,
    SignatureBlock,
    State,
    Table,
    Text,
)
from policygen.resolve.settle import Person, Setting, Settled

from .scope import Branch, Hole
from .values import person_branch
from .words import Wording

# Room for a pen, in millimetres: a date, a minute reference, a version.
DATE_ROOM, MINUTE_ROOM, VERSION_ROOM = 48.0, 36.0, 22.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the parts are made from; `value` prints a hole, and notes it when it is missing."""

    project: Project
    settled: Settled
    outline: OutlineFile
    policy: MappingType[str, Hole]
    wording: Wording
    state: State
    title: str
    value: Callable[[Hole], Inline]

    def cover(self, logo: str, *, tables: bool) -> Cover:
        """Return the cover: school, title, state and, for a policy, the tables of key people and dates."""
        settings = self.settled.settings
        school = self.hole(settings["school.name"])
        made = [table for table in (self._people(), self._dates()) if table.rows] if tables else []
        return Cover(
            school=(self.value(school),),
            title=(Text(text=self.title),),
            status=self.wording(f"state.{self.state}"),
            tables=tuple(made),
            logo=logo,
        )

    def approval(self) -> Section:
        """Return the approval statement and the signature block; what only the meeting can give is a ruled line."""
        said = self.wording.parts("approval.statement")
        date = Blank(label=self.wording("approval.date"), key="adoption.on", kind="meeting", width=DATE_ROOM)
        minute = Blank(label=self.wording("approval.minute"), key="adoption.minute", kind="meeting", width=MINUTE_ROOM)
        body = self.value(self.policy["approving_body"])
        statement = Paragraph(
            id="policygen:approval/1",
            children=(
                Text(text=said[0]),
                body,
                Text(text=said[1]),
                date,
                Text(text=said[2]),
                minute,
                Text(text=said[3]),
            ),
        )
        signatories = tuple(
            self._signatory(role.text) for role in self.outline.signatories if role.text in self.settled.people
        )
        blocks: tuple[Block, ...] = (statement,)
        if signatories:
            signing = Paragraph(id="policygen:approval/2", children=(Text(text=self.wording("approval.signing")),))
            blocks = (statement, signing, SignatureBlock(id="policygen:approval/3", signatories=signatories))
        return Section(
            id="policygen:approval",
            level=1,
            number="",
            title=_text(self.wording("approval.title")),
            blocks=blocks,
            kind="back",
            new_page=True,
        )

    def history(self, libraries: str) -> Section:
        """Return the version table: one row for the copy that goes to the meeting."""
        header = [self.wording(f"history.{key}") for key in ("version", "date", "minute", "change")]
        version = self.policy["version"]
        cells: list[tuple[Inline, ...]] = [
            (self.value(version),)
            if version.raw is not None
            else (Blank(label=header[0], key="policy.version", kind="meeting", width=VERSION_ROOM),),
            (Blank(label=header[1], key="adoption.on", kind="meeting", width=30.0),),
            (Blank(label=header[2], key="adoption.minute", kind="meeting", width=24.0),),
            _text(self.wording("history.prepared", libraries=libraries)),
        ]
        table = Table(
            id="policygen:history/1",
            widths=(0.14, 0.24, 0.2, 0.42),
            header=(_row("policygen:history/1/row-1", [_text(words) for words in header]),),
            rows=(_row("policygen:history/1/row-2", cells),),
        )
        return Section(
            id="policygen:history",
            level=1,
            number="",
            title=_text(self.wording("history.title")),
            blocks=(table,),
            kind="back",
        )

    def hole(self, setting: Setting) -> Hole:
        from .values import hole_of

        return hole_of(self.project, setting, self.wording)

    def _branch(self, role: str) -> tuple[Person, Branch]:
        person = self.settled.people[role]
        return person, person_branch(self.project, person, self.wording)

    def _named(self, person: Person, branch: Branch) -> tuple[Inline, ...]:
        if person.state == "vacant":
            return _text(self.wording("cover.vacant"))
        name = self.value(branch.children["name"])
        post = branch.children["post"]
        if post.raw is None:
            return (name,)
        before, _, rest = self.wording("cover.post").partition("{name}")
        between = rest.partition("{post}")[0]
        return (*_text(before), name, Text(text=between), self.value(post))

    def _people(self) -> Table:
        rows = []
        seen: set[str] = set()
        for role in (role.text for role in self.outline.people if role.text in self.settled.people):
            person, branch = self._branch(role)
            if person.state == "none" or person.held_by in seen:
                continue
            seen.add(person.held_by)
            title = (self.value(branch.children["title"]),)
            rows.append(_row(f"policygen:cover.people/{role}", [title, self._named(person, branch)]))
        return Table(
            id="policygen:cover.people", widths=(0.42, 0.58), rows=tuple(rows), row_headers=True,
            caption=_text(self.wording("cover.people.caption")),
        )  # fmt: skip

    def _dates(self) -> Table:
        policy, words = self.policy, self.wording
        rows: list[tuple[str, tuple[Inline, ...]]] = []
        if policy["version"].raw is not None:
            rows.append(("version", (self.value(policy["version"]),)))
        rows.append(("approving_body", (self.value(policy["approving_body"]),)))
        if policy["meeting_on"].raw is not None:
            rows.append(("meeting_on", (self.value(policy["meeting_on"]),)))
        rows.append(
            (
                "approved_on",
                (Blank(label=words("cover.approved_on"), key="adoption.on", kind="meeting", width=DATE_ROOM),),
            )
        )
        effective = policy["effective_on"]
        rows.append(
            (
                "effective_on",
                (self.value(effective),) if effective.raw is not None else _text(words("cover.effective_default")),
            )
        )
        rows.append(("review_on", self._review()))
        return Table(
            id="policygen:cover.dates", widths=(0.42, 0.58), row_headers=True,
            rows=tuple(
                _row(f"policygen:cover.dates/{key}", [_text(words(f"cover.{key}")), cells]) for key, cells in rows
            ),
            caption=_text(words("cover.dates.caption")),
        )  # fmt: skip

    def _review(self) -> tuple[Inline, ...]:
        review, after = self.policy["review_on"], self.policy["review_after"]
        if review.raw is None and self.settled.mistaken(self.outline.id.text, "policy.review_after"):
            return (self.value(after),)
        if review.raw is not None or after.raw is None:
            return (self.value(review),)
        before, _, rest = self.wording("cover.review_after").partition("{duration}")
        return (*_text(before), self.value(after), Text(text=rest))

    def _signatory(self, role: str) -> Signatory:
        person, branch = self._branch(role)
        title = str(person.title.value)
        name: tuple[Inline, ...] = () if person.state == "vacant" else (self.value(branch.children["name"]),)
        return Signatory(id=f"policygen:signatory.{role}", role=title, name=name)


def _text(words: str) -> tuple[Inline, ...]:
    return (Text(text=words),) if words else ()


def _row(row_id: str, cells: list[tuple[Inline, ...]]) -> Row:
    return Row(id=row_id, cells=tuple(Cell(children=children) for children in cells))
