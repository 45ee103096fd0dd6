"""Where the schemas are in a project, and the first line of a YAML file that points an editor to its schema.

Editors with the YAML language server (VS Code's YAML extension, Neovim, Helix, Eclipse and others) read that line.
The folders' names begin with a dot, so policygen never reads what is in them as a school or a clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygen.check.files import belongs_to_settings, kind_of
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.schema.kinds import SCHEMAS, encode_schema, schema_of
from policygen.source.encoding import decode_source
from policygen.world.disk import DiskWorld, on_disk
from policygen.world.writing import write_whole

HEAD = "# yaml-language-server: $schema="
FOLDERS = {"school": "schools"}
_NAMES = {"register": "requirements", "additions": "library-vocabulary"}


def schema_name(file: str) -> str | None:
    """Return which schema a project's YAML file follows, by its name with `/`; None for a file that has none."""
    if not file.endswith(".yaml"):
        return None
    if file.startswith("schools/"):
        return None if belongs_to_settings(file) else "school"
    kind = kind_of(file) if file.startswith("clauses/") else "other"
    name = _NAMES.get(kind, kind)
    return name if name in SCHEMAS else None


def modeline(file: str) -> str:
    """Return the first line for a file of this name ("schools/x.yaml"), without a line end.

    Raises ValueError for a file that follows no schema.
    """
    name = schema_name(file)
    if name is None:
        raise ValueError(f"{file} follows no schema")
    return f"{HEAD}{'../' * (file.count('/') - 1)}.schema/{name}.json"


def with_modeline(file: str, data: bytes) -> bytes:
    """Return the bytes of a YAML file with that line at the top.

    Bytes that already have one, and bytes that are not UTF-8 text, are returned unchanged.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    if HEAD.encode() in data or decode_source(file, data, Diagnostics()) is None:
        return data
    end = b"\r\n" if text.partition(b"\n")[0].endswith(b"\r") else b"\n"
    return data[: len(data) - len(text)] + modeline(file).encode() + end + text


def files_of(project: Project, names: Iterable[str] = ()) -> dict[str, bytes]:
    """Return the schema files of a project, by name: those of `names`, by default those of each folder that exists."""
    world = on_disk(project.world)
    wanted = list(names) or [
        name for name, kind in SCHEMAS.items() if kind.model is not None and (world.root / _folder(name)).is_dir()
    ]
    return {f"{_folder(name)}/.schema/{name}.json": encode_schema(schema_of(name, project)) for name in wanted}


def write_schemas(project: Project, names: Iterable[str] = ()) -> list[str]:
    """Write the project's schema files where its YAML files point, and return their names.

    `names` are keys of `SCHEMAS`, such as ("school",); without them each folder that exists (schools/, clauses/) gets
    its own. A file that is up to date is not written again. Raises OSError, OutsideTheProject.
    """
    files = files_of(project, names)
    for name, data in files.items():
        path = on_disk(project.world).path(name)
        if not path.is_file() or path.read_bytes() != data:
            write_whole(path, data)
    return list(files)


def files_with_schema(world: DiskWorld) -> Iterator[str]:
    """Yield the names of the project's own YAML files that follow a schema."""
    for folder in ("clauses", "schools"):
        yield from (name for name in world.names(folder) if schema_name(name) is not None)


def write_modelines(world: DiskWorld) -> Iterator[str]:
    """Put its line on top of each YAML file that has none, and yield the names of these files.

    Raises OSError, OutsideTheProject.
    """
    for name in files_with_schema(world):
        path = world.path(name)
        data = path.read_bytes()
        headed = with_modeline(name, data)
        if headed != data:
            write_whole(path, headed)
            yield name


def _folder(name: str) -> str:
    return FOLDERS.get(name, "clauses")
