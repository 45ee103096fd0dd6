"""The pages with `--workers`: what the processes work out is what one process does, and packs give way to them."""

from __future__ import annotations

import os
import re

import pytest

from policygen import Library
from policygen.serve.desks import DeskLimits
from policygen.serve.server import ServerLimits
from policygen.serve.working import in_process
from policygen.world.memory import MemoryWorld
from tests.support.visiting import answer_to, begun, client_of, hosted_library, state_of

pytestmark = pytest.mark.conformance

CLAUSE = "department:mobile.devices"


def seen(library: Library, processes: int) -> list[str]:
    """Return pages of one visit, without the state that they carry."""
    limits = ServerLimits(burst=10_000.0, desks=DeskLimits(processes=processes))
    with client_of(library, limits) as client:
        page = begun(client, "Oakfield Primary School", ["mobile-phones"])
        pages = [page, client.post("/question", data=answer_to(page)).text]
        state = {"state": state_of(pages[-1])}
        edit = {**state, "policy": "mobile-phones", "clause": CLAUSE, "doing": "reword"}
        pages += [client.post(path, data=edit).text for path in ("/clauses", "/clauses/one", "/clauses/edit")]
        pages += [client.post("/again", data=state).text]
        file = client.post("/file", data=state).content
        for data in (file, file[: len(file) // 2]):
            upload = {"file": ("x.school.zip", data, "application/zip")}
            pages.append(client.post("/continue", data={"state": state_of(client.get("/").text)}, files=upload).text)
    return [re.sub(r'name="state" value="[^"]*"', "", page) for page in pages]


def test_processes_work_out_the_pages_that_one_process_does() -> None:
    library = hosted_library()
    assert seen(library, 1) == seen(library, 0)


def priority(_: Library, __: None) -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def test_what_makes_policies_gives_way_to_the_pages() -> None:
    world = hosted_library().world
    assert isinstance(world, MemoryWorld)
    given = in_process(world, priority, None, ServerLimits().job)
    assert given == min(os.getpriority(os.PRIO_PROCESS, 0) + 15, 19)
