"""`policygen completion SHELL`: a script with which the shell completes commands, schools and policies."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from policygen.cli.common import usage

_LINES = {
    "bash": 'eval "$(policygen completion bash)"    (in ~/.bashrc)',
    "zsh": 'eval "$(policygen completion zsh)"    (in ~/.zshrc)',
    "fish": "policygen completion fish > ~/.config/fish/completions/policygen.fish    (run it once)",
}


@click.command("completion", epilog="\b\nAdd this line:\n" + "\n".join(f"  {line}" for line in _LINES.values()))
@click.argument("shell", type=click.Choice(tuple(_LINES)))
def completion_command(shell: str) -> None:
    """Print a script that lets SHELL complete commands, options, and names of schools, policies and clauses."""
    from policygen.cli import commands

    found = get_completion_class(shell)
    if found is None:
        raise usage("cli_completion.unknown_shell", shell=shell)
    click.echo(found(commands, {}, "policygen", "_POLICYGEN_COMPLETE").source())
