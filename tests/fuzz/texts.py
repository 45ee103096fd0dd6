"""Targets that people write as text: settings, clauses, vocabulary, fixed words, templates and Markdown."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from policygen.assemble.wording import Wording, WordsUnusable
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.render import render_diagnostics
from policygen.intake.gap.reading import PolicyUnreadable, read_policy
from policygen.world.memory import MemoryWorld, snapshot
from tests.support.projects import SMALL, TEMPLATES, lay_out

from .harness import Target, spoiled
from .structures import changed_yaml, from_seed, markdown, template

ROOT = TEMPLATES.parent
SETTINGS, CLAUSES, VOCABULARY = "schools/hilltop.yaml", "clauses/home/basics.yaml", "clauses/vocabulary.yaml"
_YAML = (
    b"&a ",
    b"*a",
    b"<<: ",
    b"!!python/object:os.system ",
    b"? ",
    b"|\n",
    b">-\n",
    b"'",
    b'"',
    b"\\ud800",
    b"\t",
    b"---\n",
    b"...\n",
    b"\r",
    b"\xc2\x85",
    b"{",
    b"}",
    b"[",
    b"]",
    b"{{ ",
    b" }}",
    b"{% if ",
    b"none",
    b"yes",
    b"2026-02-30",
)
_WORDS = (
    b"extends: hilltop.yaml\n",
    b"tailoring:\n",
    b"- {omit: basics.why, because: We do}\n",
    b"locked: [school.name]\n",
    b"when: ",
    b"any: ",
    b"not: ",
    b"has: ",
    b"at_least: {pupils: 3}",
    b"falls_back: chair",
    b"type: one_of",
    b"values: {}",
    b"asked: young",
    b"default: ",
    b"public: yes",
    b"\\x07",
    b"logo: {file: x.svg, alternative: x}\n",
)


def _seeds(*names: str) -> list[bytes]:
    return [path.read_bytes() for name in names for path in sorted(ROOT.glob(name)) if path.stat().st_size < 9_000]


@cache
def _small() -> MemoryWorld:
    return snapshot(lay_out(Path(tempfile.mkdtemp(prefix="policygen-fuzz-"))))


def checked(files: dict[str, bytes]) -> None:
    """Check the small project with these files in it, and show what was found in each way there is."""
    world = replace(_small(), files={**_small().files, **files})
    compiler, found = Compiler.load(world)
    for name in sorted(compiler.files) if compiler is not None else ():
        assert compiler is not None
        school = compiler.school(name, found)
        for policy in school.plans if school else ():
            found.extend(compiler.compile(school, policy).diagnostics)
    texts = {name: data.decode("utf-8", "replace") for name, data in files.items()}
    for form in ("full", "json"):
        render_diagnostics(found, form, texts).encode("utf-8", "backslashreplace")


@cache
def _compiler() -> Compiler:
    compiler, _ = Compiler.load(_small())
    assert compiler is not None
    return compiler


def settings_read(data: bytes) -> None:
    """Read a school's settings against a library that is loaded once."""
    compiler = _compiler()
    world = replace(_small(), files={**_small().files, SETTINGS: data})
    compiler = replace(compiler, project=replace(compiler.project, world=world))
    found = Diagnostics()
    school = compiler.school("hilltop", found)
    for policy in school.plans if school else ():
        found.extend(compiler.compile(school, policy).diagnostics)
    render_diagnostics(found, "full", {SETTINGS: data.decode("utf-8", "replace")})


def own_clause(text: str) -> bytes:
    """Return the settings of a school that adds one clause with this text."""
    body = "".join(f"      {line}\n" for line in text.replace("\r", "\n").split("\n"))
    return (
        (SMALL / "schools/hilltop.yaml").read_bytes()
        + b"tailoring:\n  - add: {after: basics.rules}\n    id: school.own\n    title: Own\n"
        + b"    because: Ours\n    text: |\n"
        + b"      Words.\n\n"
        + body.encode("utf-8", "surrogatepass")
    )


_NAMES = (
    "school.name",
    "school.phase",
    "choices.routes",
    "people.headteacher",
    "people.chair.name",
    "contacts.helpline",
    "references.care_act.title",
    "policy.title",
    "none",
    "true",
    "1",
    "'a'",
    "'\\ud800'",
    "1e400",
    "x",
)
_JOINTS = (
    " == ",
    " in ",
    " and ",
    " or ",
    " not ",
    " is answered",
    " < ",
    " ~ ",
    " * ",
    " if ",
    " else ",
    "(",
    ")",
    "[",
    "]",
    ".",
    "|",
    "|sentence",
    "|all_of",
    "|any_of",
    ", ",
    " ",
)
_TAGS = (
    "{{ ",
    " }}",
    "{% if ",
    " %}",
    "{% endif %}",
    "{% else %}",
    "{% elif ",
    "{% for x in ",
    "{% endfor %}",
    "{# ",
    " #}",
    "{%- ",
    " -%}",
    "words ",
    "\n\n",
)
_MARKS = (
    "*",
    "**",
    "_",
    "- ",
    "1. ",
    "   ",
    "| a | b |\n",
    "|---|---|\n",
    "> ",
    "# ",
    "`",
    "```\n",
    "[a](",
    ")",
    "<b>",
    "&#x202E;",
    "\\",
    "Term\n: meaning\n",
    "![",
    "http://a.org",
    "[](#basics.why)",
    "\n",
    "\n\n",
    "    ",
    "~~",
    "\t",
    "3) ",
    "---\n",
    "a ",
    "’",
    "'90s",
    "5'10\"",
    "\u00ad",
    "\u0301",
    "\ue000",
    "﷽",
)


def _sentences(*parts: str) -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(parts), min_size=1, max_size=40).map(lambda found: own_clause("".join(found)))


def _nodes(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    makers = [changed_yaml(seed) for seed in seeds]
    return from_seed(lambda random: random.choice(makers)(random))


def words_read(data: bytes) -> None:
    """Read a project's own fixed words."""
    world = replace(_small(), look_files={**_small().look_files, "words/en.yaml": ("templates/words/en.yaml", data)})
    Wording.load(world)


def policy_read(data: bytes) -> None:
    """Read a policy that a school has, as text and as a web page."""
    for name in ("a.txt", "a.md", "a.html"):
        with suppress(PolicyUnreadable):
            read_policy(name, data)


_SETTINGS = _seeds("tests/data/project/schools/**/*.yaml", "schools/*.yaml")
_CLAUSES = _seeds("tests/data/project/clauses/home/basics.yaml")
_VOCABULARY = _seeds("tests/data/project/clauses/vocabulary.yaml")
_FIXED = [(TEMPLATES / "words/en.yaml").read_bytes()]

_POLICIES = [
    b"# Bullying\n\nStaff should:\n\n- report it;\n- keep\n  evidence.\n\n| Who | When |\n| --- | --- |\n| a | b |\n",
    b"<html><head><meta charset=latin-1></head><body><h1>A</h1><ul><li>b<p>c</ul><div hidden>d</div></body></html>",
]
_TAGS_OF_HTML = (b"<p>", b"</p>", b"<table><tr><td>", b"<!--", b"<svg>", b"</body>", b"&nbsp;", b"<li>" * 50)

TARGETS = (
    Target("settings", spoiled(_SETTINGS, _YAML + _WORDS) | _nodes(_SETTINGS), settings_read),
    Target("clauses", spoiled(_CLAUSES, _YAML + _WORDS) | _nodes(_CLAUSES), lambda data: checked({CLAUSES: data})),
    Target(
        "vocabulary",
        spoiled(_VOCABULARY, _YAML + _WORDS) | _nodes(_VOCABULARY),
        lambda data: checked({VOCABULARY: data}),
    ),
    Target("words", spoiled(_FIXED, _YAML) | _nodes(_FIXED), words_read, (WordsUnusable,)),
    Target(
        "expressions",
        _sentences(*_NAMES, *_JOINTS, *_TAGS) | from_seed(lambda random: own_clause(template(random, _NAMES))),
        settings_read,
    ),
    Target("policies", spoiled(_POLICIES, (*_TAGS_OF_HTML, b"\f", b"  - ", b"(a) ")), policy_read),
    Target("markdown", _sentences(*_MARKS) | from_seed(lambda random: own_clause(markdown(random))), settings_read),
)
