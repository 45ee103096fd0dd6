"""A signed PDF can be adopted, and says who signed it; one whose pages or signatures were changed is refused."""

from __future__ import annotations

from policygen.compile.adopting import FileSeen
from policygen.diagnostics.model import Diagnostics
from policygen.inspect.adoptable import Wanted, file_seen
from policygen.look.look import Look
from tests.support.projects import shown

from .files import CHAIR, HEAD, Built, changed
from .font_attacks import font_of_another_name


def read(made: Built, data: bytes) -> tuple[FileSeen | None, str]:
    diagnostics = Diagnostics()
    wanted = Wanted(made.document.school, made.document.policy, lambda: Look.load(made.world))
    return file_seen("policy.pdf", data, wanted, diagnostics), shown(diagnostics)


def test_a_signed_file_is_the_one_that_the_meeting_saw(made: Built) -> None:
    for data, names in ((made.clean, ()), (made.once, (CHAIR,)), (made.twice, (CHAIR, HEAD))):
        seen, said = read(made, data)
        assert seen is not None, said
        assert seen.file is not None
        assert (seen.file.name, seen.file.signed_by) == ("policy.pdf", names)


def test_a_signed_file_that_another_program_saved_is_refused(made: Built) -> None:
    seen, said = read(made, changed(made.once, lambda _: None))
    assert seen is None
    assert "policy.pdf cannot be adopted: it has been changed since it was built or signed" in said


def test_a_file_in_letters_that_the_look_does_not_have_is_refused(made: Built) -> None:
    seen, said = read(made, changed(made.clean, font_of_another_name))
    assert seen is None
    assert "some of its letters cannot be compared with the fonts of this project's design" in said
    assert "Other-Sans" in said


def test_a_file_that_was_cut_short_is_refused(made: Built) -> None:
    assert read(made, made.clean[: len(made.clean) // 2])[0] is None
