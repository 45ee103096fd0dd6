"""Clauses are filled in as Jinja itself would fill them in, from the syntax tree that the check has read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from policygen.assemble.filler import Filler
from policygen.assemble.placeholders import MARK_CLOSE, MARK_OPEN, Hole, PlaceholderGroup
from policygen.assemble.programs import ROUNDS
from policygen.check.templates import make_environment
from policygen.document.model import Origin
from policygen.look.texts import TemplateRefused


def hole(text: str, raw: Any) -> Hole:
    return Hole(text, raw, Origin(key="some.key"))


SCOPE: Mapping[str, Any] = {
    "school": PlaceholderGroup(
        {
            "name": hole("hillside School", "hillside School"),
            "phase": hole("primary", "primary"),
            "pupils": hole("210", 210),
            "trust": hole("", None),
        }
    ),
    "choices": PlaceholderGroup(
        {
            "routes": hole("bus, tram", ("bus", "tram")),
            "none": hole("", ()),
            "boarding": hole("no", False),
        }
    ),
    "people": PlaceholderGroup(
        {"head": PlaceholderGroup({"name": hole("Ada Lovell", "Ada Lovell")}, hole("the headteacher", "head"))}
    ),
}

TEXTS = [
    "No tags at all.",
    "{{ school.name }} has {{ school.pupils }} pupils, says {{ people.head }} ({{ people.head.name }}).",
    "{% if school.phase == 'primary' %}Young{% elif school.pupils == 210 %}Many{% else %}None{% endif %} people.",
    "{% if school.phase == 'secondary' %}Young{% elif school.pupils == 210 %}Many{% else %}None{% endif %} people.",
    "{% if school.phase == 'secondary' %}Young{% elif school.pupils == 9 %}Few{% else %}None{% endif %} people.",
    "{% if choices.boarding %}Beds.{% endif %}{% if not choices.boarding %}No beds.{% endif %}",
    "{% if school.trust is answered %}A trust.{% endif %}{% if school.name is answered %}A name.{% endif %}",
    "{% if people.head is answered %}A head.{% endif %}",
    "{% for route in choices.routes %}- by {{ route }}{% if route == 'tram' %} (new){% endif %}\n{% endfor %}",
    "{% for route in choices.none %}- {{ route }}{% else %}On foot.{% endfor %}",
    "{% for a in choices.routes %}{% for b in choices.routes %}{{ a }}+{{ b }} {% endfor %}{{ a }}. {% endfor %}",
    "{% for school in choices.routes %}{{ school }} {% endfor %}{{ school.name }}",
    "{{ school.name if school.pupils == 210 else school.phase }}",
    "{{ 'in ' if 'bus' in choices.routes else 'out ' }}{{ 'in' if 'boat' in choices.routes else 'out' }}",
    "{{ 'yes' if school.phase in ('primary', 'nursery') else 'no' }}",
    "{{ 'yes' if school.phase not in ['a'] else 'no' }}",
    "{{ school.name | sentence }} and {{ people.head | sentence }}, {{ 'literal' | sentence }} and {{ 3 }}",
    "{{ 'a' if school.pupils == 210 and choices.boarding else 'b' }}",
    "{{ 'a' if choices.boarding or school.name else 'b' }}",
    "{{ 'a' if school.pupils != 3 else 'b' }}",
    "{{ 'a' if 1 < 2 < 3 else 'b' }}{{ 'a' if 1 < 2 > 3 else 'b' }}{{ 'a' if 1 <= 1 == 1 else 'b' }}",
    "{%- if true %}\n   Trimmed.\n   {% endif %}\n  Left.\n",
    "{# A remark. #}{% if school.nothing %}a{% else %}b{% endif %}",
    "{% for letter in 'abc' %}{{ letter }}{% endfor %}{% for x in [1, 2] %}{{ x }}{% endfor %}",
]


def filled_by_jinja(text: str) -> str:
    """Return what Jinja makes of a text, with marks as the product's own."""
    marks: list[Hole] = []

    @pass_context
    def finalize(_: Context, value: Any) -> Any:
        value = value.own if isinstance(value, PlaceholderGroup) else value
        if isinstance(value, Hole):
            marks.append(value)
            return f"{MARK_OPEN}{len(marks) - 1}{MARK_CLOSE}"
        return value

    def sentence(value: Any) -> Any:
        value = value.own if isinstance(value, PlaceholderGroup) else value
        words = value.text if isinstance(value, Hole) else str(value)
        words = words[:1].upper() + words[1:]
        return value.retold(words) if isinstance(value, Hole) else words

    def answered(value: Any) -> bool:
        value = value.own if isinstance(value, PlaceholderGroup) else value
        return isinstance(value, Hole) and value.raw is not None

    class Groups(Environment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            found = obj.children if isinstance(obj, PlaceholderGroup) else {}
            return found[attribute] if attribute in found else self.undefined(name=attribute)

    environment = Groups(trim_blocks=True, lstrip_blocks=True, finalize=finalize)
    environment.filters = {"sentence": sentence}
    environment.tests = {"answered": answered}
    return environment.from_string(text).render(dict(SCOPE)) + "".join(one.text for one in marks)


def filler_of(*texts: str) -> Filler:
    return Filler((), {text: make_environment().parse(text) for text in texts})


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_reads_as_jinja_would_have_it(text: str) -> None:
    marked, holes = filler_of(text).fill(text, SCOPE)
    assert marked + "".join(one.text for one in holes) == filled_by_jinja(text)


def test_a_text_that_nobody_read_before_is_read_now() -> None:
    assert filler_of().fill("{% if school.name %}a{% endif %}", SCOPE) == ("a", [])


def test_a_text_with_a_mistake_stays_unfilled() -> None:
    assert Filler({"{{ oops"}, {}).fill("{{ oops", SCOPE) == ("…", [])


@pytest.mark.parametrize(
    "text",
    [
        "{% set x = 1 %}",
        "{{ school.name.upper() }}",
        "{{ school['name'] }}",
        "{{ 1 + 1 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ {'a': 1} }}",
        "{{ school.name[0:1] }}",
        "{{ -1 }}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
    ],
)
def test_what_is_not_on_the_allow_list_has_no_meaning(text: str) -> None:
    with pytest.raises(AssertionError):
        filler_of(text).fill(text, SCOPE)


@pytest.mark.parametrize("text", ["{{ school.nothing }}", "{{ nothing }}", "{{ 'a' if choices.boarding }}"])
def test_a_value_that_is_not_there_is_never_printed_as_nothing(text: str) -> None:
    with pytest.raises(LookupError):
        filler_of(text).fill(text, SCOPE)


def test_loops_have_a_budget() -> None:
    many = {**SCOPE, "choices": PlaceholderGroup({"many": hole("", tuple(map(str, range(ROUNDS // 100))))})}
    once = "{% for a in choices.many %}a{% endfor %}"
    twice = "{% for a in choices.many %}{% for b in choices.many %}b{% endfor %}{% endfor %}"
    assert len(filler_of(once).fill(once, many)[0]) == ROUNDS // 100
    with pytest.raises(TemplateRefused):
        filler_of(twice).fill(twice, many)
