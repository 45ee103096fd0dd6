"""Specimens' web pages and a library's site in Chromium: WCAG 2.2 AA by axe-core, small windows, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.document.model import Document
from policygen.world.disk import DiskWorld
from tests.support.browsed import browsed, write_site
from tests.support.browser import violations
from tests.support.drawn import drawn
from tests.support.specimens import EXTENTS, ROOT, specimens

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.conformance

WIDE = {"viewport": {"width": 1280, "height": 1024}}
NARROW = {"viewport": {"width": 320, "height": 800}}
# 1280 by 1024 px at 400 % (WCAG 2.2, 1.4.10).
ENLARGED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
VIEWS = pytest.mark.parametrize("view", [WIDE, NARROW, ENLARGED], ids=["wide", "narrow", "enlarged"])

# What WCAG 2.2, 1.4.12 lets a reader ask for.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
    "p { margin-bottom: 2em !important }"
)
# Elements whose words do not fit them: cut off, or run out of the side. What scrolls by itself may be wider inside.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(element => {
  if (element.closest('.unseen, .skip, .scroll')) return false
  const style = getComputedStyle(element)
  if (style.display === 'inline' || !element.textContent.trim()) return false
  if (element.scrollWidth > element.clientWidth + 1) return true
  const cuts = ['hidden', 'clip'].includes(style.overflowY)
  return cuts && element.scrollHeight > element.clientHeight + 1
}).map(element => element.tagName + ' ' + element.textContent.trim().slice(0, 60))"""


@pytest.fixture(scope="module", params=EXTENTS)
def documents(request: pytest.FixtureRequest) -> dict[str, Document]:
    """Policies and sheets of the specimen schools, as the board and as the web has them, by the name of their file."""
    return {one.name: one.document for one in specimens(request.param, web=True)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The address of each page of a library's site."""
    folder = tmp_path_factory.mktemp("site")
    files = write_site(browsed(folder / "project"), folder / "pages")
    return {f"site/{name}": path.as_uri() for name, path in files.items()}


@pytest.fixture(scope="module")
def pages(
    documents: dict[str, Document], site: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The address of each document's web page, and of each page of the site."""
    folder = tmp_path_factory.mktemp("pages")
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    builder = Builder(compiler)
    for name, document in documents.items():
        (folder / f"{name}.html").write_bytes(builder.renderer.render(document, ("html",))["html"])
    return {**{name: (folder / f"{name}.html").as_uri() for name in documents}, **site}


@contextmanager
def shown(browser: Browser, view: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(**view)
    yield context.new_page()
    context.close()


def found_on_each(page: Page, pages: dict[str, str], look: Callable[[Page], list[str]]) -> dict[str, list[str]]:
    """What `look` finds on each page, those of which it finds nothing left out."""
    found = {}
    for name, address in pages.items():
        page.goto(address)
        found[name] = look(page)
    return {name: places for name, places in found.items() if places}


def too_wide(page: Page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{width} px too wide"] if width > 0 else []


@VIEWS
def test_axe_finds_nothing_wrong_with_any_page_and_none_scrolls_sideways(
    browser: Browser, pages: dict[str, str], view: dict[str, Any]
) -> None:
    with shown(browser, view) as page:
        assert found_on_each(page, pages, lambda page: [*violations(page), *too_wide(page)]) == {}


def test_axe_finds_nothing_wrong_with_a_site_by_night(browser: Browser, site: dict[str, str]) -> None:
    with shown(browser, NARROW | {"color_scheme": "dark"}) as page:
        assert found_on_each(page, site, violations) == {}


def test_a_page_asks_for_nothing_but_itself(browser: Browser, pages: dict[str, str]) -> None:
    asked: list[str] = []
    with shown(browser, WIDE) as page:
        page.on("request", lambda request: asked.append(request.url))
        for address in pages.values():
            page.goto(address)
        page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == list(pages.values())


@pytest.mark.parametrize("view", [NARROW, WIDE], ids=["narrow", "wide"])
def test_words_set_wider_apart_are_neither_cut_off_nor_run_out_of_the_page(
    browser: Browser, pages: dict[str, str], view: dict[str, Any]
) -> None:
    def look(page: Page) -> list[str]:
        page.add_style_tag(content=SPACING)
        return [*page.evaluate(CUT_OFF), *too_wide(page)]

    with shown(browser, view) as page:
        assert found_on_each(page, pages, look) == {}


def test_the_first_stop_of_the_keyboard_leads_to_the_main_text(browser: Browser, pages: dict[str, str]) -> None:
    def look(page: Page) -> list[str]:
        page.keyboard.press("Tab")
        if not page.locator(".skip").is_visible():
            return ["the link is not to be seen when it has the focus"]
        page.keyboard.press("Enter")
        within = page.evaluate("document.activeElement === document.querySelector('main')")
        return [] if within else ["the focus is not in the main text"]

    with shown(browser, ENLARGED) as page:
        assert found_on_each(page, pages, look) == {}


def test_what_scrolls_sideways_can_be_scrolled_with_the_keyboard(browser: Browser, pages: dict[str, str]) -> None:
    """One table a page: those that fit have nothing to scroll."""
    seen = []
    with shown(browser, NARROW) as page:
        for address in pages.values():
            page.goto(address)
            tables = page.query_selector_all(".scroll")
            for table in islice((one for one in tables if one.evaluate("e => e.scrollWidth > e.clientWidth")), 1):
                table.focus()
                page.keyboard.press("ArrowRight")
                page.wait_for_function("element => element.scrollLeft > 0", arg=table, timeout=5000)
                seen.append(address)
    assert seen


def test_a_page_in_the_readers_own_colours_keeps_its_lines_and_its_focus(
    browser: Browser, pages: dict[str, str]
) -> None:
    def look(page: Page) -> list[str]:
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        moving = page.evaluate("document.getAnimations().length")
        gone = page.evaluate(
            "[...document.querySelectorAll('.line, .pen')].filter(element => !(parseFloat(getComputedStyle(element,"
            " element.matches('.pen') ? '::before' : null).borderBottomWidth) > 0)).length"
        )
        return (
            []
            if outline == "solid" and not moving and not gone
            else [f"{outline} outline, {moving} moving, {gone} gone"]
        )

    with shown(browser, WIDE | {"forced_colors": "active", "reduced_motion": "reduce"}) as page:
        assert found_on_each(page, pages, look) == {}


def test_a_page_printed_from_the_browser_has_as_many_pages_as_the_pdf(
    browser: Browser, documents: dict[str, Document], pages: dict[str, str], tmp_path: Path
) -> None:
    """One policy a school, and one sheet: the rest have the same stylesheet. Another engine may turn one page over."""
    from policygen.look.look import Look

    look = Look.load(DiskWorld(ROOT))
    first = {document.school: name for name, document in reversed(documents.items()) if document.kind == "policy"}
    sheet = next(name for name, document in documents.items() if document.kind == "sheet")
    with shown(browser, WIDE) as page:
        for name in (*first.values(), sheet):
            page.goto(pages[name])
            page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
            with pikepdf.open(tmp_path / "printed.pdf") as printed:
                assert abs(len(printed.pages) - drawn(documents[name], look)[1].pages) <= 1, name
