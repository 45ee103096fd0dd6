"""The pages of a library's site: every clause with what it rests on, safe to publish, and no link leads nowhere."""

from __future__ import annotations

import posixpath
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from policygen.api.library import Library, load
from policygen.browse.addresses import dotted
from policygen.world.disk import DiskWorld
from tests.support.browsed import browsed
from tests.support.cli import run
from tests.support.projects import write

CONDITION = (
    "At least one of these is true: All of these are true: Boarders: yes Phones: Handed in or In lockers "
    "Ages taught: not Primary"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return browsed(tmp_path_factory.mktemp("browsed"))


@pytest.fixture(scope="module")
def pages(library: Library) -> dict[str, html.HtmlElement]:
    return {name: html.fromstring(data.decode()) for name, data in library.keeping.site().files.items()}


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def facts(clause: html.HtmlElement) -> dict[str, str]:
    return {words(row[0]): words(row[1]) for row in clause.xpath("./dl[@class='facts']/div")}


def test_each_clause_of_each_policy_is_there_in_its_section_with_what_it_rests_on(
    library: Library, pages: dict[str, html.HtmlElement]
) -> None:
    project = library._compiler.project
    for policy, outline in project.outlines.items():
        page = pages[f"policies/{policy}.html"]
        sections = page.xpath("//main/section")
        assert len(sections) == len(outline.all_sections)
        for section, listed in zip(sections, outline.all_sections, strict=True):
            wanted = [project.find_clause(name.text, "home")[0] for name in listed.names]
            assert [one.get("id") for one in section.xpath("./article")] == [dotted(name) for name in wanted]
            for clause, name in zip(section.xpath("./article"), wanted, strict=True):
                entry = project.clauses[name].entry
                said = facts(clause)
                assert (said["Who gets it"].startswith("Every school")) == (entry.when is None)
                assert ("This wording was reviewed by" in said["Review"]) == (entry.reviewed is not None)
                assert clause.xpath(".//div[@class='words']")
                links = {one.get("href").partition("#")[2] for one in clause.xpath("./ul[@class='claims']//a")}
                assert {one.text.partition("/")[2] for one in entry.claimed} <= links
                assert {one.text for one in entry.cites} <= links


def test_a_clause_says_who_gets_it_who_needs_it_and_what_was_reviewed(pages: dict[str, html.HtmlElement]) -> None:
    (clause,) = pages["policies/odd.html"].xpath("//article[@id='home.odd.form']")
    assert facts(clause) == {
        "Who gets it": CONDITION,
        "Applies to": "Staff; Parents and carers",
        "Review": "Nobody has reviewed it yet.",
        "On websites": "Copies for the web print only its heading.",
        "Separate file": "It is also built as a file to hand out.",
        "Consultation": "Consult these before a school rewords it or leaves it out: Staff and their unions.",
        "Former names": "odd.paper",
        "See also": "Whom to tell",
    }
    assert clause.xpath(".//a[.='www.example.org (another website)']/@href")[0] == "https://www.example.org/guide"
    (see,) = clause.xpath(".//div[@class='words']//a")
    assert (words(see), see.get("href")) == ("“Whom to tell”", "../policies/online.html#home.telling.who")
    moved = facts(pages["policies/odd.html"].xpath("//article[@id='home.telling.record']")[0])
    assert "Only schools without “Online safety policy”" in moved["Who gets it"]
    handed_in = facts(pages["policies/phones.html"].xpath("//article[@id='home.phones.handed-in']")[0])
    assert handed_in["See also"] == "Whom to tell; The board of [School name]"
    (gone,) = pages["clauses-in-no-policy.html"].xpath("//article")
    assert "A later version will drop this clause: It is old. Use odd.form instead." in words(gone)


def test_titles_conditions_and_registers_of_every_form_are_there_in_words(tmp_path: Path) -> None:
    clause = """\
clauses:
  - id: more.titled
    title: 'At {{ school.name }}{% if choices.phones == "handed_in" %} by day{% endif %}'
    kind: advice
    audience: [staff]
    when: {not: {boarding: yes, phones: [handed_in, lockers]}}
    text: Do more.
    meets: [more/only]
"""
    source = "source: {id: more, title: More, publisher: Westshire, nation: england, edition: First}\nrequirements:\n"
    entry = "  - {id: only, locator: page 1, audience: [staff], kind: duty, summary: More is done.}\n"
    browsed(tmp_path)
    write(tmp_path, "clauses/home/more.yaml", clause)
    write(tmp_path, "clauses/home/requirements/more.yaml", source + entry)
    other = source.replace("id: more, title: More", "id: other, title: Other") + entry
    write(tmp_path, "clauses/home/requirements/other.yaml", other)
    library = load(DiskWorld(tmp_path))
    assert not library.errors
    pages = {name: html.fromstring(data.decode()) for name, data in library.keeping.site(["home"]).files.items()}
    (found,) = pages["clauses-in-no-policy.html"].xpath("//article[@id='home.more.titled']")
    assert words(found.xpath("./h3")[0]) == "At [School name] …"
    assert facts(found)["Who gets it"] == (
        "At least one of these is true: Boarders: not yes Phones: not Handed in or In lockers"
    )
    # Nobody says when this entry was checked, and no clause meets anything of the other register.
    assert "erified" not in words(pages["sources/more.html"].xpath("//article")[0])
    assert "Not met: no clause meets it." in words(pages["sources/other.html"].xpath("//article")[0])


def test_each_branch_of_a_clause_is_there_below_the_answers_that_decide(pages: dict[str, html.HtmlElement]) -> None:
    (clause,) = pages["policies/phones.html"].xpath("//article[@id='home.phones.all']")
    found = {
        words(one.xpath("./ul[@class='answers']")[0]): words(one.xpath("./div[@class='words']")[0])
        for one in clause.xpath(".//div[@class='wording']")
    }
    assert found == {
        "Phones: Handed in, or In lockers": "Phones are silent.",
        "Phones: With their owners": "Phones are silent and in bags.",
    }


def test_a_source_says_what_meets_each_requirement_and_why_one_is_open(pages: dict[str, html.HtmlElement]) -> None:
    page = pages["sources/guide.html"]
    met, partly, unmet = page.xpath("//article")
    assert "home:telling.who" in words(met)
    assert "meets part of it, at schools that meet its condition" in words(partly)
    assert "Entered from memory and not verified." in words(partly)
    assert "Not met: no clause meets it." in words(unmet)
    assert [one.get("href") for one in page.xpath("//section[h2='Still open']//li/a")] == ["#tell-2", "#tell-3"]
    (unverified,) = pages["index.html"].xpath("//section[h2='What has not been verified']")
    assert "The Guide: tell-2" in words(unverified)


def test_a_question_says_which_clauses_would_change(pages: dict[str, html.HtmlElement]) -> None:
    (question,) = pages["questions.html"].xpath("//article[@id='choices.phones']")
    deciding, printing = ([words(one) for one in part.xpath("./li/code")] for part in question.xpath("./ul"))
    assert deciding == ["home:phones.handed-in", "home:phones.lockers", "home:odd.form"]
    assert printing == ["home:phones.all"]


def test_every_link_within_the_site_leads_to_a_place_that_is_there_and_nothing_is_loaded(
    pages: dict[str, html.HtmlElement],
) -> None:
    places = {name: Counter(page.xpath("//@id")) for name, page in pages.items()}
    assert [(name, key) for name, ids in places.items() for key, count in ids.items() if count > 1] == []
    lost = []
    for name, page in pages.items():
        assert page.xpath("//script|//iframe|//link[not(@href='data:,')]|//img[not(starts-with(@src, 'data:'))]") == []
        for target in page.xpath("//a/@href"):
            if target.startswith("https://"):
                continue
            file, _, anchor = target.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            if there not in places or (anchor and anchor not in places[there]):
                lost.append((name, target))
    assert lost == []


def test_words_that_mean_something_in_html_stay_words(pages: dict[str, html.HtmlElement]) -> None:
    assert words(pages["policies/odd.html"].xpath("//h1")[0]) == "</title><script>alert(“1”)</script> & Co"
    assert "A & B “C” 1 < 2" in words(pages["policies/odd.html"].xpath("//article[1]/h3")[0])


def test_some_libraries_alone_come_twice_as_the_same_bytes_and_without_schools(library: Library) -> None:
    site = library.keeping.site(["law"])
    assert site.files == library.keeping.site(["law"]).files
    whole = b"".join(site.files.values())
    assert b"Hilltop" not in whole
    assert b"Ann Reed" not in whole
    assert b"home:basics.why" not in site.files["policies/online.html"]
    assert b"7 clauses of other libraries" in site.files["policies/online.html"]
    named = library.keeping.site(["law"], schools=True).files
    assert b"Hilltop School" in named["schools.html"]
    assert b"Hilltop School" in named["policies/online.html"]
    assert b"Ann Reed" not in b"".join(named.values())


def test_the_command_writes_the_pages_and_keeps_one_that_a_person_changed(library: Library) -> None:
    folder = Path(str(library.world.root))  # type: ignore[attr-defined]
    page = folder / "build/library/index.html"
    first = run(folder, "library", "site", "law")
    assert (first.code, first.out) == (0, "build/library/index.html\n")
    written = page.read_bytes()
    page.write_text("Mine")
    (folder / "build/library/.policygen.json").write_bytes(
        (folder / "build/library/.policygen.json").read_bytes().replace(b'"questions.html"', b'"policies/gone.html"')
    )
    (folder / "build/library/policies/gone.html").write_text("old")
    again = run(folder, "library", "site", "law")
    assert page.read_bytes() == written
    (kept,) = (folder / "build/library/kept").glob("*-index.html")
    assert kept.read_text() == "Mine"
    assert "index.html" in again.err
    assert "no longer part of the site: policies/gone.html" in again.err
    wrong = run(folder, "library", "site", "lwa")
    assert wrong.code == 2
    assert "Did you mean `law`?" in wrong.err
