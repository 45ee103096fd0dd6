"""What a build would write, and why: each file's inputs against those of the file that is there. Nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policygen.build.artifacts import Builder
from policygen.build.held import DocumentSources, Held
from policygen.build.manifest import Manifest
from policygen.build.order import Order
from policygen.build.results import Artifact, NotMade
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic

# The parts of a file's inputs that are told in the same words, whatever they were: the first that differ.
_PARTS = {"look": "look", "large-print look": "look", "engine": "engine", "versions": "versions", "overlays": "notes"}
_PROGRAM = ("policygen", "code")


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that a build would write, and the reasons in words."""

    path: Path
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedSchool:
    """What a build would do for a school: files to write, policies that cannot be built, and findings."""

    school: str
    files: tuple[PlannedFile, ...]
    unchanged: int
    not_made: tuple[NotMade, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


def dry_run(compiler: Compiler, schools: Sequence[str], order: Order) -> Iterator[PlannedSchool]:
    """Yield what a build of these schools would do, in their order. The files in the out folder are read.

    Without a store it is not known why a file would differ, only that it would.
    """
    builder = Builder(compiler, dry=True)
    outputs = Manifest.read(order.out).outputs
    held = Held(order.out, order.store) if order.store else None
    for school in schools:
        built = builder.school(school, replace(order, store=None))
        sources = builder.renderer_in(order.large_print, order.pdf_engine).sources
        planned, unchanged = [], 0
        for artifact in (one for files in built.artifacts.values() for one in files):
            path = order.out / artifact.name
            known = outputs.get(artifact.name)
            digest = _digest_of(path)
            if known is None:
                reasons: tuple[str, ...] = (say("store.new"),)
            elif digest is None:
                reasons = (say("store.missing"),)
            elif known.inputs != artifact.inputs:
                reasons = tuple(_reasons(artifact, held, known.inputs, sources)) or (say("store.other_inputs"),)
            elif digest != known.sha256:
                reasons = (say("store.edited"),)
            else:
                unchanged += 1
                continue
            planned.append(PlannedFile(path, reasons))
        found = tuple(planned), unchanged, tuple(built.not_made), tuple(built.diagnostics), built.sources
        yield PlannedSchool(school, *found)
        sources.clear()


def _reasons(
    artifact: Artifact, held: Held | None, inputs: str, sources: Mapping[str, DocumentSources]
) -> Iterator[str]:
    now, before = dict(artifact.parts), held.parts(inputs) if held else {}
    if not before or held is None:
        return
    if now["document"] != before.get("document"):
        yield from _in_words(sources.get(now["document"]), held.sources(str(before.get("document"))))
    for key in dict.fromkeys(name for part, name in _PARTS.items() if now.get(part) != before.get(part)):
        yield say(f"store.{key}")
    if any(now.get(part) != before.get(part) for part in _PROGRAM):
        yield say("store.program")


def _in_words(now: DocumentSources | None, before: DocumentSources | None) -> Iterator[str]:
    if now is None or before is None:
        yield say("store.words")
        return
    if now.settings != before.settings:
        yield say("store.answers")
    if now.library != before.library:
        names = sorted({*now.clauses, *before.clauses})
        changed = [name for name in names if now.clauses.get(name) != before.clauses.get(name)]
        yield say("store.library", clauses=changed) if changed else say("store.library_rest")
    if (now.settings, now.library) == (before.settings, before.library):
        yield say("store.words")


def _digest_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
