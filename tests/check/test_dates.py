"""Nothing can have been done on a day that has not come; with SOURCE_DATE_EPOCH nobody knows which those are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.projects import check, lay_out
from tests.support.settings import school

ENTRY = "{omit: basics.rules, because: They are in the handbook, agreed: {by: Ann Low, on: 2099-01-05}}"
FILES = {
    "schools/hilltop.yaml": school(policies="{online: {people_updated_on: 2099-01-01}}", tailoring=f"[{ENTRY}]"),
    "clauses/home/extra.yaml": (
        "clauses:\n  - {id: extra.a, title: A, kind: duty, audience: [staff], text: A., "
        "reviewed: {on: 2099-01-01, by: Ann Low}}\n"
    ),
}


@pytest.mark.parametrize(("environment", "found"), [({}, 3), ({"SOURCE_DATE_EPOCH": "1700000000"}, 0)])
def test_a_date_is_compared_with_todays_only_where_it_is_todays(
    tmp_path: Path, environment: dict[str, str], found: int
) -> None:
    world = replace(lay_out(tmp_path, FILES), environment=environment)
    assert len([one for one in check(world) if "in the future" in one.message]) == found
