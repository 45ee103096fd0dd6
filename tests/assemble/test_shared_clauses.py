"""What a copy for other readers takes over from the board's is what it would have been anyway."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from policygen.assemble.filler import Filler
from policygen.assemble.placeholders import Hole, PlaceholderGroup
from policygen.assemble.shared_clauses import ALL, OWN, TESTED, Reads, WatchedGroup
from policygen.build.part_digests import PartDigests
from policygen.compile.school import Compiled, School
from policygen.document.model import Edition, Origin, Paragraph, Section, Text
from policygen.world.protocol import World
from tests.assemble.test_editions import world_of
from tests.support.projects import load, settle

EDITIONS: tuple[Edition, ...] = ("board", "staff", "web")


def copies(world: World, school: School, policy: str) -> dict[str, Compiled]:
    compiler = load(world)
    board = compiler.compile(school, policy, draft=True)
    return {edition: compiler.in_edition(school, board, edition) for edition in EDITIONS}


def clauses(copy: Compiled) -> dict[str, Section]:
    return {one.id: one for top in copy.document.sections for one in top.sections if one.clause}


def test_copies_are_what_they_are_without_sharing_and_only_what_reads_the_same_is_shared(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    above = tmp_path / "schools/authorities/westshire.yaml"
    above.write_text(above.read_text().replace("  motto: Onwards\n", ""))
    sharing, alone = settle(world), settle(world)
    alone.assembler = replace(alone.assembler, shared=None)
    for policy in sharing.plans:
        one, other = copies(world, sharing, policy), copies(world, alone, policy)
        for edition in EDITIONS:
            assert one[edition].document == other[edition].document, (policy, edition)
            assert list(one[edition].diagnostics) == list(other[edition].diagnostics)
    phones = {edition: clauses(copy) for edition, copy in copies(world, sharing, "phones").items()}
    handed_in, who = "home:phones.handed-in", "home:extra.who"
    assert phones["staff"][handed_in] is phones["board"][handed_in]
    assert phones["web"][who] != phones["board"][who]  # it names somebody
    # No motto is given. Only a condition asks for it, and has the same answer for staff.
    assert phones["staff"][who] is phones["board"][who]


def test_equal_documents_have_one_digest_and_every_word_counts(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    first, again = (load(world).compile(settle(world), "phones", draft=True).document for _ in range(2))
    digests = PartDigests()
    assert digests.document(first) == digests.document(again) == PartDigests().document(first)
    top, *rest = first.sections
    clause, *others = top.sections
    new = Paragraph(id="x/1", children=(Text(text="one word"),))
    changed = replace(clause, blocks=(*clause.blocks, new))
    other = replace(first, sections=(replace(top, sections=(changed, *others)), *rest))
    moved = replace(first, sections=(replace(top, blocks=(new,)), *rest))
    found = [first, other, moved, replace(first, header="other"), replace(first, sections=())]
    assert len({digests.document(one) for one in found}) == len(found)
    before, after = digests.clauses(first), digests.clauses(other)
    assert [name for name in before if before[name] != after[name]] == [clause.id]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{{ people.head | sentence }} tells {{ people.head }}.", {OWN}),
        ("{{ people.head.email }}", {"email"}),
        ("{% if people.head == people.head %}One{{ people.head.name }}{% endif %}", {TESTED, "name"}),
        ("{{ people.head if people.head is vacant else people.head.name }}", {TESTED, "name"}),
        ("[write](mailto:{{ people.head }})", {ALL}),
        ("{% for one in (people.head, people.head) %}{{ one.name }}{% endfor %}", {ALL}),
        ("{{ people.head | any_of }}", {ALL}),
    ],
)
def test_of_a_post_only_what_a_text_uses_is_noted(text: str, read: set[str]) -> None:
    reads = Reads()
    fields = {name: Hole(name, name, Origin(key="people.head")) for name in ("name", "email")}
    head = PlaceholderGroup(fields, Hole("the head", "Ada", Origin(key="people.head.title")))
    scope = {"people": PlaceholderGroup(WatchedGroup("people", {"head": head}, reads))}
    reads.found = {}
    Filler((), {}).fill(text, scope)
    assert set(reads.found) == {("people", "head", part) for part in read}
    assert all(value is scope["people"].children.at("head", part) for (_, _, part), value in reads.found.items())
