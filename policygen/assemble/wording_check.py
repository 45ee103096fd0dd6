"""Check a file of fixed words against `wording.yaml` (in this folder), which lists what every such file must have."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import nearest
from policygen.source.nodes import Mapping, Node, Scalar, Sequence
from policygen.source.reading import read_source

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LEAF = re.compile(r"(?:(?P<count>\d+) )?(?P<kind>texts?)(?: with (?P<names>.+))?")


@cache
def needed_words() -> dict[str, Any]:
    """The words that policygen prints: each a group of words, or a line such as `2 texts with count`."""
    text = Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def check_words(file: str, data: bytes, diagnostics: Diagnostics) -> None:
    """Report each word that is missing or has the wrong form, and each placeholder that cannot be filled in."""
    found = read_source(file, data, diagnostics)
    if found is not None:
        _group(found[1], needed_words(), "", found[1].span, diagnostics)


def _group(node: Node, needed: dict[str, Any], path: str, place: Span, diagnostics: Diagnostics) -> None:
    if not isinstance(node, Mapping):
        diagnostics.report("PG854.group", place, key=path or place.file, names=list(needed))
        return
    unknown = [entry.key.text for entry in node.entries if entry.key.text not in needed]
    for name, form in needed.items():
        key, here, value = f"{path}.{name}" if path else name, node.key(name), node.get(name)
        if here is None or value is None or (isinstance(value, Scalar) and value.empty):
            written = nearest(name, unknown) if here is None else None
            entry = node.key(written) if written else None
            code = "PG854.misspelt" if entry else "PG854.missing"
            diagnostics.report(code, (entry or here or Scalar("", place)).span, key=key, written=written or "")
        elif isinstance(form, dict):
            _group(value, form, key, here.span, diagnostics)
        else:
            _leaf(value, form, key, here.span, diagnostics)


def _leaf(node: Node, form: str, key: str, place: Span, diagnostics: Diagnostics) -> None:
    wanted = _LEAF.fullmatch(form)
    assert wanted is not None, form  # noqa: S101 - a line of wording.yaml
    count, names = int(wanted["count"] or 0), (wanted["names"] or "").split(", ")
    if wanted["kind"] == "text":
        if not isinstance(node, Scalar):
            diagnostics.report("PG854.text", place, key=key)
            return
        texts: tuple[Node, ...] = (node,)
    elif not isinstance(node, Sequence) or not all(isinstance(item, Scalar) for item in node.items):
        diagnostics.report("PG854.texts", place, key=key)
        return
    elif not node.items or count not in (0, len(node.items)):
        diagnostics.report("PG854.count", place, key=key, count=count or 1, found=len(node.items))
        return
    else:
        texts = node.items
    for text in texts:
        if isinstance(text, Scalar) and re.search(r"[{}]", _PLACEHOLDER.sub("", text.text)):
            diagnostics.report("PG854.brace", text.span, key=key)
        for name in _PLACEHOLDER.findall(text.text) if isinstance(text, Scalar) else ():
            if name not in names:
                code = "PG854.placeholder" if names != [""] else "PG854.no_placeholder"
                diagnostics.report(code, text.span, key=key, name=name, known=names)
