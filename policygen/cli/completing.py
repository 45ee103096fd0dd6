"""The names that a shell completes: schools, groups, policies, clauses, codes and lists of formats.

Nothing here reports or raises: if a project cannot be read, nothing is offered. The names of schools and policies come
from the names of files, so that the library need not be loaded, and `policygen.NAME` loads a name when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

import click
from click.shell_completion import CompletionItem

import policygen
from policygen.cli.common import world_of

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _offering(names: Callable[[click.Context], Iterable[tuple[str, str]]]) -> Completer:
    """Return a completer over `names`, pairs of a name and its description, that offers names that start as typed."""

    def complete(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            return [
                CompletionItem(name, help=words or None) for name, words in names(context) if name.startswith(typed)
            ]
        except (Exception, SystemExit):  # a message would spoil the shell's line
            return []

    return complete


def _in_list(known: Callable[[], Iterable[str]]) -> Completer:
    """Return a completer for a list separated by commas; it offers the list with one more name."""

    def complete(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
        before, comma, last = typed.rpartition(",")
        taken = {name.strip() for name in before.split(",")}
        return [
            CompletionItem(f"{before}{comma}{name}")
            for name in known()
            if name.startswith(last.strip()) and name not in taken
        ]

    return complete


def _world(context: click.Context) -> policygen.World:
    given = context.params.get("project")
    return world_of(Path(given) if given else None)


def _schools(context: click.Context) -> Iterator[tuple[str, str]]:
    yield from ((name, "") for name in policygen.settings_files(_world(context)) if "/" not in name)


def _groups(context: click.Context) -> Iterator[tuple[str, str]]:
    words = policygen.say("cli_completion.group_of_schools")
    yield from ((name, words) for name in policygen.settings_files(_world(context)) if "/" in name)


def _schools_and_groups(context: click.Context) -> Iterator[tuple[str, str]]:
    taken = context.params.get("schools") or ()
    yield from (pair for pair in (*_schools(context), *_groups(context)) if pair[0] not in taken)


def _libraries(context: click.Context) -> Iterator[tuple[str, str]]:
    yield from ((name, one.title) for name, one in policygen.load(_world(context)).libraries.items())


def _policies(context: click.Context) -> Iterator[tuple[str, str]]:
    world = _world(context)
    for name in (*world.names("clauses/policies"), *world.packaged_names("clauses/policies")):
        if name.endswith(".yaml"):
            yield PurePosixPath(name).stem, ""


def _clauses(context: click.Context) -> Iterator[tuple[str, str]]:
    for full, title in policygen.load(_world(context)).clauses.items():
        # Without its prefix, as people write it: for bash a colon would end the word.
        yield full.partition(":")[2], title


def _registers(context: click.Context) -> Iterator[tuple[str, str]]:
    yield from policygen.load(_world(context)).keeping.ids.registers.items()


def _requirements(context: click.Context) -> Iterator[tuple[str, str]]:
    yield from policygen.load(_world(context)).keeping.ids.requirements.items()


def _references_and_contacts(context: click.Context) -> Iterator[tuple[str, str]]:
    ids = policygen.load(_world(context)).keeping.ids
    yield from (*ids.references.items(), *ids.contacts.items())


def _kinds(context: click.Context) -> Iterator[tuple[str, str]]:
    yield from ((name, "") for name in policygen.load(_world(context)).keeping.kinds)


def _tables(context: click.Context) -> Iterator[tuple[str, str]]:
    yield from policygen.load(_world(context)).keeping.tables.items()


def _codes(_: click.Context) -> Iterator[tuple[str, str]]:
    for code, entry in policygen.Diagnostic.codes().items():
        yield code, entry.title


def _rules(_: click.Context) -> Iterator[tuple[str, str]]:
    yield from ((name, "") for name in policygen.Library.lint_rules())


def _specimens(_: click.Context) -> Iterator[tuple[str, str]]:
    yield from ((name, "") for name in policygen.Interviews.specimens())


def _readers(_: click.Context) -> Iterator[tuple[str, str]]:
    yield from ((name, "") for name in policygen.Comparison.readers())


schools = _offering(_schools)
groups = _offering(_groups)
schools_and_groups = _offering(_schools_and_groups)
libraries = _offering(_libraries)
policies = _offering(_policies)
clauses = _offering(_clauses)
registers = _offering(_registers)
requirements = _offering(_requirements)
references_and_contacts = _offering(_references_and_contacts)
kinds = _offering(_kinds)
tables = _offering(_tables)
codes = _offering(_codes)
rules = _offering(_rules)
specimens = _offering(_specimens)
readers = _offering(_readers)
formats = _in_list(lambda: policygen.Order.FORMATS)
duty_formats = _in_list(lambda: policygen.Session.duty_formats())
editions = _in_list(lambda: policygen.Order.EDITIONS)
