"""`policygen sign FILE`: sign a field of a built PDF with a certificate, and keep a record beside it."""

from __future__ import annotations

import sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import click

from policygen.cli.common import project_option, shown_path, world_of

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("sign")
@click.argument("file", type=_EXISTING)
@click.option("--field", metavar="F", help="The field to sign; without it the fields are listed.")
@click.option("--p12", type=_EXISTING, metavar="CERT", help="The signer's certificate and key (.p12 or .pfx).")
@click.option("--password-file", type=_EXISTING, metavar="P", help="Its password; asked for unless told.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="FILE itself unless told.")
@project_option
def sign_command(
    file: Path, field: str | None, p12: Path | None, password_file: Path | None, out: Path | None, project: Path | None
) -> None:
    """Sign a field of FILE, a PDF that was built here; what it said before stays as it is, byte for byte.

    Writes FILE.record.json beside it: keep that elsewhere too.
    """
    if find_spec("pyhanko") is None:
        _stop("signing needs policygen's extra: pip install 'policygen[sign]'")
    from policygen.render.engine import engine_named

    engine_named().require()
    from policygen.sign.certificate import Refused, load_identity
    from policygen.sign.sign import fields_of, record_path, sign, write

    try:
        data = file.read_bytes()
        fields = fields_of(data)
        if field is None:
            for name, signed in fields.items():
                click.echo(f"{name}{' (signed)' if signed else ''}")
            click.echo("Choose one with --field.", err=True)
            return
        if p12 is None:
            raise click.UsageError("--p12 is missing: the signer's certificate and key")
        if field not in fields:
            from policygen.diagnostics.suggest import did_you_mean

            raise click.UsageError(f"there is no field '{field}'. {did_you_mean(field, fields)}".strip())
        identity = load_identity(p12.read_bytes(), _password(password_file))
        target = out or file
        made, record = sign(data, field, identity, datetime.now().astimezone(), world_of(project), target.name)
        write(target, made, record)
    except Refused as error:
        _stop(f"{file} was not signed: {error}.")
    except OSError as error:
        _stop(
            f"{error.filename or out or file} cannot be read or written: {error.strerror or error}. Nothing was signed."
        )
    click.echo(shown_path(target))
    click.echo(shown_path(record_path(target)))
    click.echo(f"Signed by {identity.name} in the field {field}.", err=True)


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    answer: str = click.prompt("Password of the certificate", hide_input=True, default="", show_default=False, err=True)
    return answer


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(1)
