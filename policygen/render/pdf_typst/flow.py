"""The flow of nodes that page.typ is given: what is kept together, what is on a page on its side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Node = dict[str, Any]


def flow_block(kind: str, left: float, above: float, below: float, *, sticky: bool = False, **more: Any) -> Node:
    """Return a node of a kind, with its spaces in points."""
    return {"kind": kind, "left": round(left, 3), "above": above, "below": below, "sticky": sticky, **more}


def kept_block(inner: list[Node]) -> Node:
    """Return nodes that are kept on one page."""
    blocks = [node for node in inner if "above" in node]
    return flow_block("kept", 0.0, blocks[0]["above"], blocks[-1]["below"], nodes=inner)


def without_elements(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield what page.typ is given: the flow of blocks, without what only the tags and the Layout need."""
    for node in nodes:
        match node["kind"]:
            case "element":
                yield from without_elements(node["nodes"])
            case "kept" | "ruled" | "turned":
                yield {**node, "nodes": list(without_elements(node["nodes"]))}
            case "id":
                pass
            case _:
                yield {name: value for name, value in node.items() if name != "id"}


def with_turned_pages(nodes: list[Node]) -> list[Node]:
    """Put tables that need a page on its side on one, with their captions and what leads to them.

    A table in a list stays where it is.
    """
    made: list[Node] = []
    for node in nodes:
        if node["kind"] == "table" and node["turned"]:
            page = [node]
            while made and (made[-1].get("tag") == "Caption" or (made[-1].get("sticky") and len(page) < 3)):
                page.insert(0, made.pop())
            made.append({"kind": "turned", "nodes": page})
        else:
            made.append(node)
    return made


def last_block(nodes: Sequence[Node]) -> Node:
    """Return the last block of a flow, in whatever elements it stands."""
    node = nodes[-1]
    return last_block(node["nodes"]) if node["kind"] == "element" else node
