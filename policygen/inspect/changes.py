"""What may change in a signed PDF: what pyHanko allows, and a tagged signature field, which its tree points to too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.rules_api import Context

_TREE = ("/Root", "/StructTreeRoot")


class _TaggedField(QualifiedWhitelistRule):
    """Lets the structure tree go on pointing to a signature field that was signed (ISO 14289-1 7.18.4).

    Only this way to the field is let through; what changed in it is for pyHanko's own rules, which see it in the form.
    """

    def apply_qualified(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[tuple[Any, Any]]:
        before: Any = old
        after: Any = new
        before._load_reverse_xref_cache()
        for reference in after.explicit_refs_in_revision():
            for path in before._get_usages_of_ref(reference) or ():
                steps = tuple(path.path)
                if steps[:2] == _TREE and steps[-1] == "/Obj" and _is_signature_field(old(reference)):
                    context = Context.from_absolute(old, path)
                    yield ModificationLevel.FORM_FILLING, ReferenceUpdate(reference, context_checked=context)


def _is_signature_field(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("/FT") == "/Sig" and thing.get("/Subtype") == "/Widget"


POLICY = StandardDiffPolicy(
    global_rules=[*DEFAULT_DIFF_POLICY.global_rules, _TaggedField()], form_rule=DEFAULT_DIFF_POLICY.form_rule
)
