"""Check that a text uses only the Markdown that a Document has a block for."""
