"""What a shell offers for names: schools, groups, policies, clauses, codes and lists of formats.

Nothing here reports or raises: where a project cannot be read, nothing is offered. Names of schools and policies come
from the names of files, so that offering them loads no library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

import click
from click.shell_completion import CompletionItem

from policygen.cli.common import world_of
from policygen.world.disk import World

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _offering(names: Callable[[click.Context], Iterable[tuple[str, str]]]) -> Completer:
    """Return a completer over `names`, pairs of a name and a few words on it, that offers what begins as typed."""

    def complete(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            return [CompletionItem(name, help=said or None) for name, said in names(context) if name.startswith(typed)]
        except (Exception, SystemExit):  # a shell's line is no place for any message
            return []

    return complete


def _in_list(known: Callable[[], Iterable[str]]) -> Completer:
    """Return a completer for a list with commas; it offers the list with one more name."""

    def complete(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
        before, comma, last = typed.rpartition(",")
        taken = {name.strip() for name in before.split(",")}
        return [
            CompletionItem(f"{before}{comma}{name}")
            for name in known()
            if name.startswith(last.strip()) and name not in taken
        ]

    return complete


def _world(context: click.Context) -> World:
    given = context.params.get("project")
    return world_of(Path(given) if given else None)


def _schools(context: click.Context) -> Iterator[tuple[str, str]]:
    for name in _world(context).names("schools", deep=False):
        if name.endswith(".yaml"):
            yield PurePosixPath(name).stem, ""


def _groups(context: click.Context) -> Iterator[tuple[str, str]]:
    for name in _world(context).names("schools"):
        if name.endswith(".yaml") and name.count("/") > 1:
            yield name.removeprefix("schools/").removesuffix(".yaml"), "group of schools"


def _schools_and_groups(context: click.Context) -> Iterator[tuple[str, str]]:
    taken = context.params.get("schools") or ()
    yield from (pair for pair in (*_schools(context), *_groups(context)) if pair[0] not in taken)


def _policies(context: click.Context) -> Iterator[tuple[str, str]]:
    world = _world(context)
    for name in (*world.names("clauses/policies"), *world.packaged_names("clauses/policies")):
        if name.endswith(".yaml"):
            yield PurePosixPath(name).stem, ""


def _clauses(context: click.Context) -> Iterator[tuple[str, str]]:
    from policygen.compile.compiler import Compiler

    compiler, _ = Compiler.load(_world(context))
    for full, clause in compiler.project.clauses.items() if compiler else ():
        # Unprefixed, as people write it; a colon would end the word for bash.
        yield full.partition(":")[2], clause.entry.title.text


def _codes(_: click.Context) -> Iterator[tuple[str, str]]:
    from policygen.diagnostics.codes import codes

    for code, entry in codes().items():
        yield code, entry.title


def _rules(_: click.Context) -> Iterator[tuple[str, str]]:
    from policygen.lint.run import known

    yield from ((name, "") for name in known())


def _specimens(_: click.Context) -> Iterator[tuple[str, str]]:
    from policygen.ask.starting import specimens

    yield from ((name, "") for name in specimens())


def _formats() -> Iterable[str]:
    from policygen.build.builder import FORMATS

    return FORMATS


def _editions() -> Iterable[str]:
    from policygen.build.builder import EDITIONS

    return EDITIONS


schools = _offering(_schools)
groups = _offering(_groups)
schools_and_groups = _offering(_schools_and_groups)
policies = _offering(_policies)
clauses = _offering(_clauses)
codes = _offering(_codes)
rules = _offering(_rules)
specimens = _offering(_specimens)
formats = _in_list(_formats)
editions = _in_list(_editions)
