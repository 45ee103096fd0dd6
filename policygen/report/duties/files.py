"""The files of a plan of duties, before anybody writes them: a spreadsheet, a calendar and two sheets."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import replace
from typing import ClassVar

from policygen.assemble.wording import Wording
from policygen.build.artifacts import Builder
from policygen.build.rendering import digest_of_inputs
from policygen.build.results import Artifact
from policygen.compile.school import School
from policygen.document.model import Document
from policygen.document.typography import typeset
from policygen.render.engine import DEFAULT_ENGINE
from policygen.render.ics import write_ics
from policygen.report.duties.calendar import duty_events
from policygen.report.duties.model import DutyPlan
from policygen.report.duties.pages import events_of, plan_document, year_document
from policygen.report.duties.writers import duties_csv


class DutyFiles:
    """Makes the files of one school's plan; `year` is the school year as it is printed.

    With `large_print` the sheets have the same words in 18 points; the year may then need more than its page.
    """

    SHEETS: ClassVar[tuple[str, ...]] = ("docx", "pdf")
    FORMATS: ClassVar[tuple[str, ...]] = ("csv", "ics", *SHEETS)

    def __init__(
        self,
        builder: Builder,
        school: School,
        plan: DutyPlan,
        year: str,
        *,
        large_print: bool = False,
        engine: str = DEFAULT_ENGINE,
    ) -> None:
        self._builder, self._school, self._plan, self._year = builder, school, plan, year
        self._renderer = builder.renderer_in(large_print, engine)

    @property
    def documents(self) -> dict[str, Document]:
        """The sheets by file name: the whole plan, and the year on one page. Raises RenderingError and the like."""
        model, wording = self._model, self._wording
        return {"duties": plan_document(self._plan, model, wording, self._year), "year": self._one_page(model, wording)}

    def artifacts(self, formats: Collection[str]) -> list[Artifact]:
        """Return the files of these formats, in the order of FORMATS; a plan without dates has no calendar."""
        found: list[Artifact] = []
        if not self._school.plans:
            return found
        if "csv" in formats:
            found.append(self._artifact("csv", duties_csv(self._plan, self._wording).encode()))
        if "ics" in formats:
            events = duty_events(self._plan, self._wording, self._model.metadata.created)
            found += [self._artifact("ics", write_ics(events))] if events else []
        wanted = tuple(form for form in self.SHEETS if form in formats)
        for name, document in self.documents.items() if wanted else ():
            found += self._renderer.artifacts(f"{self._school.id}/{name}", document, wanted)
        return found

    @property
    def _wording(self) -> Wording:
        return self._school.assembler.wording

    @property
    def _model(self) -> Document:
        """The Document whose look and school the sheets have: the school's first policy.

        Its status is nothing, or that of a guide, which says that a policy is not in force.
        """
        compiler, plans = self._builder.compiler, self._school.plans
        policies = [policy for policy in plans if plans[policy].outline.kind == "policy"]
        compiled = [compiler.compile(self._school, policy) for policy in policies or plans]
        in_force = all(one.adoptions.holds for one in compiled)
        model, status = compiled[0].document, "" if in_force else typeset(self._wording("state.goes_with"))
        return replace(
            model, state="adopted" if in_force else "for-approval", cover=replace(model.cover, status=status)
        )  # fmt: skip

    def _one_page(self, model: Document, wording: Wording) -> Document:
        """Return the year with as many of the events as fit on one page of the ordinary print."""

        def year(events: int) -> Document:
            return year_document(self._plan, model, wording, self._year, events)

        most = len(events_of(self._plan))
        if self._fits(year(most)):
            return year(most)
        # As `bisect` finds where the order breaks: the most events that fit, or none.
        return year(bisect_left(range(1, most), True, key=lambda events: not self._fits(year(events))))

    def _fits(self, document: Document) -> bool:
        return self._builder.renderer.pages(document) <= 1

    def _artifact(self, form: str, data: bytes) -> Artifact:
        digest = digest_of_inputs(format=form, content=hashlib.sha256(data).hexdigest())
        return Artifact(f"{self._school.id}/duties.{form}", data, digest)
