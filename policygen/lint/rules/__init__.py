"""The rules, one function each; a module holds those that look at the same thing. Importing a module registers them."""

from __future__ import annotations

from importlib import import_module

MODULES = ("characters", "compared", "facts", "links", "sources", "style", "templates", "variables")


def register_rules() -> None:
    """Register every rule."""
    for module in MODULES:
        import_module(f".{module}", __name__)
