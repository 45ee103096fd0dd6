"""What an engine cannot draw is a finding of its policy, and no internal error."""

from __future__ import annotations

import base64

import pytest

from policygen.build.rendering import refused_in_words
from policygen.look.look import Look
from policygen.render.engine import RenderingError
from policygen.render.pdf_weasyprint.rasterise import svg_to_png
from policygen.world.disk import DiskWorld, packaged_root


def test_a_drawing_all_in_white_is_refused_in_words() -> None:
    white = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#fff"/></svg>'
    face = Look.load(DiskWorld(packaged_root())).face
    with pytest.raises(RenderingError) as refused:
        svg_to_png(base64.b64encode(white).decode(), 10.0, 10.0, face)
    found = refused_in_words(refused.value)
    assert found is not None
    assert [one.code for one in found] == ["PG506"]
