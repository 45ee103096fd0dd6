"""`policygen completion SHELL`: the script that lets a shell complete policygen's commands, schools and policies."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_LINES = {
    "bash": 'eval "$(policygen completion bash)"    in ~/.bashrc',
    "zsh": 'eval "$(policygen completion zsh)"    in ~/.zshrc',
    "fish": "policygen completion fish > ~/.config/fish/completions/policygen.fish    once",
}


@click.command("completion", epilog="\b\nThe line to add:\n" + "\n".join(f"  {line}" for line in _LINES.values()))
@click.argument("shell", type=click.Choice(tuple(_LINES)))
def completion_command(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options, and the names of schools, policies and clauses."""
    from policygen.cli import commands

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"click, which makes the script, does not know {shell}")
    click.echo(found(commands, {}, "policygen", "_POLICYGEN_COMPLETE").source())
