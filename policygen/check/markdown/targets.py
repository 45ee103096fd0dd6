"""Find links whose address a document cannot lead to: in print they would lose their address in silence."""

from __future__ import annotations

import re

from policygen.diagnostics.model import Diagnostics
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place

_LINK = re.compile(r"(?<![!\\])\[[^\]]*\]\(<?(?P<target>(?:[^()>\s]|\([^()\s]*\))*)")
# A value gives an address in full.
_LEADS = ("#", "https://", "http://", "mailto:", "tel:", "{{")


def check_targets(source: Source, written: Written, diagnostics: Diagnostics) -> None:
    """Report each link to a file, to a page without its site, or with a scheme that no document has."""
    if "](" not in written.text:
        return
    for match in _LINK.finditer(written.text):
        target = match["target"]
        if not target.startswith(_LEADS):
            at = match.start("target") if target else match.start()
            span = place(source, written.scalar, at, len(target) or len(match[0]))
            diagnostics.report("PG247.target" if target else "PG247.no_target", span, target=target)
