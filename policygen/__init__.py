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
    from policygen.api.carrying import SchoolArchive as SchoolArchive
    from policygen.api.checking import CheckReport as CheckReport
    from policygen.api.comparing import Comparison as Comparison
    from policygen.api.errors import LibraryUnusable as LibraryUnusable
    from policygen.api.errors import SettingsUnusable as SettingsUnusable
    from policygen.api.interviewing import Interviews as Interviews
    from policygen.api.library import Library as Library
    from policygen.api.library import load as load
    from policygen.api.planning import plan_build as plan_build
    from policygen.api.planning import planned_lines as planned_lines
    from policygen.api.questions import Questionnaire as Questionnaire
    from policygen.api.reports import BuildReport as BuildReport
    from policygen.api.reports import CoverageReport as CoverageReport
    from policygen.api.reports import FreshnessReport as FreshnessReport
    from policygen.api.reports import ImpactReport as ImpactReport
    from policygen.api.scaffolding import new_library as new_library
    from policygen.api.schemas import Schemas as Schemas
    from policygen.api.session import SchoolPolicy as SchoolPolicy
    from policygen.api.session import Session as Session
    from policygen.api.signing import SignablePdf as SignablePdf
    from policygen.api.signing import SignedPdf as SignedPdf
    from policygen.api.storing import StoreContents as StoreContents
    from policygen.ask.answers import Answers as Answers
    from policygen.ask.dialogue import Console as Console
    from policygen.ask.dialogue import Stopped as Stopped
    from policygen.ask.interview import InterviewQuestion as InterviewQuestion
    from policygen.build.finished import FinishedBuild as FinishedBuild
    from policygen.build.joining import JoinedShards as JoinedShards
    from policygen.build.order import Order as Order
    from policygen.build.results import Artifact as Artifact
    from policygen.build.results import SchoolBuild as SchoolBuild
    from policygen.build.results import SchoolResult as SchoolResult
    from policygen.build.shards import Shard as Shard
    from policygen.build.watch import Watch as Watch
    from policygen.build.workforce import Workforce as Workforce
    from policygen.check.scalars import read_date as read_date
    from policygen.check.schools import UnknownSchool as UnknownSchool
    from policygen.compile.adopting import Meeting as Meeting
    from policygen.diagnostics.codes import say as say
    from policygen.diagnostics.model import Diagnostic as Diagnostic
    from policygen.diagnostics.model import Refused as Refused
    from policygen.diagnostics.model import Severity as Severity
    from policygen.diagnostics.model import Span as Span
    from policygen.diagnostics.phrases import Fact as Fact
    from policygen.diagnostics.render import render_diagnostics as render_diagnostics
    from policygen.diagnostics.suggest import did_you_mean as did_you_mean
    from policygen.doctor.examine import Examination as Examination
    from policygen.document.model import Document as Document
    from policygen.document.model import Edition as Edition
    from policygen.inspect.findings import Verification as Verification
    from policygen.inspect.verify import verify as verify
    from policygen.resolve.groups import settings_files as settings_files
    from policygen.serve.hosting import Hosting as Hosting
    from policygen.staff.csv import StaffList as StaffList
    from policygen.store.place import store_folder as store_folder
    from policygen.world.disk import DiskWorld as DiskWorld
    from policygen.world.memory import MemoryWorld as MemoryWorld
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
    "BuildReport": "policygen.api.reports",
    "CheckReport": "policygen.api.checking",
    "Comparison": "policygen.api.comparing",
    "Console": "policygen.ask.dialogue",
    "CoverageReport": "policygen.api.reports",
    "Diagnostic": "policygen.diagnostics.model",
    "DiskWorld": "policygen.world.disk",
    "Document": "policygen.document.model",
    "Edition": "policygen.document.model",
    "Examination": "policygen.doctor.examine",
    "Fact": "policygen.diagnostics.phrases",
    "FinishedBuild": "policygen.build.finished",
    "FreshnessReport": "policygen.api.reports",
    "ImpactReport": "policygen.api.reports",
    "InterviewQuestion": "policygen.ask.interview",
    "Hosting": "policygen.serve.hosting",
    "Interviews": "policygen.api.interviewing",
    "JoinedShards": "policygen.build.joining",
    "Library": "policygen.api.library",
    "LibraryUnusable": "policygen.api.errors",
    "Meeting": "policygen.compile.adopting",
    "MemoryWorld": "policygen.world.memory",
    "Order": "policygen.build.order",
    "OutsideTheProject": "policygen.world.protocol",
    "Questionnaire": "policygen.api.questions",
    "Refused": "policygen.diagnostics.model",
    "Schemas": "policygen.api.schemas",
    "SchoolBuild": "policygen.build.results",
    "SchoolArchive": "policygen.api.carrying",
    "SchoolPolicy": "policygen.api.session",
    "SchoolResult": "policygen.build.results",
    "Session": "policygen.api.session",
    "SettingsUnusable": "policygen.api.errors",
    "Severity": "policygen.diagnostics.model",
    "Shard": "policygen.build.shards",
    "SignablePdf": "policygen.api.signing",
    "SignedPdf": "policygen.api.signing",
    "Span": "policygen.diagnostics.model",
    "StaffList": "policygen.staff.csv",
    "StoreContents": "policygen.api.storing",
    "Stopped": "policygen.ask.dialogue",
    "UnknownSchool": "policygen.check.schools",
    "Verification": "policygen.inspect.findings",
    "Watch": "policygen.build.watch",
    "Workforce": "policygen.build.workforce",
    "World": "policygen.world.protocol",
    "did_you_mean": "policygen.diagnostics.suggest",
    "load": "policygen.api.library",
    "new_library": "policygen.api.scaffolding",
    "plan_build": "policygen.api.planning",
    "planned_lines": "policygen.api.planning",
    "read_date": "policygen.check.scalars",
    "render_diagnostics": "policygen.diagnostics.render",
    "say": "policygen.diagnostics.codes",
    "settings_files": "policygen.resolve.groups",
    "store_folder": "policygen.store.place",
    "verify": "policygen.inspect.verify",
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
