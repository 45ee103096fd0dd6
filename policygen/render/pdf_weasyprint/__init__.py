"""Document to PDF and Layout with WeasyPrint; the only folder that knows WeasyPrint's private parts."""
