"""What a drawing may not hold: anything that is fetched, run or taken from another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.check.pictures import Picture, read_picture
from policygen.diagnostics.model import Diagnostics, Span
from tests.support.projects import lay_out

SHAPE = '<rect width="9" height="9"/>'


def read(folder: Path, inside: str) -> tuple[Picture | None, list[str]]:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    world, diagnostics = lay_out(folder, {"schools/logo.svg": drawing}), Diagnostics()
    found = read_picture(world, "schools/logo.svg", Span("schools/hilltop.yaml", 1, 1), "A badge", diagnostics)
    return found, [one.code for one in diagnostics]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.svg",
        "'https://example.org/a'",
        "&quot;other.svg#g&quot;",
        " other.svg",
        "//example.org/x",
    ],
)
@pytest.mark.parametrize("property_name", ["fill", "style"])
def test_a_drawing_that_draws_on_another_file_is_refused(tmp_path: Path, address: str, property_name: str) -> None:
    value = f"url({address})" if property_name == "fill" else f"filter:url({address})"
    assert read(tmp_path, f'<rect width="9" height="9" {property_name}="{value}"/>') == (None, ["PG344"])


@pytest.mark.parametrize("own", ["url(#g)", "url( #g )", "url('#g')", "url(&quot;#g&quot;)"])
def test_a_drawing_may_draw_on_itself(tmp_path: Path, own: str) -> None:
    found, codes = read(tmp_path, f'<linearGradient id="g"/><rect width="9" height="9" fill="{own}"/>')
    assert found is not None
    assert codes == []


def test_a_style_sheet_in_a_drawing_may_not_name_another_file(tmp_path: Path) -> None:
    assert read(tmp_path, f"<style>rect {{ fill: url(https://example.org/a#g) }}</style>{SHAPE}")[1] == ["PG344"]


@pytest.mark.parametrize("hidden", ["u\\72l(https://example.org/a)", "ur&#108;(https://example.org/a)"])
def test_an_address_in_another_spelling_is_refused_too(tmp_path: Path, hidden: str) -> None:
    assert read(tmp_path, f'<rect width="9" height="9" fill="{hidden}"/>')[1] == ["PG344"]
