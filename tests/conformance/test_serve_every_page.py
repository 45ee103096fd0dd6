"""Every page there is, listed from the routes, in Chromium: both sizes and colour schemes, by keyboard, without motion.

One page of each template is looked at, in one size and scheme, the next template in another. `POLICYGEN_EVERY_PAGE=1`
looks at all pages in each, which takes a quarter of an hour; `POLICYGEN_PICTURES=FOLDER` keeps a picture of each.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conformance.test_serve import SIZES
from tests.support.attacked_sites import Kind
from tests.support.browser import violations
from tests.support.served_pages import NOT_PAGES, PageWalk, templates_of, walk_as_clerk, walk_as_visitor, walk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page, Route

    View = tuple[dict[str, int], str]

pytestmark = pytest.mark.conformance

IN_FULL = bool(os.environ.get("POLICYGEN_EVERY_PAGE"))
PICTURES = os.environ.get("POLICYGEN_PICTURES", "")
MOST_TABS = 60
VIEWS = ((SIZES[1], "dark"), (SIZES[0], "light"), (SIZES[0], "dark"), (SIZES[1], "light"))
# The pages that only the owner of a folder sees.
CLERKS = frozenset((
    "new-school", "collect", "school", "built", "adopt-in-folder", "adopted-in-folder", "project", "group",
))  # fmt: skip
# What Tab leads to, in the order of the page; of radio buttons with the same name, one.
REACHED = """() => {
  const groups = new Set()
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(one => {
    if (one.disabled || one.type === 'hidden' || one.tabIndex < 0 || !one.checkVisibility()) return false
    if (one.type !== 'radio') return true
    const group = [...document.querySelectorAll(`input[type=radio][name="${one.name}"]`)]
    const chosen = group.find(each => each.checked)
    if (groups.has(one.name) || (chosen && chosen !== one)) return false
    groups.add(one.name)
    return true
  }).map((one, number) => { one.dataset.reached = number; return one.tabIndex })
}"""
FOCUSED = """() => {
  const one = document.activeElement, look = getComputedStyle(one), at = one.getBoundingClientRect()
  const ring = parseFloat(look.outlineWidth) >= 2 && !['none', 'hidden'].includes(look.outlineStyle)
  return [one.dataset.reached ?? one.outerHTML.slice(0, 200), ring, at.bottom > 0 && at.top < innerHeight]
}"""
MOVING = """() => document.getAnimations().length + [...document.querySelectorAll('*')].filter(one =>
  /[1-9]/.test(getComputedStyle(one).transitionDuration)).length"""
# In forced colours: what has neither a border nor words, so that nobody could see that it is there.
UNSEEN = """() => [...document.querySelectorAll('.button, .text, select, .summary, .panel')].filter(one =>
  one.checkVisibility() && parseFloat(getComputedStyle(one).borderTopWidth) < 1).map(one => one.outerHTML)"""


def use_the_keyboard(page: Page) -> None:
    """Tab leads to everything in the order of the page, and where one is can be seen."""
    wanted = page.evaluate(REACHED)
    assert all(one == 0 for one in wanted), "an order other than the page's"
    # From the top, also where the page has led the keyboard to its errors.
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    found, faults = list[int](), list[str]()
    for _ in range(min(len(wanted), MOST_TABS)):
        page.keyboard.press("Tab")
        number, has_ring, is_seen = page.evaluate(FOCUSED)
        if not str(number).isdecimal() or not has_ring or not is_seen:
            faults.append(f"{number}: ring {has_ring}, on the screen {is_seen}")
        else:
            found.append(int(number))
    assert faults == []
    assert found == list(range(len(found)))


def look_at(page: Page, name: str, views: Sequence[View]) -> list[str]:
    """Return what is wrong with a page."""
    faults, stem = list[str](), re.sub(r"\W+", "-", name)
    for size, scheme in views:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        faults += [f"{size['width']} {scheme}: {one}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{size['width']}: wider than the window")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{stem}-{size['width']}-{scheme}.png", full_page=True)
    faults += ["it moves"] if page.evaluate(MOVING) else []
    if page.locator("h1").count() != 1:
        faults.append("not one heading of the first level")
    try:
        use_the_keyboard(page)
    except AssertionError as error:
        faults.append(f"keyboard: {error}")
    page.emulate_media(color_scheme="light", forced_colors="active")
    faults += [f"forced colours: {one}" for one in page.evaluate(UNSEEN)]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{stem}-forced.png")
    page.emulate_media(forced_colors="none")
    return faults


def see_all(browser: Browser, walk: PageWalk) -> dict[str, list[str]]:
    """Return what is wrong with each page of a walk."""
    address, seen, faults = "http://127.0.0.1:8600", set[str](), dict[str, list[str]]()
    page = browser.new_page()
    script_errors = list[str]()
    page.on("pageerror", lambda error: script_errors.append(str(error)))

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(address)
        if path.startswith("/page/"):
            route.fulfill(body=walk.pages[names[int(path.rpartition("/")[2])]], content_type="text/html; charset=utf-8")
            return
        found = walk.site.client.get(path)
        route.fulfill(body=found.content, content_type=found.headers["content-type"], status=found.status_code)

    names = [*walk.pages]
    page.route("**/*", answer)
    for number, name in enumerate(names):
        template = walk.template_of[name]
        if template in seen and not IN_FULL:
            continue
        page.goto(f"{address}/page/{number}")
        found = look_at(page, name, VIEWS if IN_FULL else VIEWS[len(seen) % len(VIEWS) :][:1])
        seen.add(template)
        if found:
            faults[name] = found
    assert script_errors == []
    page.close()
    return faults


@pytest.mark.parametrize("kind", ["visitors", "token"])
def test_every_page_can_be_used_by_everybody(browser: Browser, kind: Kind, tmp_path: Path) -> None:
    with walk_of(kind, tmp_path) as walk:
        if kind == "visitors":
            walk_as_visitor(walk, tmp_path)
            # An address or a page that is new has to be walked to here.
            assert [one for one in walk.site.addresses if one.path not in NOT_PAGES and one not in walk.asked] == []
        else:
            walk_as_clerk(walk)
            own = ("/groups/", "/schools/", "/built/", "/new", "/continue", "/pack", "/adopt")
            left = [one for one in walk.site.addresses if one not in walk.asked and one.path.startswith(own)]
            assert [one for one in left if one.path not in NOT_PAGES and one.path != "/pack/{token}"] == []
        templates = {name for name in templates_of() if (name in CLERKS) == (kind == "token")}
        assert templates - set(walk.template_of.values()) == set()
        faults = see_all(browser, walk)
    assert faults == {}, "\n".join(f"{name}: {one}" for name, found in faults.items() for one in found)
