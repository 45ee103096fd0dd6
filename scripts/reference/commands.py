"""docs/reference/commands.md: every command with its usage and options, as `--help` has them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from policygen.check.project import Project
from policygen.cli import commands

from .markdown import anchor, code, table

HEAD = """\
# The commands

`policygen COMMAND --help` shows the same text. `make docs` generates this page from the command line.

| Exit code | Meaning |
| --- | --- |
| 0 | success |
| 1 | problems were found, or something could not be built |
| 2 | incorrect usage: an unknown option, school or policy |
| 3 | internal error; no half-written file is left behind |

Results go to stdout, and everything else to stderr.

**For programs.** With `--json`, stdout has one JSON document and nothing else, the same for the same input. Its keys
are stable and always present; `version` changes only if the meaning of a key changes. If a command cannot start,
stdout is empty and stderr says why. For CI, `policygen check` and `lint` also have `--output-format github` and
`sarif`. The JSON of a policy (`policygen build --format json`) follows `policygen schema document`.

| `--json` of | gives |
| --- | --- |
| `build` | `made` and `not_made`, both counts; `schools`, each with `policies` (`policy`, `made`, `files`, `errors`, \
`missing` answers, `lines` to look at), other `files`, and `diagnostics`; `out_of_date`; `diagnostics` of the library |
| `check`, `lint` | `summary`, counts by severity; `diagnostics`, each with `code`, `severity`, `message`, `hint`, \
`place`, `related`, `trace` |
| `compare` | `old`, `new`, `summary`, `counts`, `differences` |
| `coverage` | `scope`, `share`, `registers`, `clauses` |
| `freshness` | `as_of`, `findings` |
| `explain` | `code`, `title`, `explanation`, `example`, `fix` |
| `impact` | `since`, `commit`, `clauses`, `others`, `touched` |
| `list` | `schools`, `policies`, `libraries` |
| `verify` | `file`, `good`, `findings` |
| `why` | a list with an entry for each policy that has the clause or leaves it out |
"""


def page(project: Project) -> str:  # noqa: ARG001
    """Return the page."""
    context = click.Context(commands, info_name="policygen")
    found = {name: commands.get_command(context, name) for name in commands.list_commands(context)}
    shown = {name: command for name, command in found.items() if command is not None and not command.hidden}
    lines = [HEAD]
    lines += table(
        ("Command", "What it does"),
        ((f"[{code(name)}](#{name})", _first(command)) for name, command in shown.items()),
    )
    for name, command in shown.items():
        lines += _command(name, command, context)
    return "\n".join(lines) + "\n"


def _first(command: click.Command) -> str:
    paragraph = " ".join((command.help or "").split("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".") + "."


def _command(name: str, command: click.Command, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    usage = f"policygen {name} {' '.join(command.collect_usage_pieces(context))}"
    yield from ("", anchor(name), "", f"## policygen {name}", "", "```text", usage, "```", "")
    for paragraph in (command.help or "").replace("\b", "").split("\n\n"):
        yield from (" ".join(paragraph.split()), "")
    options = [
        parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden
    ]
    rows = ((_option(option), _described(option)) for option in options)
    if options:
        yield from table(("Option", "What it does"), rows)
    if isinstance(command, click.Group):
        for inner in sorted(command.commands):
            yield from _command(f"{name} {inner}", command.commands[inner], context)


def _option(option: click.Option) -> str:
    names = " / ".join((*option.opts, *option.secondary_opts))
    return code(names if option.is_flag or option.count else f"{names} {_value(option)}")


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "|".join(str(choice) for choice in option.type.choices)
    if option.metavar:
        return option.metavar
    kind = option.type.name.upper()
    return {"DIRECTORY": "DIR", "INTEGER RANGE": "N", "INTEGER": "N"}.get(kind, kind)


def _described(option: click.Option) -> str:
    words = option.help or ""
    default = f" Default: {code(str(option.default))}." if option.show_default and option.default else ""
    needed = " Needed." if option.required else ""
    return f"{words}{needed}{default}"
