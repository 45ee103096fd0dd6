"""What the commands share: finding the project, loading the library, printing findings and messages."""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Callable, Iterable, Mapping
from errno import EFBIG
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

import policygen
from policygen import (
    Diagnostic,
    DiskWorld,
    Fact,
    LibraryUnusable,
    OutsideTheProject,
    Refused,
    World,
    did_you_mean,
    render_diagnostics,
    say,
    write_whole,
)

if TYPE_CHECKING:
    from policygen import Library, Session

LARGEST_FILE = 60_000_000  # bytes; no policy comes near it, with all its signatures
OUTPUT_FORMATS = ("full", "concise", "json", "github", "sarif")


def project_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--project",
        type=click.Path(file_okay=False, exists=True, path_type=Path),
        help="The project folder. Default: this folder, or the nearest one above it, with schools/ or clauses/ in it.",
    )(function)


def output_format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--output-format",
        type=click.Choice(OUTPUT_FORMATS),
        default="full",
        show_default=True,
        help="How to show problems.",
    )(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON for programs, and nothing else, on stdout."
    )(function)


def store_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--no-store", is_flag=True, help="Build everything again, and keep nothing in the store in your cache folder."
    )(function)


def usage(key: str, /, **facts: Fact) -> click.UsageError:
    """Return the error for a command that cannot be understood, in the words of sentences.yaml; it ends with 2."""
    return click.UsageError(say(key, **facts).strip())


def failure(key: str, /, **facts: Fact) -> click.ClickException:
    """Return the error for a command that cannot be carried out, in the words of sentences.yaml; it ends with 1."""
    return click.ClickException(say(key, **facts).strip())


def tell(key: str, /, **facts: Fact) -> None:
    """Print a sentence of sentences.yaml on stderr."""
    click.echo(say(key, **facts), err=True)


def stop(key: str, /, **facts: Fact) -> NoReturn:
    """Print a sentence of sentences.yaml on stderr and end with status 1."""
    tell(key, **facts)
    sys.exit(1)


def system_reason(error: Exception) -> str:
    """Return why a file cannot be read or written: the system's reason, or that it is outside the project."""
    return getattr(error, "strerror", None) or (
        say("cli.outside_the_project") if isinstance(error, OutsideTheProject) else str(error)
    )


def read_given(file: Path) -> bytes:
    """Return the bytes of a file that a person named, once its size has been looked at. Raises OSError."""
    if file.stat().st_size > LARGEST_FILE:
        raise OSError(EFBIG, os.strerror(EFBIG), str(file))
    return file.read_bytes()


def world_of(project: Path | None) -> DiskWorld:
    return DiskWorld(project.resolve()) if project is not None else DiskWorld.find(Path.cwd())


def project_here(project: Path | None) -> DiskWorld:
    """Return the project, for a command that reports on it: without one here, the packaged library would pass instead.

    Raises a usage error where the folder has no clauses/ or schools/, and one inside it has.
    """
    world = world_of(project)
    if not _is_project(world.root) and (inside := _projects_in(world.root)):
        raise usage("cli.project_inside", first=inside[0], names=inside)
    return world


def _is_project(folder: Path) -> bool:
    return (folder / "clauses").is_dir() or any((folder / "schools").glob("**/*.yaml"))


def _projects_in(root: Path) -> tuple[str, ...]:
    """Return the projects in a folder and in the folders directly in it, as paths from there, in order."""
    folders = (folder for pattern in ("*", "*/*") for folder in sorted(root.glob(pattern)) if folder.is_dir())
    named = (folder.relative_to(root) for folder in folders if _is_project(folder))
    return tuple(name.as_posix() for name in named if not any(part.startswith(".") for part in name.parts))


def library_of(world: World, output_format: str = "full", stream: TextIO | None = None) -> Library:
    """Load the library. Without one, say so on `stream` (default: stderr) and end with status 1."""
    try:
        return policygen.load(world)
    except LibraryUnusable as error:
        show(error.diagnostics, output_format, error.texts, stream or sys.stderr, world)
        sys.exit(1)


def show(
    diagnostics: Iterable[Diagnostic],
    output_format: str,
    sources: Mapping[str, str],
    stream: TextIO,
    world: World | None = None,
) -> None:
    """Print findings. Without findings print nothing, except in the formats for programs.

    A code host needs the `world`, to find the files that findings name.
    """
    found = list(diagnostics)
    if not found and output_format not in ("json", "sarif"):
        return
    # What finds the repository takes longer to load than most commands take.
    repository = None
    if isinstance(world, DiskWorld) and output_format in ("github", "sarif"):
        repository = policygen.Library.repository(world, found)
    text = render_diagnostics(found, output_format, sources, color=colored(stream), repository=repository)
    if text:
        print(text.rstrip("\n"), file=stream)


def colored(stream: TextIO) -> bool:
    """Return whether to use colour: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def write_made(file: Path, make: Callable[[], bytes]) -> None:
    """Write what `make` returns to a file that the person named, and print its name; in words if that fails.

    A file with other contents is left as it is: somebody may have edited it.
    """
    try:
        data = make()
        if file.exists() and file.read_bytes() != data:
            stop("cli.made_exists", file=shown_path(file))
        write_whole(file, data)
    except Refused as error:
        stop("cli.not_made", file=str(file), reason=str(error))
    except OSError as error:
        stop("cli.cannot_write", file=str(file), reason=system_reason(error))
    click.echo(shown_path(file), err=True)


def shown_path(path: Path) -> str:
    """Return a path relative to the current folder, or the whole path when it is elsewhere."""
    return _within(path) or str(path)


def shown_paths(paths: Iterable[Path]) -> list[str]:
    """Return paths as shown_path does. Each folder is looked up once: there may be many files in it."""
    folders: dict[Path, str | None] = {}
    shown = []
    for path in paths:
        if path.is_symlink():
            shown.append(shown_path(path))
            continue
        folder = path.parent
        if folder not in folders:
            folders[folder] = _within(folder)
        inside = folders[folder]
        shown.append(str(path) if inside is None else path.name if inside == "." else f"{inside}/{path.name}")
    return shown


def _within(path: Path) -> str | None:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return None


def school_id(name: str) -> str:
    """Return the id for what a person typed: `allhallows`, `allhallows.yaml` or `schools/allhallows.yaml`."""
    return Path(name).stem if name.endswith(".yaml") else name


def group_id(name: str) -> str:
    """Return the group's name for what a person typed: `trusts/hartwold`, `schools/trusts/hartwold.yaml`."""
    return posixpath.normpath(name).removeprefix("schools/").removesuffix(".yaml")


def schools_named(library: Library, names: Iterable[str]) -> list[str]:
    """Return the ids of the schools that a person named, one by one or as a group: `trusts/castlemere`,
    `schools/trusts/castlemere.yaml`. An unknown name is a usage error.
    """
    found: dict[str, None] = {}
    for name in names:
        called = library.called(name)
        if called in library.schools:
            found[called] = None
        elif called not in (groups := library.groups):
            raise usage("cli.no_school", name=name, hint=did_you_mean(called, [*groups, *library.schools]))
        elif not (schools := library.schools_of(called)):
            raise usage("cli.no_schools_extend", group=called, file=groups[called])
        else:
            found |= dict.fromkeys(schools)
    return list(found)


def groups_named(library: Library, names: Iterable[str]) -> list[str]:
    """Return the groups among what a person named, each once; schools, and names of nothing, are left out."""
    groups = library.groups
    named = dict.fromkeys(library.called(name) for name in names)
    return [name for name in named if name in groups and name not in library.schools]


def open_school(library: Library, name: str) -> Session:
    """Open the school that a person named. An unknown one is a usage error; one with mistakes ends with status 1."""
    wanted = school_id(name)
    if wanted not in library.schools:
        raise usage("cli.no_school", name=name, hint=did_you_mean(wanted, library.schools))
    found = library.open(wanted)
    if not found.readable:
        stop("cli.school_has_mistakes", school=wanted)
    return found


def require_policy(policies: Iterable[str], library: Library) -> None:
    """Raise a usage error for a policy that the project does not have."""
    for policy in policies:
        if policy not in library.policies:
            raise usage("cli.no_policy", name=policy, hint=did_you_mean(policy, library.policies))


def require_taken(policy: str | None, school: Session) -> None:
    """Raise a usage error for a policy that the school does not have."""
    if policy is not None and policy not in school.policies:
        hint = did_you_mean(policy, school.policies)
        raise usage("cli.school_has_no_policy", school=school.id, policy=policy, hint=hint)
