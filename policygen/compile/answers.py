"""What is wrong with a school's answers once they are settled: those that are missing, its nation, titles, colour."""

from __future__ import annotations

from collections.abc import Iterable

from policygen.assemble.assemble import title_of
from policygen.assemble.placeholders import MissingAnswer
from policygen.check.conditions import compared_in, evaluate
from policygen.check.files import home_of
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity, Span
from policygen.look.contrast import TEXT_RATIO, contrast
from policygen.model.vocabulary import Question
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import Plan


def report_axes(
    project: Project, settled: Settled, policy: str, diagnostics: Diagnostics, draft: bool, *, of_kind: bool = False
) -> None:
    """Report each unanswered question that decides which clauses this policy has.

    With `of_kind`, the answers are those of a kind of school; a library's question that another library's kind knows
    nothing of is reported once, where it is asked.
    """
    if not settled.complete:
        return
    outline = project.outlines[policy]
    asked: set[str] = set()
    for section in outline.all_sections:
        for name in section.names:
            for full in project.find_clause(name.text):
                condition = project.clauses[full].condition
                asked |= compared_in(condition) if condition else set()
    for key in sorted(asked):
        for group in ("school", "choices"):
            setting = settled.settings.get(f"{group}.{key}")
            question = project.vocabulary.groups[group].get(key)
            if setting is None or question is None or setting.value is not None or not question.closed:
                continue
            if setting.how == "mistaken" or not _is_asked(project, settled, question):
                continue
            library = key.rpartition(":")[0]
            if of_kind and library and home_of(setting.span.file) != library:
                diagnostics.report("PG401.kinds", question.label.span, key=key.rpartition(":")[2])
                continue
            diagnostics.report(
                "PG401.decides",
                setting.span,
                Severity.WARNING if draft else None,
                key=key,
                group=group,
                question=question.question.text,
                values=", ".join(question.values) or "yes, no",
            )


def _is_asked(project: Project, settled: Settled, question: Question) -> bool:
    condition = project.reader.read(question.asked) if question.asked is not None else None
    return condition is None or evaluate(condition, settled.tested).holds


def report_missing(
    project: Project, settled: Settled, policy: str, missing: Iterable[MissingAnswer], diagnostics: Diagnostics
) -> None:
    """Report each answer that a policy needs and that is missing, unless it is already reported as mistaken.

    The holder of a post may be missing because the post that it falls back to has a mistake in the vocabulary.
    """
    if not settled.complete:
        return
    for answer in missing:
        role = project.vocabulary.people.get(answer.key.removeprefix("people.").partition(".")[0])
        if role is not None and role.falls_back is not None and role.falls_back.text in project.unread:
            continue
        if not settled.mistaken(policy, answer.key):
            setting = settled.settings.get(answer.key)
            none = setting is not None and setting.how == "none"
            diagnostics.add(_none_where_needed(answer) if none else _unanswered(answer))


def report_nation(project: Project, settled: Settled, diagnostics: Diagnostics) -> None:
    """Report a school that does not say its nation, or a nation that the libraries hold no wording for."""
    nation = settled.settings.get("school.nation")
    if nation is None or (nation.value is None and diagnostics.errors):
        # The answer may be missing because of a mistake that is already reported.
        return
    if nation.value is None:
        question = project.vocabulary.groups["school"]["nation"].question.text
        diagnostics.report("PG401.nation", nation.span, question=question)
        return
    held = {library.nation.text for library in project.libraries.values()}
    if held and nation.value not in held:
        values = project.vocabulary.groups["school"]["nation"].values
        names = sorted(values[name].text for name in held if name in values)
        file, line = nation.span.file.rpartition("/")[2], nation.span.line
        diagnostics.report("PG308", nation.span, nations=names, file=file, line=line, nation=str(nation.value))


def report_titles(settled: Settled, plans: Iterable[Plan], diagnostics: Diagnostics) -> None:
    """Report each policy of a school that is printed under the title of another: readers could not tell them apart.

    A library may have several of one title, such as a trust's own policy beside the common one.
    """
    firsts: dict[str, Span] = {}
    for each in plans:
        title, policy = title_of(settled, each), each.outline.id.text
        span = settled.chain[0].span_of("policies", policy)
        first = firsts.setdefault(title.casefold(), span)
        if first is not span:
            diagnostics.report("PG206.policy_title", span, name=title, related={"first": first})


def report_colour(settled: Settled, diagnostics: Diagnostics) -> None:
    """Warn about a school colour that is too light to read on paper and is printed darker (WCAG 2.2, 1.4.3)."""
    colour = next((file.model.colour for file in settled.chain if file.model.colour is not None), None)
    if colour is None:
        return
    ratio = contrast(colour.text, "#ffffff")
    if ratio < TEXT_RATIO:
        diagnostics.report("PG346", colour.span, colour=colour.text, ratio=f"{ratio:.1f}", least=TEXT_RATIO)


def _unanswered(answer: MissingAnswer) -> Diagnostic:
    group, _, key = answer.key.partition(".")
    if group == "people" and "." in key:
        group, _, key = key.partition(".")
    group = "policies" if group == "policy" else group
    return Diagnostic.of(
        "PG401.answer", answer.span, label=answer.label, question=answer.question, key=key, group=group
    )


def _none_where_needed(answer: MissingAnswer) -> Diagnostic:
    return Diagnostic.of("PG401.none", answer.span, label=answer.label, question=answer.question)


def lines_of(diagnostics: Diagnostics, file: str) -> list[int]:
    """Return the lines of `file` that errors point at, in order and without repeats."""
    spans = [d.span for d in diagnostics if d.severity is Severity.ERROR and isinstance(d.span, Span)]
    return sorted({span.line for span in spans if span.file == file})
