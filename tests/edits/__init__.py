"""Edits of a built DOCX, made without any code of the product, each with what a reader of the file has to find.

    file = EditedFile(data)
    edit = make_edit("change_word", file, random.Random(7))
    data, expected = edit.data, edit.expected

`KINDS` are the kinds of edit, `DISGUISES` the ways in which another program then rewrites the whole file.
"""

from __future__ import annotations

from .disguises import DISGUISES, disguised
from .docx import EditedFile
from .expected import Edit, Expected
from .kinds import KINDS, NothingToEdit, make_edit

__all__ = ["DISGUISES", "KINDS", "Edit", "EditedFile", "Expected", "NothingToEdit", "disguised", "make_edit"]
