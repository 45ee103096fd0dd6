"""The texts that schools and the groups above them wrote themselves, which the rules on words look at too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygen.check.project import Project, form_texts
from policygen.check.schools import load_settings
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.lint.prose import LintedText
from policygen.model.settings import Add, AddSection, Replace, Settings
from policygen.resolve.groups import settings_files
from policygen.world.protocol import OutsideTheProject

# A file without this word has no text of its own, and is not read.
_TAILORING = b"tailoring"
# The kind of an added clause that does not give one.
_BY_DEFAULT = "information"


def tailored_texts(project: Project, settings: Iterable[Settings]) -> tuple[LintedText, ...]:
    """Return the titles and texts in the tailoring of these settings, each file's once."""
    files = {one.file: one for one in settings}
    return tuple(text for one in files.values() for text in _texts(project, one))


def settings_with_texts(compiler: Compiler, names: Iterable[str] | None = None) -> Iterator[Settings]:
    """Read the settings of these schools and groups, by default all, that can contain texts.

    A file that cannot be read is passed over; `check` reports what is wrong with it.
    """
    world = compiler.project.world
    files = settings_files(world)
    wanted = sorted(files) if names is None else [name for name in names if name in files]
    for file in (files[name] for name in wanted):
        try:
            if _TAILORING not in world.read(file):
                continue
        except (OSError, OutsideTheProject):
            continue
        settings = load_settings(compiler.project.for_session(), file, Diagnostics())
        if settings is not None:
            yield settings


def _texts(project: Project, settings: Settings) -> Iterator[LintedText]:
    for entry in settings.model.tailoring:
        if isinstance(entry, AddSection):
            yield LintedText(settings.source, entry.section.title, False, "")
        if not isinstance(entry, Add | Replace):
            continue
        kind = _kind(project, entry)
        if entry.title is not None:
            yield LintedText(settings.source, entry.title, False, kind)
        yield LintedText(settings.source, entry.text, True, kind)
        for label in form_texts(entry.form) if isinstance(entry, Add) else ():
            yield LintedText(settings.source, label, False, kind)


def _kind(project: Project, entry: Add | Replace) -> str:
    """Return the kind of the clause; empty where nobody chose one, or a file above added the clause."""
    if isinstance(entry, Add):
        return "" if entry.kind == _BY_DEFAULT else entry.kind
    found = project.find_clause(entry.replace.text)
    return project.clauses[found[0]].entry.kind if len(found) == 1 else ""
