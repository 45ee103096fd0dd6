"""Plays stories: what people do with a project over months, command by command, with the output of each.

    $ policygen build hilltop
    | build/hilltop/online.pdf
    ! Built 1 policy.
    [1]

A line that begins with `$` is typed. What follows it was printed: `|` on standard output, `!` on standard error. The
status is in brackets if it is not 0. A line that begins with `*` is something else that happens or has to hold:

    * today is 2026-12-03
    * in FILE, WORDS becomes WORDS          a paragraph of a Word file, or the text of any other
    * in FILE, NAME comments on WORDS: WORDS            in a Word file
    * in FILE, the changes of NAME are accepted         the tracked changes of a Word file; or `rejected`
    * in FILE, all changes are accepted                 of everybody
    * certificate FILE for NAME
    * in FILE, WORDS becomes                the lines after it that begin with `>`
    * FILE gets                             the same lines at its end, or as the whole of a new file
    * FILE loses                            the same lines
    * the folder is FOLDER                  where what follows is typed; files are named from there
    * everything is committed               in git, on the day that it is
    * FILE is remembered as NAME
    * FILE is NAME                          byte for byte the file that was remembered
    * FILE holds WORDS
    * FILE does not hold WORDS
    * there is no FILE
    * FILE is written as FILE for FIRST to LAST  once for each number, with NN as the number in both
    * FILE is copied to FILE

Every other line is commentary. A `\\n` in WORDS is a line break. In what was printed, `<moment>`, `<fingerprint>` and
`<commit>` stand for what differs each time.

A story is played in the small project, or in the folder under `tests/data/stories` that has its name. If that has a
folder `library`, the libraries in it are those that come with policygen.

    python -m tests.support.stories

plays the stories and writes what was printed, after a change of messages. Read the difference before you commit it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from pathlib import Path
from unittest.mock import patch

import docx
from docx.oxml.ns import qn

from policygen.world.disk import DiskWorld
from tests.support.certificates import PASSWORD, certificate
from tests.support.cli import run
from tests.support.git import commit
from tests.support.projects import TEMPLATES, lay_out, write
from tests.support.readers import vocabulary
from tests.support.tracked_changes import all_accepted, all_rejected, changes, settled_by


@dataclass
class Story:
    """A project in `folder`, the day it is there, and the digests of the files that were remembered.

    `packaged` is the folder of the libraries that come with policygen.
    """

    folder: Path
    packaged: Path
    today: date = date(2026, 1, 1)
    remembered: dict[str, str] = field(default_factory=dict)

    def play(self, text: str) -> str:
        """Play a story, and return it with what was really printed. Raises AssertionError for a step that fails."""
        played = []
        told = [line for line in text.splitlines() if not re.match(r"[|!]( |$)|\[", line)]
        for number, line in enumerate(told):
            played.append(line)
            if line.startswith("$ policygen "):
                played += self.typed(line.removeprefix("$ policygen "))
            elif line.startswith("* "):
                below = takewhile(lambda one: one.startswith(">"), told[number + 1 :])
                block = "\n".join(one[2:] for one in below)
                self.step(line.removeprefix("* ") + (f" {block}" if block else ""))
        return "\n".join(played) + "\n"

    def typed(self, words: str) -> list[str]:
        # SOURCE_DATE_EPOCH would date the files too, which otherwise does not depend on the day.
        with (
            patch("policygen.world.disk.today_of", lambda _: self.today),
            patch("policygen.world.memory.today_of", lambda _: self.today),
            patch.dict(os.environ, {"CI": ""}),  # in CI, freshness is judged on the day of the last commit
        ):
            ran = run(self.folder, *shlex.split(words), world=self.world())
        printed = [f"| {line}".rstrip() for line in settled(ran.out).splitlines()]
        printed += [f"! {line}".rstrip() for line in settled(ran.err).splitlines()]
        return [*printed, f"[{ran.code}]"] if ran.code else printed

    def world(self) -> type[DiskWorld]:
        packaged = self.packaged

        class Told(DiskWorld):
            def __init__(self, root: Path) -> None:
                super().__init__(root, packaged)

        return Told

    def step(self, words: str) -> None:
        for pattern, act in STEPS:
            if match := re.fullmatch(pattern, words, re.DOTALL):
                act(self, *(one.replace("\\n", "\n") for one in match.groups()))
                return
        raise ValueError(f"not a step: {words}")

    def set_today(self, day: str) -> None:
        self.today = date.fromisoformat(day)

    def change(self, name: str, before: str, after: str) -> None:
        path = self.folder / name
        if path.suffix == ".docx":
            change_word_file(path, before, after)
            return
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{name} does not hold {before}"
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    def comment(self, name: str, author: str, words: str, comment: str) -> None:
        path = self.folder / name
        document = docx.Document(str(path))
        run = next(run for one in document.paragraphs for run in one.runs if words in run.text)
        made = document.add_comment(run, comment, author, "")
        made._comment_elm.set(qn("w:date"), f"{self.today}T09:00:00Z")  # it would be the moment's
        document.save(str(path))

    def settle(self, name: str, author: str, how: str) -> None:
        path = self.folder / name
        assert author in {one for _, one, _ in changes(path.read_bytes())}, f"{name} has no changes of {author}"
        path.write_bytes(settled_by(path.read_bytes(), author, accepted=how == "accepted"))

    def settle_all(self, name: str, how: str) -> None:
        path = self.folder / name
        path.write_bytes((all_accepted if how == "accepted" else all_rejected)(path.read_bytes()))

    def add(self, name: str, lines: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        write(self.folder, name, f"{text}{lines}\n")

    def take(self, name: str, lines: str) -> None:
        self.change(name, f"{lines}\n", "")

    def enter(self, name: str) -> None:
        self.folder = self.packaged.parent / name

    def save(self) -> None:
        commit(self.folder, f"{self.today}T12:00:00+00:00")

    def certify(self, name: str, who: str) -> None:
        (self.folder / name).write_bytes(certificate(who))

    def remember(self, name: str, as_what: str) -> None:
        self.remembered[as_what] = self.digest(name)

    def is_same(self, name: str, as_what: str) -> None:
        assert self.digest(name) == self.remembered[as_what], f"{name} is not {as_what}"

    def holds(self, name: str, words: str) -> None:
        assert words in self.text(name), f"{name} does not hold {words}"

    def lacks(self, name: str, words: str) -> None:
        assert words not in self.text(name), f"{name} holds {words}"

    def is_absent(self, name: str) -> None:
        assert not (self.folder / name).exists(), f"{name} is there"

    def write_each(self, name: str, as_what: str, first: str, last: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        for number in range(int(first), int(last) + 1):
            write(self.folder, as_what.replace("NN", f"{number:02}"), text.replace("NN", f"{number:02}"))

    def copy(self, name: str, as_what: str) -> None:
        write(self.folder, as_what, (self.folder / name).read_bytes())

    def digest(self, name: str) -> str:
        return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def text(self, name: str) -> str:
        path = self.folder / name
        if path.suffix == ".docx":
            return "\n".join(one.text for one in docx.Document(str(path)).paragraphs)
        return path.read_text(encoding="utf-8")


# The first pattern that a step fits is the one that counts.
STEPS: tuple[tuple[str, Callable[..., None]], ...] = (
    (r"today is (\S+)", Story.set_today),
    (r"there is no (\S+)", Story.is_absent),
    (r"the folder is (\S+)", Story.enter),
    (r"(\S+) is written as (\S+) for (\d+) to (\d+)", Story.write_each),
    (r"(\S+) is copied to (\S+)", Story.copy),
    (r"everything is committed", Story.save),
    (r"in (\S+), (.+?) becomes (.+)", Story.change),
    (r"in (\S+), (.+?) comments on (.+?): (.+)", Story.comment),
    (r"in (\S+), the changes of (.+) are (accepted|rejected)", Story.settle),
    (r"in (\S+), all changes are (accepted|rejected)", Story.settle_all),
    (r"(\S+) gets (.+)", Story.add),
    (r"(\S+) loses (.+)", Story.take),
    (r"certificate (\S+) for (.+)", Story.certify),
    (r"(\S+) is remembered as (.+)", Story.remember),
    (r"(\S+) is (.+)", Story.is_same),
    (r"(\S+) holds (.+)", Story.holds),
    (r"(\S+) does not hold (.+)", Story.lacks),
)


STORIES = sorted((Path(__file__).parents[1] / "data/stories").glob("*.txt"))


def played(path: Path, folder: Path) -> str:
    """Play a story in a folder with its own project, or with the small one, whose web copy does not name the chair."""
    told, own = path.read_text(encoding="utf-8"), path.with_suffix("")
    if own.is_dir():
        shutil.copytree(own, folder, dirs_exist_ok=True)
        packaged = folder / "library"
        (packaged / "templates").symlink_to(TEMPLATES)
        return Story(packaged, packaged).play(told)
    lay_out(folder, {"clauses/vocabulary.yaml": vocabulary("chair"), "password": PASSWORD})
    return Story(folder, folder).play(told)


def settled(printed: str) -> str:
    """Return what was printed, without what differs each time a story is played."""
    printed = re.sub(r"\d{4}-\d\d-\d\d at \d\d:\d\d UTC", "<moment>", printed)
    printed = re.sub(r"(?<=commit )[0-9a-f]{10}\b|(?<=\()[0-9a-f]{12}(?=\))", "<commit>", printed)
    return re.sub(r"[0-9a-f]{16}…", "<fingerprint>", printed)


def change_word_file(path: Path, before: str, after: str) -> None:
    """Change words of the first paragraph that has them, as somebody does in Word, and save the file."""
    document = docx.Document(str(path))
    run = next(run for one in document.paragraphs for run in one.runs if before in run.text)
    run.text = run.text.replace(before, after)
    document.save(str(path))


if __name__ == "__main__":
    for story in STORIES:
        with tempfile.TemporaryDirectory() as place:
            story.write_text(played(story, Path(place)), encoding="utf-8")
