"""Every way that the lists of attacks here make a PDF show something else is told, in words, and is not signed."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace

import pikepdf
import pytest

from policygen.sign.certificate import SigningRefused
from tests.inspect.files import CHAIR, Built, changed, named, signed, told
from tests.inspect.font_attacks import FONT_ATTACKS, font_of_another_name
from tests.inspect.page_attacks import PAGE_ATTACKS
from tests.inspect.pdf_attacks import ATTACKS, FOUND, Change
from tests.inspect.programs import signed_in_a_program
from tests.support.sampling import sampled

ALL = {**ATTACKS, **FONT_ATTACKS, **PAGE_ATTACKS}


@pytest.mark.parametrize("change", sampled(ALL, 3), ids=named)
def test_what_a_reader_would_see_otherwise_is_told(made: Built, change: Change) -> None:
    assert ALL[change] in told(made, changed(made.clean, change))


@pytest.mark.parametrize("change", sampled(FOUND, 3), ids=named)
def test_what_verify_does_not_pass_is_not_signed(made: Built, change: Change) -> None:
    with pytest.raises(SigningRefused, match="failed verification"):
        signed(changed(made.clean, change), "chair", CHAIR, made.world)


@pytest.mark.parametrize("change", sampled(FOUND, 3), ids=named)
def test_what_is_laid_over_a_signed_file_is_told_though_its_record_is_made_again(made: Built, change: Change) -> None:
    data = changed(made.once, change)
    record = replace(made.once_record, sha256=hashlib.sha256(data).hexdigest(), length=len(data))
    found = told(made, data, record)
    assert ALL[change] in found
    assert "not the recorded file" not in found


def test_a_file_in_letters_that_the_look_does_not_have_is_not_known_to_be_good(made: Built) -> None:
    data = changed(made.clean, font_of_another_name)
    good, codes = made.codes(data)
    assert not good
    assert "unknown:letters" in codes
    assert not [code for code in codes if code.startswith("fails")]
    with pytest.raises(SigningRefused, match="This font is not part of the design"):
        signed(data, "chair", CHAIR, made.world)


def test_what_a_program_stores_with_its_signature_is_allowed_and_nothing_more(made: Built) -> None:
    data = signed_in_a_program(made.clean, "chair", CHAIR)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert {"/DSS", "/Perms"} <= set(pdf.Root.keys())
    good, codes = made.codes(data)
    assert (good, "holds:signed" in codes) == (True, True)

    def more(pdf: pikepdf.Pdf) -> None:
        pdf.Root.DSS.Other = pdf.Root.Perms.UR3 = pdf.make_indirect(pikepdf.Dictionary())

    assert {"Other", "UR3"} <= set(re.findall(r"does not write \((\w+)\)", told(made, changed(data, more))))
