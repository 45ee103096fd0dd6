"""`policygen sign FILE`: sign a field of a PDF with a certificate, and write a record beside it."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from policygen import Refused, SignablePdf, did_you_mean, say
from policygen.cli.common import project_option, shown_path, stop, system_reason, tell, usage, world_of

# What `pyproject.toml` calls the extra `sign`. policygen itself may be on no package index.
PACKAGES = ("pyhanko", "pyhanko-certvalidator")
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("sign")
@click.argument("file", type=_EXISTING)
@click.option("--field", metavar="F", help="The field to sign. Without it, list the fields.")
@click.option("--p12", type=_EXISTING, metavar="CERT", help="The signer's certificate and key (.p12 or .pfx).")
@click.option(
    "--password-file",
    type=_EXISTING,
    metavar="P",
    help="A file with the password of the certificate. Default: ask for it.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the signed file here instead.",
)
@project_option
def sign_command(
    file: Path, field: str | None, p12: Path | None, password_file: Path | None, out: Path | None, project: Path | None
) -> None:
    """Sign a field of FILE, a PDF built by policygen. The bytes already in it are not changed.

    The signed copy of a file that was built for a school is written to schools/SCHOOL/signed/, where no build replaces
    it, and FILE is replaced with the same signed copy. Any other FILE is signed in place. A record is written next to
    the signed copy, as FILE.record.json. Keep a copy of it somewhere else too.
    """
    if find_spec("pyhanko") is None:
        stop("cli_sign.not_installed", python=shlex.quote(sys.executable), packages=" ".join(PACKAGES))
    try:
        pdf = SignablePdf(file, world_of(project))
        if field is None:
            for name, signed in pdf.fields.items():
                click.echo(say("cli_sign.signed_field", field=name) if signed else name)
            tell("cli_sign.choose_field")
            return
        if p12 is None:
            raise usage("cli_sign.no_certificate")
        if field not in pdf.fields:
            raise usage("cli_sign.no_field", name=field, hint=did_you_mean(field, pdf.fields))
        done = pdf.sign(field, p12.read_bytes(), lambda: _password(password_file), datetime.now().astimezone(), out)
    except Refused as error:
        stop("cli_sign.refused", file=str(file), reason=str(error))
    except OSError as error:
        file_name = str(error.filename or out or file)
        stop("cli_sign.cannot_read_or_write", file=file_name, reason=system_reason(error))
    click.echo(shown_path(done.file))
    click.echo(shown_path(done.record))
    if out is None and done.file != file:
        tell("cli_sign.safe", file=shown_path(file), safe=shown_path(done.file))
    if done.other_name:
        tell("cli_sign.other_name", name=done.signer, printed=done.printed, field=field)
    tell("cli_sign.done", name=done.signer, field=field)


def _password(file: Path | None) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            stop("cli_sign.password_not_utf8", file=str(file))
    answer: str = click.prompt(say("cli_sign.password"), hide_input=True, default="", show_default=False, err=True)
    return answer
