"""Document to PDF and Layout with Typst; the only folder that knows Typst."""
