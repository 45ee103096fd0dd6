"""The words of a tagged PDF: `policygen.verify.pdf_words`, under the name that tests know."""

from policygen.verify.pdf_words import INLINE, Piece, read_artefacts, read_words

__all__ = ["INLINE", "Piece", "read_artefacts", "read_words"]
