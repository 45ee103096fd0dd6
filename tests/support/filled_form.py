"""A project with a trust and its form, and what somebody at a keyboard does with it from the start to the file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen.compile.compiler import Compiler
from policygen.web.form.data import form_of
from policygen.web.form.page import page_of
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World

from .form import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
TRUST = """\
specimen: true
school:
  nation: england
  type: academy
  in_trust: yes
  trust: The Harnsey Learning Trust
people:
  data_protection_officer: {name: Marguerite Okonkwo-Bell, email: privacy@harnsey.example}
choices:
  filtering_product: Secret Sieve
"""


# A trust whose trustees decide three policies, one of them with no date yet, and which names no head.
DECIDES = """\
specimen: true
school: {nation: england, type: academy, in_trust: yes, trust: The Oakhythe Trust}
people:
  chair: {name: Dr Miriam Ashdown, title: Chair of trustees}
  headteacher: {title: Principal, post: Executive leader, email: heads@oakhythe.example}
policies:
  e-safety: {approving_body: the trustees, meeting_on: 2026-12-08, review_after: 1 year}
  cyberbullying: {approving_body: the trustees, meeting_on: 2026-12-08, review_after: 1 year}
  guidance-staff: {}
locked: [policies.e-safety.meeting_on, people.chair, people.headteacher.title, people.headteacher.post]
"""


def made(folder: Path, trust: str = TRUST) -> tuple[World, Path]:
    """A project in `folder` with the packaged library and a trust, and its form."""
    (folder / "schools" / "trusts").mkdir(parents=True)
    (folder / "schools" / "trusts" / "harnsey.yaml").write_text(trust)
    world = DiskWorld(folder, ROOT, {})
    compiler, diagnostics = Compiler.load(world)
    assert compiler is not None
    assert not diagnostics.errors
    file = folder / "form.html"
    file.write_text(page_of(form_of(compiler.project, diagnostics), world), encoding="utf-8", newline="\n")
    return world, file


def visit(browser: Browser, file: Path, width: int = 1280, *, specimen: bool = True) -> Keyboard:
    page = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script fails: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "blob:")) else pytest.fail(asked.url))
    keyboard = Keyboard(page)
    keyboard.open(file, specimen=specimen)
    return keyboard


def begin(keyboard: Keyboard, *policies: str, parent: str = "none", keep: str = "no") -> None:
    keyboard.choose(f"keep-{keep}")
    keyboard.send("first")
    keyboard.choose(f"parent-{parent}")
    keyboard.send("first")
    for policy in policies:
        keyboard.choose(f"policies-{policy}")
    keyboard.send("first")


def answer_all(keyboard: Keyboard, answers: dict[str, object], until: str = "more") -> list[str]:
    asked = []
    while keyboard.here != until:
        asked.append(keyboard.here)
        keyboard.answer(answers.get(keyboard.here))
        assert not keyboard.page.locator("#problems").is_visible(), keyboard.page.locator("#problems").inner_text()
        assert keyboard.focused == "h1"
    return asked


def download(keyboard: Keyboard, world: World) -> Path:
    with keyboard.page.expect_download() as waiting:
        keyboard.send("first")
    to = world.root / "schools" / waiting.value.suggested_filename
    shutil.copyfile(waiting.value.path(), to)
    return to


def problems(world: World, file: Path) -> list[str]:
    """What building the school of this settings file finds wrong in it and in each of its policies.

    That nobody gave the numbers of children's social care and of the designated officer is not wrong (PG357).
    """
    compiler, diagnostics = Compiler.load(world)
    assert compiler is not None
    school = compiler.school(file.stem, diagnostics)
    assert school is not None
    for policy in school.plans:
        compiled = compiler.compile(school, policy)
        diagnostics.extend(compiled.diagnostics)
        assert compiled.document.state == "for-approval"
    return [f"{found.span}: {found.message}" for found in diagnostics if found.code != "PG357"]
