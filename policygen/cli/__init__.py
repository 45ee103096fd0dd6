"""The command line: thin, over the same public functions that a script would call."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

import policygen
from policygen.cli.ending import Ending, discard_output, machine_reason, open_missing_streams

# Each command's module is imported when the command runs: `check` must not wait for the writers.
COMMANDS = {
    "adopt": "adopt",
    "build": "build",
    "check": "check",
    "collect": "collect",
    "compare": "compare",
    "completion": "completion",
    "coverage": "coverage",
    "freshness": "freshness",
    "doctor": "doctor",
    "duties": "duties",
    "explain": "explain",
    "export": "carry",
    "form": "form",
    "gap": "gap",
    "impact": "impact",
    "import": "carry",
    "init": "init",
    "library": "library",
    "lint": "lint",
    "list": "listing",
    "manifest": "manifest",
    "preview": "preview",
    "questions": "questions",
    "read": "read",
    "registers": "registers",
    "release": "release",
    "review": "review",
    "schema": "schema",
    "schools": "schools",
    "serve": "serve",
    "sign": "sign",
    "status": "status",
    "store": "store",
    "upgrade": "upgrade",
    "verify": "verify",
    "watch": "watch",
    "why": "why",
}
# Earlier names of commands. They still work, but are not listed.
ALIASES = {"currency": "freshness"}


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what ends it from outside is said in one line."""
        with Ending():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        name = ALIASES.get(name, name)
        module = COMMANDS.get(name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f".{module}", __name__), f"{name}_command")
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = policygen.did_you_mean(args[0], COMMANDS) if args else ""
            words = policygen.say("cli.did_you_mean_command", name=args[0], hint=hint)
            raise click.UsageError(words.strip(), ctx) from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Compiles clause libraries and a school's settings into policies that governors can sign.",
)
@click.version_option(policygen.__version__, prog_name="policygen")
def commands() -> None:
    pass


def _allow_any_character() -> None:
    """Print the number of a character that a terminal cannot show, such as half of one in a file's name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """Run the command line. Exit codes: 0 success, 1 problems found, 2 incorrect usage, 3 an internal error."""
    # Everything that is read is kept until the end, so looking for garbage every 700 objects would waste time.
    gc.set_threshold(500_000, 20, 100)
    # Nor is there anything to gain from looking through all of it once more when Python ends.
    atexit.register(gc.freeze)
    open_missing_streams()
    _allow_any_character()
    try:
        commands(prog_name="policygen")
    except Exception as error:
        if os.environ.get("POLICYGEN_DEBUG"):
            traceback.print_exc()
        refused = machine_reason(error)
        if refused is not None:
            print(refused, file=sys.stderr)
            discard_output()
            sys.exit(1)
        lacking = policygen.Examination.explain(error)
        if lacking is not None:
            colored = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
            print(policygen.render_diagnostics([lacking], "full", {}, color=colored).rstrip(), file=sys.stderr)
            sys.exit(1)
        print(policygen.say("cli.internal_error", kind=type(error).__name__, error=str(error)), file=sys.stderr)
        sys.exit(3)
