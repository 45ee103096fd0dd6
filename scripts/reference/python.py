"""docs/reference/python.md: what `import policygen` offers, from its signatures and docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import policygen
from policygen.check.project import Project


def page(_: Project) -> str:
    """Return the page."""
    lines = [
        "# Python",
        "",
        "Import from `policygen` only; modules below it can move without notice. File names are relative to the",
        "project, with `/`. `make docs` writes this page from the signatures and docstrings.",
    ]
    for name in sorted(policygen.__all__, key=str.lower):
        if name != "__version__":
            lines += _entry(name, getattr(policygen, name))
    return "\n".join(lines).rstrip() + "\n"


def _entry(name: str, thing: object) -> Iterator[str]:
    yield from ("", f"## {name}", "")
    if inspect.isfunction(thing):
        yield from (f"`{name}{_signature(thing)}`", "")
    if isinstance(thing, tuple):
        yield " · ".join(f"`{one}`" for one in thing)
        return
    yield _words(thing) if inspect.isroutine(thing) or inspect.isclass(thing) else f"`{thing}`"
    for key, member in vars(thing).items() if inspect.isclass(thing) else ():
        inner = member.fget if isinstance(member, property) else getattr(thing, key) if _is_method(member) else None
        if key.startswith("_") or inner is None or not inner.__doc__:
            continue
        shown = key if isinstance(member, property) else f"{key}{_signature(inner)}"
        yield from ("", f"- `{name}.{shown}`: {_words(inner, '  ')}")


def _is_method(member: object) -> bool:
    return inspect.isfunction(member) or isinstance(member, classmethod | staticmethod)


def _signature(function: object) -> str:
    found = inspect.signature(function)  # type: ignore[arg-type]
    kept = [one for key, one in found.parameters.items() if key not in ("self", "cls")]
    return str(found.replace(parameters=kept)).replace("'", "")


def _words(thing: object, indent: str = "") -> str:
    return (inspect.getdoc(thing) or "").replace("\n", f"\n{indent}").replace(f"\n{indent}\n", "\n\n")
