"""`policygen serve` says what it needs before it shows a page to anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

import policygen
from tests.support.cli import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "192.0.2.1"], "--behind-proxy https://"),
        (["--behind-proxy", "policies.example.org"], "the address that visitors see"),
        (["--behind-proxy", "https://policies.example.org/x"], "the address that visitors see"),
        (["--secret-file", "secret"], "at least 32 bytes"),
        (["--project", ".", "--host", "192.0.2.1"], "--sign-in-header X-Forwarded-User"),
        (["--project", ".", "--behind-proxy", "https://policies.example.org"], "--sign-in-header X-Forwarded-User"),
        (["--sign-in-header", "X-User"], "needs --project and --behind-proxy"),
        (["--project", ".", "--library", "."], "cannot be combined with --library"),
    ],
)
def test_what_would_not_be_safe_is_a_usage_error(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "secret").write_text("short")
    if arguments[0] == "--secret-file":
        arguments = ["--secret-file", str(tmp_path / "secret")]
    ran = run(tmp_path, "serve", *arguments)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policygen.Hosting, "is_installed", staticmethod(lambda: False))
    ran = run(tmp_path, "serve")
    assert ran.code == 1
    assert "policygen[web]" in ran.err


def test_a_library_with_mistakes_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "vocabulary.yaml").write_text("questions: [\n")
    ran = run(tmp_path, "serve", "--library", str(tmp_path))
    assert ran.code == 1
    assert "The library has mistakes" in ran.err
