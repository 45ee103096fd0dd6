"""Share a build among processes: by school, or by policy where there are few schools."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import groupby

from policygen.build.artifacts import BegunPolicy, Builder, Freshness, Paper, calendar_of
from policygen.build.order import Order, ordered
from policygen.build.publish import Publisher
from policygen.build.results import NotMade, SchoolBuild, SchoolResult
from policygen.build.shards import ShardManifest
from policygen.build.word_copies import build_copies
from policygen.build.workers import Ended, run
from policygen.build.workforce import Workforce, in_units
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic
from policygen.look.font_folder import remove_abandoned_fonts
from policygen.render.ics import Event
from policygen.word_copies.kinds import Target
from policygen.world.memory import MemoryWorld, snapshot

# Told how many shares of the work are done, of how many, and the name of the last: a school, or a policy of one.
Progress = Callable[[int, int, str], None]

_FEW = 8  # of so many schools each process gets its own: a school is then read once, where it is built
_LAST = 1  # so many of them are shared out by policy all the same, so that at the end no process waits for a school
_TOGETHER = 16  # schools that a process is given at once, at most
# When to look for garbage: after so many new objects, of which a policy makes as many and hardly one is in a ring; and
# how many such looks there are before one among older objects.
_SELDOM = (20_000, 5, 5)
_PARTS = 4  # of so many runs each process gets its own: none is left waiting long for the last


def build(
    compiler: Compiler,
    schools: list[str],
    order: Order,
    jobs: int | Workforce,
    progress: Progress | None = None,
    freshness: Freshness | None = None,
) -> Generator[SchoolResult, None, None]:
    """Build schools, write their files and yield each result as it is done, in the order asked for.

    `jobs` processes share the work, or what a Workforce describes; the files and the results are the same whoever does
    it. This process alone writes. The calendars of the groups that were ordered come last, each as a result under the
    group's name. With `freshness`, each school's result says what is out of date; it is sent to the processes. Raises
    OSError where the manifest cannot be written.
    """
    builder = Builder(compiler, freshness=freshness)
    today = compiler.project.world.today()
    tools = builder.tools(order)
    if order.shard:
        ShardManifest.remove(order.shard, order.out)
    publisher = Publisher(order.out, tools, today, order.project, order.store, sheets=order.sheets)
    try:
        reviews: dict[str, list[Event]] = {}
        in_groups = {school for _, members in order.groups for school in members}
        begun = 0
        with closing(artifacts_of(builder, schools, order, jobs, progress)) as builds:
            while not publisher.stopped and (built := next(builds, None)) is not None:
                begun += 1  # they come in the order asked for; a model copy has another name than its target
                if built.artifacts and built.school in in_groups:
                    reviews[built.school] = built.reviews
                yield publisher.publish(built)
        if publisher.stopped:
            yield from (
                SchoolResult(school, not_made=[NotMade("", 1, 0, (), unwritten=True)]) for school in schools[begun:]
            )
            return
        for group, members in order.groups:
            events = [event for school in members for event in reviews.get(school, ())]
            if calendar := calendar_of(group, events):
                without = [school for school in members if school not in reviews]
                notes = [say("build.calendar_without", group=group, schools=without)] if without else []
                yield publisher.publish(SchoolBuild(group, beside=calendar, notes=notes, stale=()))
    finally:
        publisher.close()
    if order.shard:
        ShardManifest(order.shard, tuple(schools), tools, publisher.written, order.sheets).write(order.out)


def artifacts_of(
    builder: Builder,
    schools: list[str],
    order: Order,
    jobs: int | Workforce = 1,
    progress: Progress | None = None,
) -> Generator[SchoolBuild, None, None]:
    """Build schools and yield what came of each, in the order asked for; nothing is written."""
    apart = schools if len(schools) < _FEW else schools[-_LAST:]
    opened = {school: builder.open(school, order) for school in apart if not order.blank}
    shares = [share for school in schools for share in _shares(school, opened.get(school), order)]
    force = jobs if isinstance(jobs, Workforce) else Workforce(jobs)
    # What no page is drawn for is done sooner than a second process has read the library.
    processes = min(force.processes, len(shares)) if order.papers or len(schools) >= _FEW else 1
    together = max(1, min(_TOGETHER, len(shares) // (_PARTS * processes))) if len(schools) >= _FEW else 1
    if processes <= 1 and not force.separate and not force.scheduler:
        runs = (shares[at : at + together] for at in range(0, len(shares), together))
        built = (one for part in runs for one in _made(builder, part, order, opened) if one is not None)
        yield from _joined(builder, shares, opened, order, built, progress)
        return
    world = snapshot(builder.compiler.project.world)
    force = replace(force, processes=processes)
    start = partial(_start, world, builder.freshness)
    try:
        with closing(_results(builder, start, shares, order, force, together)) as results:
            whole = (
                _lost(share, one) if isinstance(one, Ended) else one for share, one in zip(shares, results, strict=True)
            )
            yield from _joined(builder, shares, opened, order, whole, progress)
    finally:
        remove_abandoned_fonts()  # The processes were killed at the end, and could not remove theirs.


def _results(
    builder: Builder, start: Callable[[], Builder], shares: list[Share], order: Order, force: Workforce, together: int
) -> Generator[SchoolBuild | Ended, None, None]:
    """Return the results of a build's shares, from local processes or from a cluster."""
    if not force.scheduler:
        return run(start, partial(_share, order=order), shares, force.processes, force.limits, together)
    from policygen.build.cluster import run_on_cluster
    from policygen.build.on_worker import Task

    order = replace(order, store=None)  # its folder, and the out folder that it knows, are on this machine alone
    work = partial(_share, order=order)
    task = Task(start, work, partial(_tools, order=order))
    return run_on_cluster(task, builder.tools(order), shares, force, together)


Share = tuple[str, str]  # a school and one of its policies; "" for all that was ordered of it


def _shares(school: str, opened: School | SchoolBuild | None, order: Order) -> list[Share]:
    policies = ordered(opened, order) if isinstance(opened, School) else ()
    return [(school, policy) for policy in policies] or [(school, "")]


def _joined(
    builder: Builder,
    shares: list[Share],
    opened: dict[str, School | SchoolBuild],
    order: Order,
    results: Iterator[SchoolBuild],
    progress: Progress | None,
) -> Iterator[SchoolBuild]:
    """Yield what was built of each school, of its shares."""
    done = 0
    tell = progress or _silent
    tell(done, len(shares), "")
    for school, of_school in groupby(shares, key=lambda share: share[0]):
        parts = []
        for _, policy in of_school:
            parts.append(next(results))
            done += 1
            tell(done, len(shares), policy or school)
        found = opened.get(school)
        yield builder.close(found, order, parts) if isinstance(found, School) else parts[0]


def _silent(done: int, total: int, name: str) -> None:
    pass


def _made(
    builder: Builder, shares: Sequence[Share], order: Order, opened: Mapping[str, School | SchoolBuild] | None = None
) -> Iterator[SchoolBuild | None]:
    """Yield what was built of each share, in order, and None after each policy before them.

    Of several schools, one policy is built for all of them before the next, and of that each sheet, and schools that
    have the same clauses one after the other: an engine remembers only what it has just drawn.
    """
    if order.blank:
        yield from (build_copies(builder, Target.read(school), order) for school, _ in shares)
        return
    known = opened or {}
    found = {school: known.get(school) or builder.open(school, order) for school, _ in shares}
    parts: dict[Share, SchoolBuild] = {}
    for policy in sorted(_policies(found.values(), order), key=lambda policy: policy != builder.latest):
        begun: list[BegunPolicy] = []
        for share in shares:
            school = found[share[0]]
            if isinstance(school, School) and share[1] in ("", policy) and policy in ordered(school, order):
                begun.append(builder.begin(school, policy, order))
                yield None
        for one, number in _in_turn(begun):
            builder.draw(one, number, order)
            yield None
        for one in begun:
            parts[one.school.id, policy] = builder.finish(one)
            yield None
    for name, policy in shares:
        school = found[name]
        if not isinstance(school, School):
            yield school
        elif policy:
            yield parts.pop((name, policy))
        else:
            yield builder.close(school, order, [parts.pop((name, one)) for one in ordered(school, order)])


def _in_turn(begun: Sequence[BegunPolicy]) -> list[tuple[BegunPolicy, int]]:
    """Return the papers of policies, each as its policy and its number, so that like ones are next to each other."""
    papers = [(one, number, paper) for one in begun for number, paper in enumerate(one.papers)]
    kinds = {name: n for n, name in enumerate(dict.fromkeys(_kind(paper) for _, _, paper in papers))}
    papers.sort(key=lambda each: (kinds[_kind(each[2])], [record.id for record in each[2].document.clauses]))
    return [(one, number) for one, number, _ in papers]


def _kind(paper: Paper) -> str:
    return paper.stem.partition("/")[2]


def _policies(schools: Iterable[School | SchoolBuild], order: Order) -> list[str]:
    """Return the policies of schools, each once."""
    each = (ordered(school, order) for school in schools if isinstance(school, School))
    return list(dict.fromkeys(policy for policies in each for policy in policies))


def _lost(share: Share, ended: Ended) -> SchoolBuild:
    """What came of a share whose process was ended twice: a finding that names it."""
    school, policy = share
    what = say("build.share", policy=policy, school=school) if policy else school
    built = SchoolBuild(school, not_made=[NotMade(policy, 1, 0, ())])
    if ended.how == "time":
        found = Diagnostic.of("PG507", what=what, seconds=ended.number)
    elif ended.how == "cluster":
        found = Diagnostic.of("PG505.cluster", what=what, count=ended.number)
    elif ended.how == "memory":
        found = Diagnostic.of("PG507.memory", what=what, memory=in_units(ended.number))
    else:
        found = Diagnostic.of("PG505", what=what, reason=say(f"build.{ended.how}", number=ended.number))
    built.diagnostics = [found]
    return built


class LibraryUnreadable(RuntimeError):
    """One of the processes of a build cannot read the library that the first process read."""


def _start(world: MemoryWorld, freshness: Freshness | None = None) -> Builder:
    # Each core has a process already. Typst's threads read this when the first of them starts.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    compiler, diagnostics = Compiler.load(world)
    if compiler is None or diagnostics.errors:
        raise LibraryUnreadable(say("build.library_changed"))
    # The library stays for as long as the process, and need not be looked through for garbage again and again.
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    return Builder(compiler, freshness=freshness)


def _share(builder: Builder, shares: Sequence[Share], order: Order) -> Iterator[SchoolBuild | None]:
    return _made(builder, shares, order)


def _tools(builder: Builder, order: Order) -> dict[str, str]:
    return builder.tools(order)
