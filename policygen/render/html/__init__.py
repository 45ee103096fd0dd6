"""Document to HTML: the page that a school publishes, and what it shares with the page the PDF is set from."""
