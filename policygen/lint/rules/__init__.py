"""The rules, one function each; a module holds those that look at the same thing. Importing a module registers them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

# These have the rules on words, which also look at the texts that schools wrote themselves.
ON_WORDS = ("agreement", "characters", "facts", "style")
MODULES = (*ON_WORDS, "compared", "duties", "links", "sources", "templates", "variables")


def register_rules(modules: Sequence[str] = MODULES) -> None:
    """Register the rules of these modules, by default every rule."""
    for module in modules:
        import_module(f".{module}", __name__)
