"""The words of a tagged PDF: `policygen.inspect.pdf_words`, under the name that tests know."""

from policygen.inspect.pdf_words import INLINE, TaggedText, read_artefacts, read_words

__all__ = ["INLINE", "TaggedText", "read_artefacts", "read_words"]
