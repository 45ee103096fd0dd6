"""The form in a browser: filled in by keyboard from the start to a file that builds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen.world.protocol import World
from tests.support.filled_form import DECIDES, ROOT, answer_all, begin, download, made, problems, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    return made(tmp_path_factory.mktemp("decided"), DECIDES)


def test_a_primary_school_is_filled_in_by_keyboard_and_its_file_builds(
    browser: Browser, project: tuple[World, Path]
) -> None:
    world, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, "e-safety", "guidance-parents")

    # Nothing given: the summary has the focus, says what to do, and leads to the field; the title says so too.
    assert keyboard.here == "school-name"
    keyboard.send()
    assert keyboard.here == "school-name"
    assert keyboard.focused == "problems"
    assert page.title().startswith("Error: ")
    keyboard.press("Tab", "Enter")
    assert keyboard.focused == "school-name"
    assert page.get_attribute("#school-name", "aria-invalid") == "true"
    assert "school-name-error" in str(page.get_attribute("#school-name", "aria-describedby"))
    keyboard.answer('Quayside "St Mary\'s": <b>NO</b> #1')
    assert not page.locator("#problems").is_visible()

    answers: dict[str, object] = {
        "school-nation": "england",
        "school-phase": ["early_years", "primary"],
        "school-type": "community",
        "people-online-safety-governor": "vacant",
        "school-address": "The Old Ropeworks\nTallow Street: No 3\n\nHarnsey",
    }
    asked = answer_all(keyboard, answers)
    assert len(asked) + 1 <= 20
    assert keyboard.page.locator("#progress").is_hidden()

    keyboard.choose("more-check")
    keyboard.send("first")
    assert keyboard.here == "check"
    assert not page.locator("#check-gaps").is_visible()
    assert "<b>NO</b>" in page.locator("#check-list").inner_text()

    # The browser's back button, and forward again.
    page.go_back()
    assert keyboard.here == "more"
    page.go_forward()
    assert keyboard.here == "check"

    # A change comes back to the list.
    link = page.locator('a[href="#/school-name/change"]')
    link.focus()
    keyboard.press("Enter")
    keyboard.look()
    assert page.input_value("#school-name").startswith("Quayside")
    keyboard.answer("Quayside Primary School")
    assert keyboard.here == "check"
    assert "Quayside Primary School" in page.locator("#check-list").inner_text()

    keyboard.send("first")
    assert keyboard.here == "download"
    assert page.input_value("#file") == "quayside-primary-school"
    settings = download(keyboard, world)
    assert settings.name == "quayside-primary-school.yaml"
    assert problems(world, settings) == []
    assert keyboard.axe == []

    command = [sys.executable, "-m", "policygen", "build", settings.stem, "--format", "md", "--project", world.root]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert list((world.root / "build" / settings.stem).glob("*.md"))


def test_an_academy_that_says_it_is_in_a_trust_is_asked_which(browser: Browser, project: tuple[World, Path]) -> None:
    world, file = project
    keyboard = visit(browser, file)
    begin(keyboard, "cyberbullying")
    answers: dict[str, object] = {
        "school-name": "Southgate Academy",
        "school-nation": "england",
        "school-phase": ["secondary"],
        "school-type": "academy",
        "school-in-trust": "yes",
        "school-trust": "The Southgate Trust",
    }
    asked = answer_all(keyboard, answers)
    assert set(answers) <= set(asked)
    assert len(asked) <= 20

    # No longer an academy: no trust is asked for, none is written. An academy again: its answer is still there.
    for kind, there in (("independent", False), ("academy", True)):
        keyboard.page.goto(f"{keyboard.page.url.split('#')[0]}#/school-type/change")
        keyboard.answer(kind)
        assert keyboard.here == "check"
        assert ("The Southgate Trust" in keyboard.page.locator("#check-list").inner_text()) == there
        assert ("Southgate Trust" in keyboard.page.evaluate("Yaml.write()")) == there
    keyboard.send("first")
    assert problems(world, download(keyboard, world)) == []


def test_an_academy_is_not_asked_what_its_trust_answers_and_its_file_builds(
    browser: Browser, project: tuple[World, Path]
) -> None:
    world, file = project
    keyboard = visit(browser, file, width=320)
    begin(keyboard, "acceptable-use", parent="1")
    answers: dict[str, object] = {"school-name": "Northgate Academy", "school-phase": ["secondary", "sixth_form"]}
    asked = answer_all(keyboard, answers)
    assert not {"school-nation", "school-type", "school-trust", "people-data-protection-officer"} & set(asked)

    # The other questions too, each left as it is by its second button.
    keyboard.choose("more-all")
    keyboard.send("first")
    others = 0
    while keyboard.here != "check":
        assert keyboard.page.evaluate("document.documentElement.scrollWidth") <= 320
        keyboard.send("skip")
        others += 1
    assert others > 5
    assert "The Harnsey Learning Trust" in keyboard.page.locator("#check-list").inner_text()
    keyboard.send("first")
    settings = download(keyboard, world)
    assert "extends: trusts/harnsey.yaml" in settings.read_text()
    assert problems(world, settings) == []
    assert keyboard.axe == []
    assert "Marguerite" not in file.read_text(encoding="utf-8")
    assert "Secret Sieve" not in file.read_text(encoding="utf-8")


def test_a_policy_that_the_trust_has_for_all_its_schools_is_not_chosen_and_what_it_answers_not_asked(
    browser: Browser, decided: tuple[World, Path]
) -> None:
    world, file = decided
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, parent="1")
    assert not page.locator("#problems").is_visible()
    page.goto(f"{page.url.split('#')[0]}#/policies")
    keyboard.look()
    assert page.locator("#adopted li").all_inner_texts() == [
        "Cyberbullying policy", "Online safety policy", "Online safety for staff",
    ]  # fmt: skip
    assert "The Oakhythe Trust has these" in page.locator("#adopted").inner_text()
    for policy, there in (("e-safety", False), ("guidance-staff", False), ("acceptable-use", True)):
        assert page.locator(f"#policies-{policy}").is_visible() == there
    keyboard.send("first")
    assert keyboard.here == "school-name"

    asked = answer_all(keyboard, {"school-name": "Northgate Academy", "school-phase": ["secondary"]})
    assert "people-chair" not in asked
    keyboard.choose("more-all")
    keyboard.send("first")
    # A meeting that was given before the trust was chosen stays in mind, and no review need come after it.
    page.evaluate("""State.set("policy.meeting_on", {state: "answered", value: "2030-03-01"})""")
    others = []
    while keyboard.here != "check":
        others.append(keyboard.here)
        if keyboard.here == "policy-version":
            keyboard.answer("2026.1")
        elif keyboard.here == "policy-review-on":
            keyboard.answer(("8", "12", "2027"))
            assert not page.locator("#problems").is_visible()
        else:
            keyboard.send("skip")
    assert {"policy-version", "policy-effective-on"} <= set(others)
    assert not {"policy-approving-body", "policy-meeting-on", "policy-review-after"} & set(others)
    assert "Online safety policy (from The Oakhythe Trust)" in page.locator("#check-list").inner_text()
    keyboard.send("first")
    settings = download(keyboard, world)
    own = '    review_on: "2027-12-08"\n    version: "2026.1"\n'
    assert settings.read_text().endswith(f"\npolicies:\n  cyberbullying:\n{own}  e-safety:\n{own}")
    assert problems(world, settings) == []
    assert keyboard.axe == []


def test_what_the_trust_answers_for_some_policies_is_asked_and_written_for_the_others(
    browser: Browser, decided: tuple[World, Path]
) -> None:
    world, file = decided
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, "e-safety", "acceptable-use", parent="none")
    assert keyboard.here == "school-name"
    page.evaluate("""() => {
      State.set("school.type", {state: "answered", value: "community"});
      State.set("policy.meeting_on", {state: "answered", value: "2027-03-01"});
      State.set("policy.review_on", {state: "answered", value: "2028-03-01"});
    }""")
    page.goto(f"{page.url.split('#')[0]}#/parent/change")
    keyboard.look()
    keyboard.choose("parent-1")
    keyboard.send("first")
    assert page.evaluate("Questions.tested('school.type')") == "academy"
    page.goto(f"{page.url.split('#')[0]}#/policy-meeting-on/change")
    keyboard.look()
    about = page.locator("#policy-meeting-on-hint").inner_text()
    assert about.endswith("This is about: Acceptable use policy. The Oakhythe Trust has answered it for the others.")
    page.evaluate("location.hash = '#/policy-version/change'")
    page.wait_for_function("Pages.here().name === 'policy-version'")
    assert "This is about" not in page.locator("#policy-version-hint").inner_text()
    page.evaluate("location.hash = '#/school-name'")
    page.wait_for_function("Pages.here().name === 'school-name'")
    answer_all(keyboard, {"school-name": "Southgate Academy", "school-phase": ["secondary"]})
    keyboard.choose("more-check")
    keyboard.send("first")
    keyboard.send("first")
    settings = download(keyboard, world)
    written = settings.read_text()
    assert written.count("meeting_on:") == 1
    assert '  acceptable-use:\n    meeting_on: "2027-03-01"\n' in written
    assert written.count("review_on:") == 3
    assert problems(world, settings) == []
    assert keyboard.axe == []

    # The trust no longer: none of its policies is left, and the meeting is that of both.
    page.evaluate("State.now.parent = ''")
    assert page.evaluate("Yaml.write()").count("meeting_on:") == 2


def test_of_a_person_whom_the_trust_does_not_name_only_what_it_has_not_locked_is_asked(
    browser: Browser, decided: tuple[World, Path]
) -> None:
    world, file = decided
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, parent="1")
    # Typed before the trust was chosen: it stays in mind, and is not written.
    page.evaluate("""() => State.set("people.headteacher", {
      state: "answered", value: {name: "Ann Reed", title: "Head", post: "Boss", email: "ann@harnsey.example"},
    })""")
    assert "title: Head" not in page.evaluate("Yaml.write()")
    page.goto(f"{page.url.split('#')[0]}#/people-headteacher/change")
    keyboard.look()
    shown = {
        part: page.locator(f"#people-headteacher-{part}").is_visible() for part in ("name", "title", "post", "email")
    }
    assert shown == {"name": True, "title": False, "post": False, "email": True}
    assert "the answer from The Oakhythe Trust is used" in page.locator("#people-headteacher-email-hint").inner_text()
    keyboard.fill("people-headteacher-email", "")
    keyboard.answer({"name": "Olufemi Balogun"})
    answer_all(keyboard, {"school-name": "Westgate Academy", "school-phase": ["secondary"]}, until="check")
    assert "Olufemi Balogun" in page.locator("#check-list").inner_text()
    keyboard.send("first")
    settings = download(keyboard, world)
    assert "  headteacher:\n    name: Olufemi Balogun\n  " in settings.read_text()
    assert problems(world, settings) == []
    assert keyboard.axe == []

    # Without the trust all of a person can be given again, with the usual words beside it.
    page.evaluate(
        "State.now.parent = ''; State.now.policies = ['e-safety']; location.hash = '#/people-headteacher/change'"
    )
    page.wait_for_selector("#people-headteacher-title", state="visible")
    assert "Headteacher" in page.locator("#people-headteacher-title-hint").inner_text()
    assert not page.locator("#people-headteacher-email-hint").is_visible()


def test_without_javascript_the_page_says_what_to_do_instead(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(file.as_uri())
    assert page.get_by_text("policygen questions").is_visible()
    assert not page.locator("main > section").first.is_visible()
