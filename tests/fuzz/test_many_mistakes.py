"""Texts with thousands of mistakes, or of hidden characters, stay within the limits of the harness."""

from __future__ import annotations

import pytest

from . import texts
from .harness import Figures, Target, tried
from .texts import own_clause

SETTINGS_READER = Target("settings", texts.TARGETS[0].inputs, texts.settings_read)


@pytest.mark.parametrize("words", ["\\\n", "*a\n", "[a]: b\n", "[^1]: a\n", "*a ", "a\n: b\n"])
def test_markdown_with_thousands_of_mistakes(words: str) -> None:
    text = own_clause(words * (19_000 // len(words)))
    assert tried(SETTINGS_READER, text, Figures()) is None


@pytest.mark.parametrize("character", ["\\x01", "\u200b"])
def test_a_quoted_text_of_hidden_characters(character: str) -> None:
    text = f'school: "{character * (900_000 // len(character.encode()))}"\n'
    assert tried(SETTINGS_READER, text.encode(), Figures()) is None
