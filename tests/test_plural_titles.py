"""The specimens' policies read right when several people hold each post, and the bodies have plural names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import SignatureBlock
from policygen.document.walk import walk
from policygen.world.disk import DiskWorld

from .support.projects import shown
from .support.words import lines

ROOT = Path(__file__).parent.parent
TITLES = {
    "headteacher": "Co-headteachers",
    "chair": "Co-Chairs of Governors",
    "designated_safeguarding_lead": "Joint safeguarding leads",
    "deputy_safeguarding_lead": "Deputy safeguarding leads",
    "online_safety_lead": "Online safety leads",
    "filtering_lead": "Filtering leads",
    "online_safety_governor": "Governors for online safety",
    "it_manager": "IT managers",
    "data_protection_officer": "Data protection officers",
    "wellbeing_lead": "Wellbeing leads",
    "social_media_lead": "Social media leads",
    "site_head": "Heads of school",
    "chief_executive": "Joint chief executives",
    "local_chair": "Chairs of the local committee",
}
BODIES = {"board": "the governors", "employer": "the trustees"}
APPROVING = "the full governors"
# What comes between, and then a word that would be a verb in the singular.
AFTER = r"(?: \([^()]*\))?(?:,? (?:who|which))?(?: (?:also|then|always|\w+ly))* (?P<verb>\w+s)\b|(?P<possessive>[’'])"
NO_VERBS = {"afterwards", "always", "as", "perhaps", "unless"}


def plural(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers of a school or trust with plural titles for its posts, and plural bodies."""
    for role, holder in answers.get("people", {}).items():
        if holder == "vacant":
            continue
        answers["people"][role] = {"name": holder} if isinstance(holder, str) else holder
        answers["people"][role]["title"] = TITLES[role]
    answers["school"] |= BODIES
    for policy in answers.get("policies", {}).values():
        if "approving_body" in policy:
            policy["approving_body"] = APPROVING
    return answers


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    folder = tmp_path_factory.mktemp("plural")
    for part in ("clauses", "schools", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    for file in folder.glob("schools/**/*.yaml"):
        if "base" not in file.parts:
            answers = plural(yaml.safe_load(file.read_text(encoding="utf-8")))
            file.write_text(yaml.safe_dump(answers, sort_keys=False, allow_unicode=True), encoding="utf-8")
    found, diagnostics = Compiler.load(DiskWorld(folder, folder, {}))
    assert found is not None, shown(diagnostics)
    return found


def names() -> list[str]:
    titles = [title if title[1:] != title[1:].lower() else title[0].lower() + title[1:] for title in TITLES.values()]
    return [*(f"the {title}" for title in titles), *BODIES.values(), APPROVING]


@pytest.mark.parametrize("school", ["allhallows", "dunsallow", "kestrelmoor", "the-lighthouse"])
def test_no_verb_or_possessive_of_one_person_follows_a_plural_title(compiler: Compiler, school: str) -> None:
    diagnostics = Diagnostics()
    found = compiler.school(school, diagnostics)
    assert found is not None, shown(diagnostics)
    said = [line for policy in found.plans for line in lines(compiler.compile(found, policy).document)]
    wrong = re.compile(rf"(?:{'|'.join(map(re.escape, names()))})(?:{AFTER})", re.IGNORECASE)
    matches = [(match, line) for line in said for match in wrong.finditer(line)]
    assert [line for match, line in matches if match["possessive"] or match["verb"] not in NO_VERBS] == []
    together = "\n".join(said)
    assert {name for name in [*names()[:2], "the governors"] if name not in together} == set()
    assert f"approved by {APPROVING}" in together
    # As they are typed in the middle of a sentence, and with a capital at its beginning.
    assert re.search(r"\bThe co-headteachers (?:will|may)\b", together)
    assert re.search(r"\bThe governors will\b", together)
    assert not re.search(r"[a-z,] (?:The co-headteachers|The Co-Chairs|The governors)\b", together)


def test_where_one_of_several_heads_signs_a_form_its_line_says_so(compiler: Compiler) -> None:
    school = compiler.school("three-becks")
    assert school is not None
    documents = [compiler.compile(school, policy).document for policy in ("forms", "social-networking")]
    blocks = [part for document in documents for part in walk(*document.sections) if isinstance(part, SignatureBlock)]
    roles = {signatory.role for block in blocks for signatory in block.signatories}
    assert {role for role in roles if role.lower().startswith("the co-")} == set()
    assert "One of the co-headteachers, or the senior leader named for it" in roles


def test_no_fixed_wording_has_such_a_verb_after_a_post_or_body() -> None:
    fixed = (ROOT / "templates/words/en.yaml").read_text(encoding="utf-8")
    assert re.findall(rf"\{{(?:body|role|who)\}}(?:{AFTER})", fixed) == []
