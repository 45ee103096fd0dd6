"""A project's own templates are text from outside: they reach nothing but the document, and never run for ever."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from policygen.look.sandbox import LookEnvironment
from policygen.look.texts import TemplateRefused, TemplateText
from policygen.world.disk import DiskWorld
from tests.support.cli import run
from tests.support.projects import lay_out, write


@dataclass(frozen=True)
class Stranger:
    """A frozen class that is not policygen's."""

    name: str = "x"
    parts: list[str] = field(default_factory=list)


def rendered(text: str, **values: object) -> str:
    others = {
        "other.html.j2": TemplateText("templates/pdf/other.html.j2", "{% macro m(x) %}<{{ x }}>{% endmacro %}", True)
    }
    texts = {"page.html.j2": TemplateText("templates/pdf/page.html.j2", text, True), **others}
    return LookEnvironment(texts).get_template("page.html.j2").render(**values)


ESCAPES = (
    '{{ cycler.__init__.__globals__.os.popen("id").read() }}',
    '{{ joiner.__init__.__globals__ }}',
    '{{ lipsum.__globals__["os"].popen("id").read() }}',
    "{{ lipsum(5) }}",
    '{% set ns = namespace(a=1) %}{{ ns.a }}',
    '{% set ns.a = 1 %}',
    '{{ dict(a=1) }}',
    '{{ "".__class__.__mro__[1].__subclasses__() }}',
    '{{ ""["__class__"] }}',
    '{{ ""|attr("__class__") }}',
    '{{ ["a"]|map(attribute="__class__")|list }}',
    '{{ [""]|groupby("__class__") }}',
    '{{ [""]|selectattr("__class__")|list }}',
    '{{ "{0.__class__}".format("") }}',
    '{{ "{a.__class__}".format_map({"a": 1}) }}',
    '{{ "%s"|format(self) }}',
    '{{ self._TemplateReference__context }}',
    '{{ range.__init__ }}',
    '{% macro m() %}{% endmacro %}{{ m._environment }}{{ m.name }}',
    '{% macro m() %}{{ caller }}{% endmacro %}{% call m() %}{% endcall %}',
    '{% import "other.html.j2" as o %}{{ o.__init__ }}',
    '{% import "other.html.j2" as o %}{{ o._body_stream }}',
    '{% include "../../schools/hilltop.yaml" %}',
    '{% include "/etc/passwd" %}',
    '{% import "../../schools/hilltop.yaml" as o %}',
    '{% extends "other.html.j2" %}',
    '{% for x in [1] recursive %}{{ loop(x) }}{% endfor %}',
    '{% for x in [1] %}{{ loop._iterator }}{% endfor %}',
    '{% for x in [1] %}{{ loop.cycle.__globals__ }}{% endfor %}',
    '{% autoescape false %}{{ document.name }}{% endautoescape %}',
    '{{ stranger.name }}',
    '{{ stranger.parts.append("x") }}',
    '{{ words.clear() }}',
    '{{ words.items }}',
    '{{ words }}',
    '{{ 1|tojson }}',
    '{{ [1]|pprint }}',
    '{{ missing }}',
    '{% if %}',
)  # fmt: skip


@pytest.mark.parametrize("text", ESCAPES)
def test_a_template_reaches_nothing_but_plain_data(text: str) -> None:
    with pytest.raises(TemplateRefused) as found:
        rendered(text, stranger=Stranger(), words={"a": "b"})
    finding = found.value.diagnostic
    assert finding.code == "PG853"
    assert finding.span is not None
    assert (finding.span.file, finding.span.line) == ("templates/pdf/page.html.j2", 1)


GREEDY = (
    "{{ 'a' * 200000000 }}",
    "{{ 'a' % 1 }}",
    "{{ '%200000000d' % 1 }}",
    "{{ '%200000000d'|format(1) }}",
    "{{ '%*d'|format(200000000, 1) }}",
    "{{ 'a'|center(200000000) }}",
    "{{ range(200000000)|list }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ [1] * 200000000 }}",
    "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "{% set a = 'aaaaaaaaaa' %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40 + "{{ a }}",
    "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a|replace('a', a) %}" * 40 + "{{ a }}",
    "{% set a = ['aaaaaaaaaa', 'a'] %}" + "{% set a = [a|join(a|join), a|join] %}" * 40 + "{{ a|join }}",
    "".join(f"{{% for a{n} in range(1000) %}}" for n in range(8)) + "{% endfor %}" * 8,
    "{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(1) }}",
    "{% macro m(n) %}{% if n < 60 %}{{ m(n + 1) }}{{ m(n + 1) }}{% endif %}{% endmacro %}{{ m(1) }}",
    "{% include 'page.html.j2' %}{% include 'page.html.j2' %}",
    "{% macro m(n) %}{% if n > 0 %}{{ m(n * n) }}{% endif %}{% endmacro %}{{ m(7) }}",
    "{{ " + "(" * 300 + "1" + ")" * 300 + " }}",
    "{{ " + "-" * 5000 + "1 }}",
    "x" * 200_001,
)  # fmt: skip


@pytest.mark.parametrize("text", GREEDY)
def test_a_template_that_asks_for_too_much_is_refused(text: str) -> None:
    with pytest.raises(TemplateRefused):
        rendered(text)


def test_what_a_template_needs_works() -> None:
    text = (
        '{% from "other.html.j2" import m with context %}{% import "other.html.j2" as o %}'
        "{% for key, value in words.items() %}{{ loop.index }}{{ m(key) }}{{ o.m(value) }}{% endfor %}"
        '{{ "%.3f"|format(1 / 3) }} {{ words.a ~ "<" }} {{ " no" if words.b is defined }}'
        '{{ words["a"].partition("b")[1] }}'
        "{{ [1, 2, 3][1:]|join(', ') }} {% if 'a' in words %}yes{% endif %}"
    )
    assert rendered(text, words={"a": "b"}) == "1<a><b>0.333 b&lt; b2, 3 yes"


def test_the_line_of_the_file_at_fault_is_named() -> None:
    with pytest.raises(TemplateRefused) as found:
        rendered("one\n{% from 'other.html.j2' import m %}\n\n{{ nothing }}")
    assert found.value.line == 4


POPEN = '{{ cycler.__init__.__globals__.os.popen("touch ' + "PLACE" + '").read() }}'
FILES = ("web/policy.html.j2", "web/screen.css.j2", "pdf/policy.html.j2", "form/page.html.j2", "common/inline.html.j2")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project beside a packaged library and look."""
    packaged = lay_out(tmp_path / "packaged").root
    shutil.copytree(packaged / "schools", tmp_path / "own/schools")

    class Beside(DiskWorld):
        def __init__(self, root: Path) -> None:
            super().__init__(root, packaged)

    monkeypatch.setattr("tests.support.cli._Small", Beside)
    return tmp_path / "own"


@pytest.mark.parametrize("name", FILES)
def test_no_code_of_a_project_runs(project: Path, name: str) -> None:
    write(project, f"templates/{name}", "<p>\n" + POPEN.replace("PLACE", str(project / "ran")))
    form = "pdf" if "pdf" in name else "html"
    command = ("form",) if name.startswith("form/") else ("build", "hilltop", "--format", form)
    ran = run(project, *command)
    assert not (project / "ran").exists()
    assert ran.code == 1
    assert "PG853" in ran.err
    assert f"templates/{name}:2" in ran.err
    assert "mistake of its own" not in ran.err


def test_the_form_refuses_a_look_that_leads_out_of_the_project(project: Path) -> None:
    write(project.parent, "elsewhere/page.html.j2", "secret")
    (project / "templates/form").mkdir(parents=True)
    (project / "templates/form/page.html.j2").symlink_to(project.parent / "elsewhere/page.html.j2")
    ran = run(project, "form")
    assert (ran.code, "PG852" in ran.err) == (1, True)
    assert not (project / "build").exists()
