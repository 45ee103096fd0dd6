"""Four kinds of school on the served pages, in a browser: each gets the files that the command line makes of its file.

A church school's clerk has no script. The secondary academy begins with the file that its trust sent, on a telephone.
The clerk of the special school with boarders loads pages again, has two tabs and comes back the next day. The
all-through independent school is typed in quickly. All ask for their files at about the same time.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen import DiskWorld
from policygen.api.carrying import SchoolArchive
from policygen.serve.sealing import Sealer
from tests.conformance.test_serve import LONGEST, SIZES, wait_for
from tests.support.cli import run
from tests.support.pressing import answered, fill_in
from tests.support.visiting import ANSWERS, KEY, PEOPLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.conformance

SCHOOLS = Path(__file__).parents[2] / "schools"
TRUST = "trusts/hartwold"


@dataclass(frozen=True)
class KindOfSchool:
    """A school that somebody begins, the one policy that it chooses, and answers other than usual."""

    name: str
    policy: str
    answers: Mapping[str, str | tuple[str, ...]]

    @property
    def id(self) -> str:
        return self.name.lower().replace(" ", "-")


CHURCH = KindOfSchool(
    "Saint Aldwyn Primary School",
    "mobile-phones",
    {"school.type": "voluntary_aided", "school.faith": "church_of_england"},
)
# Its trust is a specimen with an invented address, and so is the school: it has an invented number.
ACADEMY = KindOfSchool(
    "Kestrel Moor Academy",
    "mobile-phones",
    {"school.phase": ("secondary", "sixth_form"), "school.telephone": "01632 960123"},
)
SPECIAL = KindOfSchool(
    "Thorn Beck School",
    "mobile-phones",
    {"school.type": "community_special", "school.phase": ("secondary", "sixth_form"), "school.boarding": "yes"},
)
INDEPENDENT = KindOfSchool(
    "Dun Hall School",
    "cyberbullying",
    {
        "school.type": "independent",
        "school.phase": ("early_years", "primary", "secondary"),
        "school.employer": "Dun Hall Trust",
    },
)
ALL = (CHURCH, ACADEMY, SPECIAL, INDEPENDENT)


# Where the page with all answers leads to a question that has to be answered.
NEEDED = "dd.needed + dd button[name=go]"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose key is known, so that a page can be made old."""
    secret = tmp_path_factory.mktemp("secret") / "key"
    secret.write_bytes(KEY)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "policygen", "serve", "--port", str(port), "--secret-file", str(secret)]
    command += ["--jobs", "2", "--pdf-engine", "typst"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


@dataclass(frozen=True)
class Clerk:
    """Somebody at a page who answers what is asked of a school."""

    page: Page
    school: KindOfSchool

    def press(self, name: str | re.Pattern[str]) -> None:
        with answered(self.page):
            self.page.get_by_role("button", name=name).first.click()
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.title()

    def begin(self, address: str) -> None:
        self.page.goto(f"{address}/new")
        self.page.locator("#name").fill(self.school.name)
        with answered(self.page):
            self.page.locator("main .button").click()
        for box in self.page.locator("input[name=policy]").all():
            box.set_checked(box.get_attribute("value") == self.school.policy)
        with answered(self.page):
            self.page.locator("main .button").click()

    @property
    def asked(self) -> str:
        """The question of this page, or ""."""
        found = self.page.locator("input[name=key]")
        return (found.get_attribute("value") or "") if found.count() else ""

    def fill(self, person: str = PEOPLE) -> None:
        def given(key: str) -> tuple[str, ...]:
            found = self.school.answers.get(key) or ANSWERS.get(key) or ("handed_in", "no", "none")
            return (found,) if isinstance(found, str) else found

        fill_in(self.page, person, given)

    def answer(self) -> None:
        """Answer the question of this page. A refused answer would be asked for ever."""
        self.fill()
        self.press("Save and continue")
        assert not self.page.title().startswith("Error"), self.page.locator("main").inner_text()

    def answer_needed(self) -> None:
        """Answer what the page with all answers says is needed."""
        while self.page.locator(NEEDED).count():
            with answered(self.page):
                self.page.locator(NEEDED).first.click()
            self.answer()
            if self.asked:
                self.press("See all your answers")

    def answer_all(self) -> None:
        while self.asked:
            self.answer()
        assert not self.page.locator(".answers .needed").count()

    def order(self) -> None:
        """Ask for the files."""
        with answered(self.page):
            self.page.locator("form[action='/pack'] .buttons .button").last.click()

    def collect(self, file: Path) -> None:
        """Wait for the files, without script by loading the page again."""
        until = time.monotonic() + LONGEST
        while self.page.locator("[data-waiting]").count() and time.monotonic() < until:
            time.sleep(1)
            self.page.reload()
        assert self.page.locator("a.button[download]").count(), self.page.locator("main").inner_text()
        with self.page.expect_download() as download:
            self.page.locator("a.button[download]").click()
        download.value.save_as(file)


def file_from_the_trust(folder: Path) -> Path:
    """Return the file of a school that a trust has begun in its own folder, with the trust's answers."""
    (folder / "schools/trusts").mkdir(parents=True)
    shutil.copyfile(SCHOOLS / f"{TRUST}.yaml", folder / f"schools/{TRUST}.yaml")
    settings = (
        f"specimen: true\nextends: {TRUST}.yaml\nschool:\n  name: {ACADEMY.name}\npolicies:\n  {ACADEMY.policy}: {{}}\n"
    )
    (folder / f"schools/{ACADEMY.id}.yaml").write_text(settings, encoding="utf-8")
    file = folder / f"{ACADEMY.id}.school.zip"
    SchoolArchive(file).write(DiskWorld(folder), ACADEMY.id)
    return file


def load_again_and_go_back(clerk: Clerk) -> None:
    """Answers are there after the page was loaded again, and after going back and on."""
    page, before = clerk.page, clerk.asked
    clerk.fill()
    clerk.press("Save and continue")
    asked = clerk.asked
    page.reload()
    assert clerk.asked == asked
    page.go_back()
    assert clerk.asked == before
    page.go_forward()
    assert clerk.asked == asked


def use_two_tabs(clerk: Clerk, context: BrowserContext, address: str, folder: Path) -> None:
    """What is typed in one tab is not in the other."""
    while not clerk.asked.startswith("people."):
        clerk.answer()
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("button", name="Save the school’s file").click()
    download.value.save_as(folder / "tab.school.zip")
    tab = Clerk(context.new_page(), clerk.school)
    tab.page.goto(address)
    tab.page.set_input_files("#file", folder / "tab.school.zip")
    with answered(tab.page):
        tab.page.locator("form[action='/continue'] .button").last.click()
    question = clerk.page.locator("main .field").locator("h1, h2").first.inner_text()
    tab.press(re.compile(re.escape(question)))
    tab.fill("Mr Bo Ray")
    tab.press("Save and continue")
    clerk.fill()
    clerk.press("Save and continue")
    for one, here, there in ((clerk, PEOPLE, "Mr Bo Ray"), (tab, "Mr Bo Ray", PEOPLE)):
        if one.asked:
            one.press("See all your answers")
        assert here in one.page.locator("main").inner_text()
        assert there not in one.page.locator("main").inner_text()
    tab.page.close()
    clerk.press(re.compile("^Answer"))


def come_back_the_next_day(clerk: Clerk) -> None:
    """A page that is too old says so and goes on with its answers; one of another server says what to do."""
    page, sealer = clerk.page, Sealer(KEY)
    state = page.locator("input[name=state]").first
    data, _ = sealer.open(state.get_attribute("value") or "", time.time())
    for key, is_ours in ((KEY, True), (b"o" * 32, False)):
        old = Sealer(key).seal(data, time.time() - sealer.lifetime - 60)
        state.evaluate("(field, old) => { field.value = old }", old)
        clerk.fill()
        clerk.press("Save and continue")
        assert not clerk.asked
        if is_ours:
            with answered(page):
                page.locator("form[action='/check'] .button").first.click()
            assert PEOPLE in page.locator("main").inner_text()
            clerk.press(re.compile("^(Answer|Change the answer to)"))
        else:
            assert page.locator("#file").count()
            page.go_back()


def test_four_kinds_of_school_get_what_the_command_line_makes_of_their_files(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    (tmp_path / "trust").mkdir()
    small = {"viewport": SIZES[1], "is_mobile": True, "has_touch": True}
    made, waiting, errors = {}, list[Clerk](), list[str]()
    for school in ALL:
        how = {CHURCH.id: {"java_script_enabled": False}, ACADEMY.id: small}.get(school.id, {})
        context = browser.new_context(**how)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        clerk = Clerk(page, school)
        if school is ACADEMY:
            page.goto(address)
            page.set_input_files("#file", file_from_the_trust(tmp_path / "trust"))
            with answered(page):
                page.locator("form[action='/continue'] .button").last.click()
            clerk.answer_needed()
        else:
            clerk.begin(address)
        if school is SPECIAL:
            load_again_and_go_back(clerk)
            use_two_tabs(clerk, context, address, tmp_path)
            come_back_the_next_day(clerk)
            errors.clear()  # that a page was too old is an error of the browser's console
            clerk.press("See all your answers")
            clerk.answer_needed()
        clerk.answer_all()
        if len(waiting) == 2:  # a visitor may have two jobs at the same time
            first = waiting.pop(0)
            first.collect(tmp_path / f"{first.school.id}.zip")
        clerk.order()
        waiting.append(clerk)
    for one in waiting:
        one.collect(tmp_path / f"{one.school.id}.zip")
    assert errors == []

    project = tmp_path / "project"
    (project / "schools").mkdir(parents=True)
    for school in ALL:
        with zipfile.ZipFile(tmp_path / f"{school.id}.zip") as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        assert b" and typst " in files.pop("index.html")
        (project / f"{school.id}.school.zip").write_bytes(files.pop(f"{school.id}.school.zip"))
        made[school.id] = files
    drawn, ids = ("--pdf-engine", "typst"), [school.id for school in ALL]
    commands = [("import", f"{one}.school.zip") for one in ids]
    commands += [("build", *drawn), ("build", "--large-print", *drawn)]
    commands += [("build", "--format", "html", "--edition", "web")]
    commands += [("duties", one, "--format", "docx,pdf", *drawn) for one in ids]
    for command in commands:
        ran = run(project, *command, world=DiskWorld)
        assert ran.code == 0, (command, ran.err)
    for school in ids:
        files, built = made[school], project / "build"
        assert [name for name, data in files.items() if (built / name).read_bytes() != data] == []
        left = {path.relative_to(built).as_posix() for path in (built / school).rglob("*") if path.is_file()}
        assert left == files.keys()
