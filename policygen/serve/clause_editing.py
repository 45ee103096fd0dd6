"""The editor: pages on which a school leaves out, rewords or adds clauses, each with a reason, before it saves them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData

from policygen.api.drafting import SchoolDraft
from policygen.api.editing import ClauseEdit, EditableClause, EditTrial, PolicyEditor
from policygen.api.library import Library
from policygen.look.look import Look
from policygen.serve.clause_pages import (
    clause_as_printed,
    clause_state_words,
    finding_in_words,
    heading_in,
    policy_with_buttons,
    requirements_in_words,
    uncovered_in_words,
)
from policygen.serve.pages import Pages
from policygen.serve.typed_text import typed_lines
from policygen.serve.views import Shown, Views
from policygen.serve.visit import Visit

DOINGS = ("reword", "omit", "add", "undo")
# Characters. A text may have 20,000 in a settings file; a whole policy has some 60,000.
_LONGEST = {"title": 200, "text": 20_000, "because": 1_000, "agreed_by": 200, "agreed_on": 20}
_ROW, _FEWEST_ROWS, _MOST_ROWS = 70, 8, 24  # of a text field: characters, rows
_ORDER = ("title", "text", "because", "agreed_by", "agreed_on")


@dataclass(frozen=True, slots=True)
class _At:
    """Where a visitor is: a policy of their school, and a clause of it, if there is one."""

    visit: Visit
    draft: SchoolDraft
    policy: str
    editor: PolicyEditor

    def clause(self, form: FormData) -> EditableClause | None:
        return self.editor.clauses.get(str(form.get("clause", "")))


class ClauseEditing:
    """From a policy with a button at each clause to an edit that is checked, looked at and saved."""

    def __init__(self, library: Library, pages: Pages, views: Views) -> None:
        self._library, self._pages, self._views = library, pages, views
        self._look = Look.load(library.world)

    def policy(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Show a policy with a button at each clause, or ask which policy to change."""
        return self._view(self._policy, visit, form)

    def clause(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Show a clause and what the school may do with it."""
        return self._view(self._clause, visit, form)

    def edit(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Show the form of an edit, what comes of it, or the policy after it is saved."""
        return self._view(self._edit, visit, form)

    def _view(self, view: Any, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        draft = self._library.drafts.of(visit.school, visit.files)
        session = draft.session()
        policies = session.policies
        wanted = str(form.get("policy", ""))
        policy = wanted if wanted in policies else policies[0] if len(policies) == 1 else ""
        if not session.readable or not policies:
            return self._views.check(visit, form)
        if not policy:
            return self._choice(draft, policies), visit
        found: tuple[Shown, Visit] = view(_At(visit, draft, policy, draft.editor(policy)), form)
        return found

    def _choice(self, draft: SchoolDraft, policies: tuple[str, ...]) -> Shown:
        """Ask which policy to change."""
        own = draft.own_clauses()
        rows = [{"id": one, "title": self._library.policies[one], "own": own[one]} for one in policies]
        return Shown("clause-policies", {"rows": rows})

    def _policy(self, at: _At, _: FormData, saved: str = "") -> tuple[Shown, Visit]:
        """Show a policy with a button at each clause."""
        facts = {
            "policy": at.policy,
            "heading": self._library.policies[at.policy],
            "several": len(at.draft.session().policies) > 1,
            "saved": saved,
            "clauses": policy_with_buttons(at.editor.document, at.editor.clauses, self._look, self._pages.words),
        }
        return Shown("clauses", facts), at.visit

    def _clause(self, at: _At, form: FormData) -> tuple[Shown, Visit]:
        """Show a clause and what the school may do with it."""
        clause = at.clause(form)
        if clause is None:
            shown, visit = self._policy(at, form)
            return (self._views.with_error(shown, "clause_errors.gone", "") if form.get("clause") else shown), visit
        words = clause_as_printed(at.editor.document, clause.name, self._look)
        facts = {"printed": words, "covers": requirements_in_words(clause), **self._of(at, clause)}
        return Shown("clause", facts), at.visit

    def _edit(self, at: _At, form: FormData) -> tuple[Shown, Visit]:
        """Show the form of an edit, what comes of it, or the policy after it is saved."""
        clause, doing = at.clause(form), str(form.get("doing", ""))
        if clause is None or doing not in DOINGS or not _allows(clause, doing):
            return self._clause(at, form)
        typed, action = _typed(form), str(form.get("action", ""))
        if action == "change":
            return self._form(at, clause, doing, typed), at.visit
        if action not in ("try", "save") and doing != "undo":
            return self._begun(at, clause, doing, whole=action == "whole"), at.visit
        errors = self._missing(at, clause, doing, typed)
        if errors:
            return self._form(at, clause, doing, typed, errors), at.visit
        edit = ClauseEdit(doing=doing, clause=clause.name, **typed)  # type: ignore[arg-type]
        trial = at.editor.tried(edit)
        if not trial.files:
            if doing == "undo":
                shown, visit = self._clause(at, form)
                errors = [{"words": one["words"], "target": ""} for one in self._errors(trial)]
                return Shown(shown.template, {**shown.facts, "error_list": errors}), visit
            return self._form(at, clause, doing, typed, self._errors(trial)), at.visit
        if action != "save":
            return self._trial(at, clause, edit, typed, trial), at.visit
        at.draft.keep(trial.files)
        visit = replace(at.visit, files=at.draft.files, policy=at.policy)
        after = _At(visit, at.draft, at.policy, at.draft.editor(at.policy))
        title = typed["title"] if doing == "add" else clause.title
        return self._policy(after, form, self._pages.said(f"clause_saved.{doing}", title=_plain(title)))

    def _begun(self, at: _At, clause: EditableClause, doing: str, *, whole: bool) -> Shown:
        """Show the form of an edit as it begins, with a clause's words for this school or, if `whole`, for all."""
        typed = dict.fromkeys(_ORDER, "")
        if doing != "reword":
            return self._form(at, clause, doing, typed)
        plain = at.editor.words_to_edit(clause.name)
        title, text = (clause.title, clause.text.strip()) if whole else (plain.title, plain.text)
        because = clause.because if clause.is_own else ""
        by, on = clause.agreed
        typed |= {"title": title, "text": text, "because": because, "agreed_by": by, "agreed_on": on}
        shown = self._form(at, clause, doing, typed)
        return Shown(shown.template, {**shown.facts, "is_settled": plain.is_settled and not whole})

    def _form(
        self,
        at: _At,
        clause: EditableClause,
        doing: str,
        typed: dict[str, str],
        errors: list[dict[str, str]] | None = None,
    ) -> Shown:
        by_field: dict[str, list[str]] = {}
        for one in errors or ():
            by_field.setdefault(one["field"], []).append(one["words"])
        facts = {
            "doing": doing,
            "typed": typed,
            "errors_of": by_field,
            "error_list": [{"words": one["words"], "target": one["field"]} for one in errors or ()],
            "is_settled": False,
            "rows": _rows(typed["text"]),
            "has_brackets": "{{" in typed["text"] or "{%" in typed["text"],
            "placeholders": at.editor.placeholders() if doing != "omit" else {},
            "printed": clause_as_printed(at.editor.document, clause.name, self._look),
            "covers": requirements_in_words(clause),
            **self._of(at, clause),
        }
        return Shown("clause-edit", facts)

    def _trial(
        self, at: _At, clause: EditableClause, edit: ClauseEdit, typed: dict[str, str], trial: EditTrial
    ) -> Shown:
        """Show what an edit changes, before it is saved."""
        name, before = clause.name, trial.before
        if edit.doing == "add" and trial.after is not None:
            known = {one.clause for section in before.sections for one in section.sections}
            new = (one.clause for section in trial.after.sections for one in section.sections)
            name = next((one for one in new if one not in known), "")
        printed = clause_as_printed(trial.after, name, self._look, before) if trial.after is not None else ""
        facts = {
            "doing": edit.doing,
            "typed": typed,
            "printed": printed if edit.doing != "omit" else clause_as_printed(before, name, self._look),
            "remarks": [finding_in_words(one, self._pages) for one in trial.remarks],
            "uncovered": uncovered_in_words(trial),
            **self._of(at, clause),
        }
        return Shown("clause-try", facts)

    def _of(self, at: _At, clause: EditableClause) -> dict[str, Any]:
        """Return what each page of a clause shows of it."""
        number, title = heading_in(at.editor.document, clause.name)
        return {
            "policy": at.policy,
            "policy_title": self._library.policies[at.policy],
            "clause": clause,
            "may": {doing: _allows(clause, doing) for doing in DOINGS},
            "name": title or _plain(clause.title),
            "number": number,
            "tag": clause_state_words(clause, self._pages.words),
        }

    def _missing(self, at: _At, clause: EditableClause, doing: str, typed: dict[str, str]) -> list[dict[str, str]]:
        """Return what is left empty, too long or as it was."""
        wanted = {"reword": ("title", "text", "because"), "add": ("title", "text", "because"), "omit": ("because",)}
        needed = wanted.get(doing, ())
        if clause.agreement and doing in ("reword", "omit"):
            needed = (*needed, "agreed_by", "agreed_on")
        found = [
            {"field": key, "words": self._pages.said(f"clause_errors.{key}")}
            for key in _ORDER
            if key in needed and not typed[key]
        ]
        found += [
            {"field": key, "words": self._pages.said("clause_errors.long", most=f"{_LONGEST[key]:,}")}
            for key in _ORDER
            if len(typed[key]) > _LONGEST[key]
        ]
        if doing == "reword" and not found and self._is_same(at, clause, typed):
            found.append({"field": "text", "words": self._pages.said("clause_errors.same")})
        return found

    @staticmethod
    def _is_same(at: _At, clause: EditableClause, typed: dict[str, str]) -> bool:
        """Tell whether nothing was changed in the form of a clause's words."""
        plain = at.editor.words_to_edit(clause.name)
        known = ((plain.title, plain.text), (clause.title, clause.text.strip()))
        same = (typed["title"], typed["text"]) in known
        return same and (not clause.is_own or typed["because"] == clause.because)

    def _errors(self, trial: EditTrial) -> list[dict[str, str]]:
        fields = {"title": "title", "text": "text", "because": "because", "agreed": "agreed_by"}
        found = [
            {"field": fields.get(one.field, ""), "words": finding_in_words(one, self._pages)} for one in trial.mistakes
        ]
        found.sort(key=lambda one: _ORDER.index(one["field"]) if one["field"] else -1)
        return found or [{"field": "", "words": self._pages.said("clause_errors.unknown")}]


def _allows(clause: EditableClause, doing: str) -> bool:
    may = {"reword": clause.may_be_reworded, "omit": clause.may_be_left_out, "undo": clause.may_be_undone}
    return may.get(doing, clause.how != "left_out")


def _typed(form: FormData) -> dict[str, str]:
    """Return the fields of an edit as a settings file can have them: one line each, but the text."""
    found = {key: " ".join(typed_lines(form.get(key, "")).split()) for key in _ORDER}
    lines = typed_lines(form.get("text", "")).split("\n")
    return {**found, "text": "\n".join(line.rstrip() for line in lines).strip()}


def _rows(text: str) -> int:
    """Return how many rows a field for a text has: enough to read it, not more than a screen."""
    lines = sum(1 + len(line) // _ROW for line in text.split("\n"))
    return min(max(lines + 2, _FEWEST_ROWS), _MOST_ROWS)


def _plain(title: str) -> str:
    """Return a title without the signs of its Markdown."""
    return title.replace("*", "")
