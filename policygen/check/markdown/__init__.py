"""Hold the Markdown of texts to what the Document has a block for."""
