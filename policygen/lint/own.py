"""The texts that schools and the groups above them wrote themselves, which the rules on words look at too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygen.check.project import Project
from policygen.check.schools import load_settings
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.lint.prose import LintedText
from policygen.model.settings import Add, Replace, Settings
from policygen.resolve.groups import settings_files
from policygen.world.protocol import OutsideTheProject

# A file without this word has no text of its own, and is not read.
_TAILORING = b"tailoring"
# The kind of an added clause that does not give one.
_BY_DEFAULT = "information"


def own_texts(compiler: Compiler, names: Iterable[str] | None = None) -> tuple[LintedText, ...]:
    """Return the titles and texts in the tailoring of the settings files of these schools and groups, by default all.

    A file that cannot be read has none; `check` reports what is wrong with it.
    """
    world = compiler.project.world
    files = settings_files(world)
    wanted = sorted(files) if names is None else [name for name in names if name in files]
    texts: list[LintedText] = []
    for file in (files[name] for name in wanted):
        try:
            if _TAILORING not in world.read(file):
                continue
        except (OSError, OutsideTheProject):
            continue
        project = compiler.project.for_session()
        settings = load_settings(project, file, Diagnostics())
        if settings is not None:
            texts += _texts(project, settings)
    return tuple(texts)


def _texts(project: Project, settings: Settings) -> Iterator[LintedText]:
    for entry in settings.model.tailoring:
        if not isinstance(entry, Add | Replace):
            continue
        kind = _kind(project, entry)
        if entry.title is not None:
            yield LintedText(settings.source, entry.title, False, kind)
        yield LintedText(settings.source, entry.text, True, kind)


def _kind(project: Project, entry: Add | Replace) -> str:
    """Return the kind of the clause; empty where nobody chose one, or a file above added the clause."""
    if isinstance(entry, Add):
        return "" if entry.kind == _BY_DEFAULT else entry.kind
    found = project.find_clause(entry.replace.text)
    return project.clauses[found[0]].entry.kind if len(found) == 1 else ""
