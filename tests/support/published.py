"""What a school keeps to itself, and everything that a file says, seen or unseen: the search of copies for the web."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pypdfium2

from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.resolve.settled import Setting

_TAG = re.compile(r"<[^>]*>")


def secrets(compiler: Compiler, school: School) -> dict[str, str]:
    """Return each value that is not public, with where it was answered.

    One that is public somewhere else (the name of who holds two posts), or that the library says itself, is none.
    """
    known = [squeezed(text) for text in _public(compiler, school)]
    kept = {}
    for key, text in _kept(compiler, school):
        if text and not any(squeezed(text) in words for words in known):
            kept[text] = key
    return kept


def _kept(compiler: Compiler, school: School) -> Iterator[tuple[str, str]]:
    vocabulary, settled = compiler.project.vocabulary, school.settled
    for key, setting, public in _answers(compiler, school):
        if not public:
            yield from ((key, text) for text in _texts(setting))
    for role, person in settled.people.items():
        for name, setting in person.fields.items():
            if name != "title" and not _is_public(vocabulary.people[person.held_by], name):
                yield from ((f"people.{role}.{name}", text) for text in _texts(setting))
    for settings in settled.chain:
        yield "the file's name", settings.file.rpartition("/")[2]
        for entry in settings.model.tailoring:
            yield "because", entry.because.text


def _public(compiler: Compiler, school: School) -> Iterator[str]:
    vocabulary, settled = compiler.project.vocabulary, school.settled
    for _, setting, public in _answers(compiler, school):
        if public:
            yield from _texts(setting)
    for person in settled.people.values():
        yield str(person.title.value)
        for name, setting in person.fields.items():
            if _is_public(vocabulary.people[person.held_by], name):
                yield from _texts(setting)
    for questions in vocabulary.groups.values():
        yield from (str(question.default) for question in questions.values() if question.default is not None)
    for clause in compiler.project.clauses.values():
        yield clause.entry.text.text


def _answers(compiler: Compiler, school: School) -> Iterator[tuple[str, Setting, bool]]:
    groups, settled = compiler.project.vocabulary.groups, school.settled
    for key, setting in settled.settings.items():
        group, _, name = key.partition(".")
        yield key, setting, groups[group][name].public
    for answers in settled.policies.values():
        for name, setting in answers.items():
            yield setting.key, setting, groups["policy"][name].public


def _is_public(role: object, field: str) -> bool:
    return bool(getattr(role, "public" if field in ("name", "title", "post") else "public_contact"))


def _texts(setting: Setting) -> tuple[str, ...]:
    if isinstance(setting.value, tuple):
        return tuple(map(str, setting.value))
    # A number or a yes is no value that could be looked for.
    return (setting.value,) if isinstance(setting.value, str) else ()


def squeezed(text: str) -> str:
    """Return the letters and figures alone: line breaks, quotes and escapes hide nothing."""
    return "".join(character for character in text.casefold() if character.isalnum())


def said(extension: str, data: bytes) -> str:
    """Return everything that a file says, seen or not, squeezed. Raises KeyError for a format that has no reader."""
    return squeezed(" ".join(_READ[extension](data)))


def _plain(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8")


def _html(data: bytes) -> Iterator[str]:
    text = html.unescape(data.decode("utf-8"))
    yield from (text, _TAG.sub("", text))


def _docx(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            yield name
            text = html.unescape(archive.read(name).decode("utf-8", "ignore"))
            yield from (text, _TAG.sub("", text))


def _pdf(data: bytes) -> Iterator[str]:
    read = pypdfium2.PdfDocument(data)
    try:
        for page in read:
            words = page.get_textpage()
            yield words.get_text_range()
            words.close()
            page.close()
    finally:
        read.close()
    with pikepdf.open(BytesIO(data)) as opened:
        for each in opened.objects:
            # Names of destinations, alternative texts, titles, the XMP packet and whatever is attached.
            if isinstance(each, pikepdf.Stream):
                yield each.read_bytes().decode("utf-8", "ignore")
            yield from _strings(each)


def _strings(thing: object) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        # What is elsewhere in the file is met there.
        yield from (text for _, value in thing.items() if not _apart(value) for text in _strings(value))
    elif isinstance(thing, pikepdf.Array):
        yield from (text for value in thing if not _apart(value) for text in _strings(value))


def _apart(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


_READ = {"docx": _docx, "pdf": _pdf, "html": _html, "md": _plain, "json": _plain}
