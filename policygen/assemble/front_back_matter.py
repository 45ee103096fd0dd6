"""The parts of every policy besides its clauses: cover, key people, approval and signatures, version history."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from policygen.assemble.adopted import (
    COMMON,
    adopted_on,
    approval_section,
    history_row,
    history_section,
    recorded,
    row,
    signed_copy,
    statement,
)
from policygen.assemble.adopted import version as recorded_version
from policygen.assemble.adoptions import NONE, Adoptions
from policygen.assemble.placeholders import Hole, PlaceholderGroup
from policygen.assemble.values import KnownValues, hole_of, person_branch
from policygen.assemble.wording import Wording
from policygen.check.project import Project
from policygen.document.fingerprint import SCHOOL_DETAILS
from policygen.document.model import (
    Blank,
    Block,
    Cover,
    Edition,
    Inline,
    LineBreak,
    Origin,
    Paragraph,
    Section,
    Signatory,
    SignatureBlock,
    State,
    Table,
    Text,
    Value,
)
from policygen.model.answers import Duration
from policygen.model.library import OutlineFile
from policygen.resolve.settled import Person, Setting, Settled

VERSION_ROOM = 16.0  # for a pen, in millimetres
_ADDRESSES = ("email", "web")
# Where a line parts an address: at a hyphen or a slash and, if it is longer than a word in a table, at a full stop.
_PARTED = re.compile("[-/]|.{26}")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the parts are made from; `value` prints a hole, and records it if its value is missing."""

    project: Project
    settled: Settled
    outline: OutlineFile
    policy: MappingType[str, Hole]
    wording: Wording
    state: State
    title: str
    value: Callable[[Hole], Inline]
    adoptions: Adoptions = NONE
    edition: Edition = "board"
    known: KnownValues = field(default_factory=KnownValues)

    def cover(self, logo: str, *, tables: bool) -> Cover:
        """Return the cover: school, title, state and, for a policy, the tables of key people and dates."""
        settings = self.settled.settings
        school = self.hole(settings["school.name"])
        made = [table for table in (self._people(), self._dates()) if table.rows] if tables else []
        return Cover(
            school=(self.value(school),),
            title=(Text(text=self.title),),
            status=self._status() if self.outline.kind == "policy" or self.state == "draft" else "",
            tables=tuple(made),
            logo=logo,
        )

    def approval(self) -> Section | None:
        """Return the approval statement and the signature block; facts that only the meeting can give are ruled lines.

        A copy for anyone but the board says where the signed copy is. Until there is one, its cover says so: a note
        at the end of the policy was often alone on a page.
        """
        if self.edition == "board":
            blocks = (self._statement(), *self._common(), *self._signing())
        elif self.adoptions.current is not None:
            blocks = (self._statement(), signed_copy(self.wording))
        else:
            return None
        return approval_section(blocks, self.wording, new_page=self.edition == "board")

    def _statement(self) -> Block:
        return statement(self.value(self.policy["approving_body"]), self.adoptions.current, self.wording)

    def _common(self) -> tuple[Block, ...]:
        """Return what a trust or council adopted of the policy, and what of it is the school's own."""
        common, wording = self.adoptions.common, self.wording
        if common is None:
            return ()
        before, minute, after = wording.parts("approval.common")
        children: tuple[Inline, ...] = (
            Text(text=before.replace("{body}", common.body)),
            Value(text=wording.date(common.on), origin=Origin(key="adoption.on", file=common.file, line=1)),
            Text(text=minute),
            Value(text=common.minute, origin=Origin(key="adoption.minute", file=common.file, line=1)),
            Text(text=after),
        )
        if common.own:
            children += _text(" " + wording("approval.common_own", names=wording.joined(common.own, "and")))
        if common.left_out:
            children += _text(" " + wording("approval.common_left_out", annex=wording("departures.title")))
        return (Paragraph(id=COMMON, children=children),)

    def _signing(self) -> tuple[Block, ...]:
        if self.adoptions.current is not None:
            # Whoever was at the meeting signs for it, even if somebody else holds the post by now.
            signatories = self.adoptions.signatories
        else:
            roles = (role.text for role in self.outline.signatories if role.text in self.settled.people)
            signatories = tuple(one for role in roles for one in self._signatories(self._signing_for(role)))
        if not signatories:
            return ()
        # An academy is its trust in law, and a maintained school its governing body, so the body is named.
        before, after = self.wording.parts("approval.signing")
        children = (Text(text=before), self.value(self.policy["approving_body"]), Text(text=after))
        signing = Paragraph(id="policygen:approval/2", children=children)
        return (signing, SignatureBlock(id="policygen:approval/3", signatories=signatories))

    def history(self, libraries: MappingType[str, str]) -> Section | None:
        """Return the version table: a row for each adoption and, for the board, one for the version to approve.

        `libraries` gives the version of each library by its id.
        """
        wording = self.wording
        rows = [history_row(past, recorded_version(past), wording, _text(past.change)) for past in self.adoptions.past]
        if self.adoptions.current is None and self.edition == "board":
            said = wording("history.prepared", versions=self._versions(libraries))
            if self.adoptions.since:
                on, since = wording.date(self.adoptions.past[-1].on), self.adoptions.since
                said = wording("history.since", prepared=said, date=on, changes=since)
            rows.append(history_row(None, self._version(), wording, _text(said)))
        return history_section(rows, wording) if rows else None

    def _versions(self, libraries: MappingType[str, str]) -> str:
        """Return the libraries' versions as words; one that fewer libraries have than another names its libraries."""
        held: dict[str, list[str]] = {}
        for name, version in libraries.items():
            held.setdefault(version, []).append(name)
        usual = max(held, key=lambda version: len(held[version]), default="")
        named = (
            version
            if version == usual
            else self.wording("history.of", version=version, libraries=self.wording.joined(tuple(names), "and"))
            for version, names in held.items()
        )
        return self.wording.joined(tuple(named), "and")

    def hole(self, setting: Setting) -> Hole:
        hole: Hole = self.known.of(setting, hole_of, self.project, self.wording)
        return hole

    def _status(self) -> str:
        current = self.adoptions.current
        status = self.wording(f"state.{self.state}", date=self.wording.date(current.on) if current else "")
        common = self.adoptions.common
        if common is not None:
            date = self.wording.date(common.on)
            status = self.wording("state.common", status=status, body=common.body, date=date)
        updated = self.adoptions.people_updated if current else None
        if updated is not None:
            status = self.wording("state.people_updated", status=status, date=self.wording.date(updated))
        return self.wording("edition.staff_copy", status=status) if self.edition == "staff" else status

    def _version(self) -> Inline:
        """Return the version that goes to the meeting, or room to write it in."""
        version = self.policy["version"]
        if version.raw is not None:
            return self.value(version)
        return Blank(label=self.wording("history.version"), key="policy.version", kind="meeting", width=VERSION_ROOM)

    def _branch(self, role: str) -> tuple[Person, PlaceholderGroup]:
        person = self.settled.people[role]
        return person, self.known.of(person, person_branch, self.project, self.wording)

    def _named(self, person: Person, branch: PlaceholderGroup) -> tuple[Inline, ...]:
        if person.state == "vacant":
            return self._vacant(person)
        if person.holders:
            # One below another: who reads the table looks for one of them.
            lines = [self._with_post(self._hole_of(one["name"]), self._hole_of(one["post"])) for one in person.holders]
            return tuple(part for n, line in enumerate(lines) for part in (*((LineBreak(),) if n else ()), *line))
        return self._with_post(branch.children["name"], branch.children["post"])

    def _vacant(self, person: Person) -> tuple[Inline, ...]:
        """Return that a post is vacant; where no other takes over, with a line for the name of who is acting in it."""
        said = _text(self.wording("cover.vacant"))
        if person.cover is not None or self.edition != "board" or self.state == "model":
            return said
        label = self.wording.acting(str(person.title.value))
        blank = Blank(label=label, key=f"people.{person.held_by}", kind="meeting")
        return (*said, LineBreak(), *_text(f"{self.wording('cover.acting')} "), blank)

    def _hole_of(self, setting: Setting) -> Hole:
        """Return one field of one of several holders."""
        return Hole(str(setting.value or ""), setting.value, setting.origin, wording=self.wording)

    def _with_post(self, name: Hole, post: Hole) -> tuple[Inline, ...]:
        if post.raw is None:
            return (self.value(name),)
        before, _, rest = self.wording("cover.post").partition("{name}")
        between = rest.partition("{post}")[0]
        return (*_text(before), self.value(name), Text(text=between), self.value(post))

    def _people(self) -> Table:
        rows = []
        seen: set[str] = set()
        for role in (role.text for role in self.outline.people if role.text in self.settled.people):
            person, branch = self._branch(role)
            if person.state == "none" or person.held_by in seen or person.fields["name"].how == "withheld":
                continue
            seen.add(person.held_by)
            title = (self.value(branch.children["title"]),)
            rows.append(row(f"policygen:cover.people/{role}", [title, self._named(person, branch)]))
        return Table(
            id="policygen:cover.people", widths=(0.42, 0.58), rows=tuple(rows), row_headers=True,
            caption=_text(self.wording("cover.people.caption")),
        )  # fmt: skip

    def _dates(self) -> Table:
        policy, words = self.policy, self.wording
        rows: list[tuple[str, tuple[Inline, ...]]] = []
        current = self.adoptions.current
        if current is not None and current.version:
            rows.append(("version", (recorded_version(current),)))
        elif policy["version"].raw is not None:
            rows.append(("version", (self.value(policy["version"]),)))
        rows.append(("approving_body", (self.value(policy["approving_body"]),)))
        if policy["meeting_on"].raw is not None and current is None:
            rows.append(("meeting_on", (self.value(policy["meeting_on"]),)))
        if current is not None or self.edition == "board":
            rows.append(("approved_on", (adopted_on(current, words("cover.approved_on"), words),)))
        if current is not None:
            rows.append(("minute", (recorded(current, "minute", current.minute),)))
        if policy["effective_on"].raw is not None:
            effective: tuple[Inline, ...] = (self.value(policy["effective_on"]),)
        elif current is not None:
            effective = (recorded(current, "on", words.date(current.on)),)
        else:
            effective = _text(words("cover.effective_default"))
        rows.append(("effective_on", effective))
        rows.append(("review_on", self._review()))
        school = self._school()
        labels: dict[str, str] = {}
        if current is None and self.edition != "board":
            # Without the line for a date, "Approved by" would say that it was.
            labels = {"approving_body": "edition.approving_body", "signed": "edition.signed.label"}
            rows.append(("signed", _text(words("edition.signed.waiting"))))
        return Table(
            id="policygen:cover.dates", widths=(0.42, 0.58), row_headers=True,
            rows=(
                *(
                    row(f"policygen:cover.dates/{key}", [_text(words(labels.get(key, f"cover.{key}"))), cells])
                    for key, cells in rows
                ),
                # No date, so that it can change without a new approval: see document/fingerprint.py.
                *([row(SCHOOL_DETAILS, [_text(words("cover.school")), school])] if school else ()),
            ),
            caption=_text(words("cover.dates.caption")),
        )  # fmt: skip

    def _school(self) -> tuple[Inline, ...]:
        """Return what the vocabulary puts on the cover, where answered, on few lines: a cover has to fit its page."""
        said: list[Inline] = []
        for key, question in self.project.vocabulary.groups["school"].items():
            if not question.on_cover:
                continue
            hole = self.hole(self.settled.settings[f"school.{key}"])
            if hole.raw is None or hole.missing is not None:
                continue
            between = self.wording("cover.between") if said else ""
            if between and question.type in _ADDRESSES and _PARTED.search(hole.text):
                # On its own line an address is whole in every format: Word has no other way that leaves it as it is.
                said += (*_text(between.rstrip()), LineBreak())
                between = ""
            before = self.wording("cover.number") if question.figures is not None else ""
            said += _text(f"{between}{before}")
            said.append(self.value(hole.retold(", ".join(hole.text.splitlines()))))
        return tuple(said)

    def _review(self) -> tuple[Inline, ...]:
        review, after = self.policy["review_on"], self.policy["review_after"]
        if review.raw is None and self.settled.mistaken(self.outline.id.text, "policy.review_after"):
            return (self.value(after),)
        if review.raw is not None or after.raw is None:
            return (self.value(review),)
        current = self.adoptions.current
        due = after.raw.after(current.on) if current is not None and isinstance(after.raw, Duration) else None
        if due is not None:
            return (Value(text=self.wording.date(due), origin=after.origin),)
        before, _, rest = self.wording("cover.review_after").partition("{duration}")
        return (*_text(before), self.value(after), Text(text=rest))

    def _signing_for(self, role: str) -> str:
        """Return the post that signs in place of `role`: a committee's own chair, where the committee approves."""
        body = self.policy["approving_body"].raw
        for name, entry in self.project.vocabulary.people.items():
            if entry.signs_for is None or entry.falls_back is None or entry.falls_back.text != role:
                continue
            committee = self.settled.settings.get(entry.signs_for.text)
            holder = self.settled.people.get(name)
            is_theirs = body is not None and committee is not None and committee.value == body
            # Where nobody is named, the post that it falls back on signs as it would elsewhere.
            if is_theirs and holder is not None and holder.held_by == name:
                return name
        return role

    def _signatories(self, role: str) -> Iterator[Signatory]:
        """Yield who signs as the holder of a post: each of several signs for themselves."""
        person, branch = self._branch(role)
        title = str(person.title.value)
        if person.state == "none":
            return
        for number, one in enumerate(person.holders, 1):
            post = one["post"].value
            yield Signatory(
                id=f"policygen:signatory.{role}.{number}",
                role=str(post) if post is not None else self.wording("one_of", role=self.wording.role(title)),
                name=(self.value(self._hole_of(one["name"])),),
            )
        if not person.holders:
            name: tuple[Inline, ...] = () if person.state == "vacant" else (self.value(branch.children["name"]),)
            yield Signatory(id=f"policygen:signatory.{role}", role=title, name=name)


def _text(words: str) -> tuple[Inline, ...]:
    return (Text(text=words),) if words else ()
