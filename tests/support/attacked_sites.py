"""The served pages as their attackers find them: for visitors, with a register, and on a folder behind a lock."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from policygen import Library, Meeting
from policygen.serve.app import ProjectSite, create_app
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.server import ServerLimits
from tests.support.hostile import PARTS
from tests.support.register import PRIMARY, register_row, write_register
from tests.support.served_addresses import Address, addresses_of, fields_of, values_of
from tests.support.visiting import KEY, answered_school, hosted_library, word_file_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

Kind = Literal["visitors", "token", "proxy"]
TOKEN = "t" * 32
HEADER = "x-forwarded-user"
GROUP = "trusts/hartwold"
POLICY = "mobile-phones"
_SCHOOLS = Path(__file__).parents[2] / "schools"


@dataclass(frozen=True)
class AttackedSite:
    """A site, its addresses, what its forms have, and the folder that its pages may write into, if there is one."""

    client: TestClient
    addresses: tuple[Address, ...]
    fields: tuple[str, ...]
    values: tuple[str, ...]
    root: Path | None = None
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def path(self, address: Address, chance: object) -> str:
        """Return an address with parts that exist, or with hostile ones."""
        pick = chance.choice  # type: ignore[attr-defined]
        chosen = {name: pick((*self.parts.get(name, ()), *self.parts.get(name, ()), *PARTS)) for name in address.parts}
        return address.with_parts({name: quote(text.encode("utf-8", "replace"), "/%") for name, text in chosen.items()})

    def strangers(self) -> list[str]:
        """Return files in the folder, or beside it, that no page should have written."""
        if self.root is None:
            return []
        inside = [path.relative_to(self.root) for path in self.root.rglob("*")]
        beside = [path.name for path in self.root.parent.iterdir() if path != self.root and path.name != "temporary"]
        links = [path.name for path in self.root.rglob("*") if path.is_symlink()]
        return [*beside, *links, *(str(one) for one in inside if one.parts[0] not in ("schools", "build"))]


@contextmanager
def attacked_site(kind: Kind, folder: Path, jobs: int = 0, patience: float = 1e6) -> Iterator[AttackedSite]:
    """Yield a site. Without `jobs` no job is taken, so pressing that button shows that the queue is full.

    No answer is late, so that each is seen where it was asked for, unless `patience` (seconds) is less.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from starlette.testclient import TestClient
    library, root, project, register = hosted_library(), None, None, None
    if kind == "visitors":
        rows = [register_row({**PRIMARY, "EstablishmentName": "Marram <x-attack> Vale School"}), register_row(PRIMARY)]
        register, _ = library.school_register(write_register(folder / "register.csv", rows)).index()
    else:
        root = _laid_out(folder / "project", library)
        project = ProjectSite(
            folder=ProjectFolder.at(root),
            token=TOKEN if kind == "token" else "",
            header=HEADER if kind == "proxy" else "",
        )
    limits = ServerLimits(burst=1e9, jobs=jobs, jobs_each=jobs, patience=patience)
    app = create_app(library, KEY, limits=limits, project=project, register=register)
    parts = {
        "school": ("elm", "oak"), "group": (GROUP,), "form": ("csv", "html"), "kind": ("adopted", "papers", "copies"),
        "name": ("build/elm/mobile-phones.docx", "schools/elm/kept/old.docx"), "token": ("guess",),
    }  # fmt: skip
    known = (*library.policies, *(key for key in library.clauses if ":" in key), "people.headteacher", "school.type")
    headers = {"sec-fetch-site": "same-origin", **({HEADER: "clerk"} if kind == "proxy" else {})}
    with TestClient(app, base_url="http://127.0.0.1:8600", headers=headers) as client:
        if kind == "token":
            client.get(f"/?token={TOKEN}")
        values = (*values_of(library.world), *known[:30], "elm", GROUP, "100001", date.today().isoformat())
        yield AttackedSite(client, addresses_of(app), fields_of(library.world), values, root, parts)


def _laid_out(root: Path, library: Library) -> Path:
    (root / "schools/trusts").mkdir(parents=True)
    shutil.copyfile(_SCHOOLS / f"{GROUP}.yaml", root / f"schools/{GROUP}.yaml")
    draft = library.drafts.begin("Elm Park School", [POLICY])
    settings = draft.files[draft.settings].decode()
    for school, group in (("elm", GROUP), ("oak", "")):
        above = f"extends: {group}.yaml\n" if group else ""
        (root / f"schools/{school}.yaml").write_text(above + settings, encoding="utf-8")
    kept = root / "schools/elm/kept/old.docx"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"old")
    return root


def school_file(library: Library, name: str) -> bytes:
    """Return the file of a school with all answers, whose board adopted its policy yesterday."""
    visit = answered_school(library, name, [POLICY])
    draft = library.drafts.of(visit.school, visit.files)
    meeting = Meeting(date.today() - timedelta(days=1), "14/26")
    assert draft.adopt_as_it_stands(POLICY, meeting).file
    return draft.archive()


def files_to_spoil(library: Library) -> tuple[bytes, ...]:
    """Return a school's file, its policy in Word, the record of its adoption, a picture, a table, and its settings."""
    visit = answered_school(library, "Oakfield Primary School", [POLICY])
    draft = library.drafts.of(visit.school, visit.files)
    meeting = Meeting(date.today() - timedelta(days=1), "14/26")
    file = draft.adopt_as_it_stands(POLICY, meeting).file
    record = draft.files[file]
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="9" height="9"/></svg>'
    return (
        draft.archive(),
        word_file_of(library, visit, POLICY),
        record,
        svg,
        b"a,b\n1,2\n",
        draft.files[draft.settings],
    )
