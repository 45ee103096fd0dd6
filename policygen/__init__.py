"""policygen: a document compiler for school policies.

    library = policygen.load(policygen.DiskWorld(folder))
    school = library.open("allhallows")
    policy = school.compile("e-safety")
    files = school.render(policy.document, ("docx", "pdf"))

`load` gives a Library, which never changes and can be shared; `Library.open` gives a Session for one school. Everything
else that commands, scripts and servers need is here too, or is a method of these. Each name is loaded when it is first
used, so importing policygen is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policygen.api.adopting import AdoptionRecords as AdoptionRecords
    from policygen.api.adopting import AdoptionResult as AdoptionResult
    from policygen.api.comparing import Comparison as Comparison
    from policygen.api.interviewing import Interviews as Interviews
    from policygen.api.library import Library as Library
    from policygen.api.library import LibraryFacts as LibraryFacts
    from policygen.api.library import LibraryUnusable as LibraryUnusable
    from policygen.api.library import load as load
    from policygen.api.library import load_past as load_past
    from policygen.api.questions import Questionnaire as Questionnaire
    from policygen.api.session import SchoolPolicy as SchoolPolicy
    from policygen.api.session import Session as Session
    from policygen.api.session import SettingsUnusable as SettingsUnusable
    from policygen.api.session import UnknownSchool as UnknownSchool
    from policygen.api.signing import SignablePdf as SignablePdf
    from policygen.api.signing import SignedPdf as SignedPdf
    from policygen.ask.answers import Answers as Answers
    from policygen.ask.dialogue import Console as Console
    from policygen.ask.dialogue import Stopped as Stopped
    from policygen.ask.interview import InterviewQuestion as InterviewQuestion
    from policygen.ask.questionnaire import PEOPLE_ASKED as PEOPLE_ASKED
    from policygen.assemble.wording import WordsUnusable as WordsUnusable
    from policygen.build.order import EDITIONS as EDITIONS
    from policygen.build.order import FORMATS as FORMATS
    from policygen.build.order import PAPERS as PAPERS
    from policygen.build.order import Order as Order
    from policygen.build.rendering import refused_in_words as refused_in_words
    from policygen.build.results import Artifact as Artifact
    from policygen.build.results import SchoolBuild as SchoolBuild
    from policygen.build.results import SchoolResult as SchoolResult
    from policygen.build.results import results_json as results_json
    from policygen.build.summary import build_summary as build_summary
    from policygen.build.watch import NoSuchSchool as NoSuchSchool
    from policygen.build.watch import Round as Round
    from policygen.build.watch import Watch as Watch
    from policygen.check.scalars import UnreadableValue as UnreadableValue
    from policygen.check.scalars import read_date as read_date
    from policygen.check.schools import school_files as school_files
    from policygen.compare.align import Compared as Compared
    from policygen.compile.adopting import Meeting as Meeting
    from policygen.compile.findings import texts_in as texts_in
    from policygen.diagnostics.codes import codes as codes
    from policygen.diagnostics.codes import explain_code as explain_code
    from policygen.diagnostics.codes import say as say
    from policygen.diagnostics.model import Diagnostic as Diagnostic
    from policygen.diagnostics.model import Diagnostics as Diagnostics
    from policygen.diagnostics.model import Refused as Refused
    from policygen.diagnostics.model import Severity as Severity
    from policygen.diagnostics.model import Span as Span
    from policygen.diagnostics.phrases import Fact as Fact
    from policygen.diagnostics.render import render_diagnostics as render_diagnostics
    from policygen.diagnostics.suggest import did_you_mean as did_you_mean
    from policygen.doctor.examine import Examination as Examination
    from policygen.doctor.examine import examine_machine as examine_machine
    from policygen.document.layout import Layout as Layout
    from policygen.document.model import Document as Document
    from policygen.document.model import Edition as Edition
    from policygen.inspect.documents import Incomparable as Incomparable
    from policygen.inspect.documents import load_compared as load_compared
    from policygen.inspect.findings import Report as Report
    from policygen.inspect.verify import NotComparable as NotComparable
    from policygen.inspect.verify import document_in as document_in
    from policygen.inspect.verify import verify as verify
    from policygen.lint.run import lint_rules as lint_rules
    from policygen.portable.contents import NotASchoolFile as NotASchoolFile
    from policygen.portable.contents import files_of_school as files_of_school
    from policygen.portable.importing import Differs as Differs
    from policygen.portable.importing import import_school as import_school
    from policygen.portable.writing import write_school_file as write_school_file
    from policygen.render.engine import ResourceRefused as ResourceRefused
    from policygen.render.glyphs import MissingGlyphs as MissingGlyphs
    from policygen.render.preflight import lacking_in_words as lacking_in_words
    from policygen.report.coverage.writers import COVERAGE_FORMATS as COVERAGE_FORMATS
    from policygen.report.coverage.writers import coverage_text as coverage_text
    from policygen.report.freshness.judged_on import freshness_date as freshness_date
    from policygen.report.freshness.report import freshness_json as freshness_json
    from policygen.report.freshness.report import freshness_lines as freshness_lines
    from policygen.report.freshness.report import freshness_summary as freshness_summary
    from policygen.report.impact.report import impact_json as impact_json
    from policygen.report.impact.report import impact_lines as impact_lines
    from policygen.resolve.groups import group_files as group_files
    from policygen.schema.kinds import SCHEMAS as SCHEMAS
    from policygen.schema.kinds import encode_schema as encode_schema
    from policygen.schema.kinds import schema_of as schema_of
    from policygen.staff.csv import Member as Member
    from policygen.staff.csv import load_staff as load_staff
    from policygen.word_copies.kinds import NoSuchModel as NoSuchModel
    from policygen.world.disk import DiskWorld as DiskWorld
    from policygen.world.disk import find_root as find_root
    from policygen.world.disk import project_name as project_name
    from policygen.world.git import GitRefused as GitRefused
    from policygen.world.git import commit_of as commit_of
    from policygen.world.memory import MemoryWorld as MemoryWorld
    from policygen.world.memory import snapshot as snapshot
    from policygen.world.protocol import OutsideTheProject as OutsideTheProject
    from policygen.world.protocol import World as World
    from policygen.world.writing import write_whole as write_whole

__version__ = "0.1.0"

# Where each public name is defined; Type checkers read `TYPE_CHECKING` above; a test compares the two.
_PUBLIC = {
    "AdoptionRecords": "policygen.api.adopting",
    "AdoptionResult": "policygen.api.adopting",
    "Answers": "policygen.ask.answers",
    "Artifact": "policygen.build.results",
    "COVERAGE_FORMATS": "policygen.report.coverage.writers",
    "Compared": "policygen.compare.align",
    "Comparison": "policygen.api.comparing",
    "Console": "policygen.ask.dialogue",
    "Diagnostic": "policygen.diagnostics.model",
    "Diagnostics": "policygen.diagnostics.model",
    "Differs": "policygen.portable.importing",
    "DiskWorld": "policygen.world.disk",
    "Document": "policygen.document.model",
    "EDITIONS": "policygen.build.order",
    "Edition": "policygen.document.model",
    "Examination": "policygen.doctor.examine",
    "FORMATS": "policygen.build.order",
    "Fact": "policygen.diagnostics.phrases",
    "GitRefused": "policygen.world.git",
    "Incomparable": "policygen.inspect.documents",
    "Interviews": "policygen.api.interviewing",
    "InterviewQuestion": "policygen.ask.interview",
    "Layout": "policygen.document.layout",
    "Library": "policygen.api.library",
    "LibraryFacts": "policygen.api.library",
    "LibraryUnusable": "policygen.api.library",
    "Meeting": "policygen.compile.adopting",
    "Member": "policygen.staff.csv",
    "MemoryWorld": "policygen.world.memory",
    "MissingGlyphs": "policygen.render.glyphs",
    "NoSuchModel": "policygen.word_copies.kinds",
    "NoSuchSchool": "policygen.build.watch",
    "NotASchoolFile": "policygen.portable.contents",
    "NotComparable": "policygen.inspect.verify",
    "Order": "policygen.build.order",
    "OutsideTheProject": "policygen.world.protocol",
    "PAPERS": "policygen.build.order",
    "PEOPLE_ASKED": "policygen.ask.questionnaire",
    "Questionnaire": "policygen.api.questions",
    "Report": "policygen.inspect.findings",
    "Refused": "policygen.diagnostics.model",
    "ResourceRefused": "policygen.render.engine",
    "Round": "policygen.build.watch",
    "SCHEMAS": "policygen.schema.kinds",
    "SchoolBuild": "policygen.build.results",
    "SchoolPolicy": "policygen.api.session",
    "SchoolResult": "policygen.build.results",
    "Session": "policygen.api.session",
    "SettingsUnusable": "policygen.api.session",
    "Severity": "policygen.diagnostics.model",
    "SignablePdf": "policygen.api.signing",
    "SignedPdf": "policygen.api.signing",
    "Span": "policygen.diagnostics.model",
    "Stopped": "policygen.ask.dialogue",
    "UnknownSchool": "policygen.api.session",
    "UnreadableValue": "policygen.check.scalars",
    "Watch": "policygen.build.watch",
    "WordsUnusable": "policygen.assemble.wording",
    "World": "policygen.world.protocol",
    "build_summary": "policygen.build.summary",
    "codes": "policygen.diagnostics.codes",
    "commit_of": "policygen.world.git",
    "coverage_text": "policygen.report.coverage.writers",
    "did_you_mean": "policygen.diagnostics.suggest",
    "document_in": "policygen.inspect.verify",
    "encode_schema": "policygen.schema.kinds",
    "examine_machine": "policygen.doctor.examine",
    "explain_code": "policygen.diagnostics.codes",
    "files_of_school": "policygen.portable.contents",
    "find_root": "policygen.world.disk",
    "freshness_date": "policygen.report.freshness.judged_on",
    "freshness_json": "policygen.report.freshness.report",
    "freshness_lines": "policygen.report.freshness.report",
    "freshness_summary": "policygen.report.freshness.report",
    "group_files": "policygen.resolve.groups",
    "impact_json": "policygen.report.impact.report",
    "impact_lines": "policygen.report.impact.report",
    "import_school": "policygen.portable.importing",
    "lacking_in_words": "policygen.render.preflight",
    "lint_rules": "policygen.lint.run",
    "load": "policygen.api.library",
    "load_compared": "policygen.inspect.documents",
    "load_past": "policygen.api.library",
    "load_staff": "policygen.staff.csv",
    "project_name": "policygen.world.disk",
    "read_date": "policygen.check.scalars",
    "refused_in_words": "policygen.build.rendering",
    "render_diagnostics": "policygen.diagnostics.render",
    "results_json": "policygen.build.results",
    "say": "policygen.diagnostics.codes",
    "schema_of": "policygen.schema.kinds",
    "school_files": "policygen.check.schools",
    "snapshot": "policygen.world.memory",
    "texts_in": "policygen.compile.findings",
    "verify": "policygen.inspect.verify",
    "write_school_file": "policygen.portable.writing",
    "write_whole": "policygen.world.writing",
}

__all__ = [*_PUBLIC, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
