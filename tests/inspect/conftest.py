"""The files that the tests here spoil, built once."""

from __future__ import annotations

import pytest

from tests.support.projects import lay_out

from .files import Built, built

pytest.importorskip("pyhanko")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(lay_out(tmp_path_factory.mktemp("project")))
