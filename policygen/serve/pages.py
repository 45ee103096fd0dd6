"""The pages' templates, words and static files, read once from the look that comes with the library."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import yaml
from markupsafe import Markup

from policygen.look.sandbox import LookEnvironment
from policygen.look.texts import template_texts
from policygen.look.tokens import load_tokens
from policygen.serve.pack_contents import PackContents, PackedDocument, packed_entry, part_of, stem_of
from policygen.world.protocol import World

_FOLDER = "serve"
# Of who hosts the pages; the first that their look has stands beside the name of the service.
_LOGOS = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file with its fingerprint in its name, so that a browser may keep it for ever."""

    name: str
    data: bytes
    media_type: str


class Pages:
    """Renders pages; `in_folder` says that they are of a project's folder and not for visitors.

    Raises TokensError, TemplateRefused or OSError for a look that cannot be used.
    """

    def __init__(self, world: World, *, in_folder: bool = False, has_register: bool = False) -> None:
        tokens = load_tokens(world)
        texts = {f"{_FOLDER}/{name}": text for name, text in template_texts(world, (_FOLDER,)).items()}
        self._environment = LookEnvironment(texts)
        look = {"colours": tokens.colours, "faces": tokens.faces}
        self._css = self._environment.get_template(f"{_FOLDER}/serve.css.j2").render(**look)
        self.words = _words(world)
        css = _static("serve", "css", self._css.encode(), "text/css; charset=utf-8")
        stems = [
            name.removeprefix(f"{_FOLDER}/").removesuffix(".js")
            for name in world.look_names(_FOLDER)
            if name.endswith(".js")
        ]
        javascript = "text/javascript; charset=utf-8"
        scripts = {stem: _static(stem, "js", world.look(f"{_FOLDER}/{stem}.js"), javascript) for stem in stems}
        names = set(world.look_names(_FOLDER))
        logos = [
            _static("logo", ending, world.look(name), media_type)
            for ending, media_type in _LOGOS.items()
            if (name := f"{_FOLDER}/logo.{ending}") in names
        ][:1]
        static = {one.name: one for one in (css, *scripts.values(), *logos)}
        self.static: Mapping[str, StaticFile] = MappingProxyType(static)
        addresses = {stem: f"/static/{one.name}" for stem, one in scripts.items()}
        logo = f"/static/{logos[0].name}" if logos else ""
        self._shared: dict[str, Any] = {
            "stylesheet": f"/static/{css.name}",
            "scripts": addresses,
            "words": self.words,
            "logo": logo,
            "in_folder": in_folder,
            "has_register": has_register,
        }

    def render(self, name: str, /, **facts: Any) -> str:
        """Return a page whole; `name` is its template's."""
        usual = {"state": "", "back": None, "error_list": (), "preview": "", "wide": False, "with_script": False}
        usual |= {"school_id": "", "offers": False, "ready": ""}
        template = self._environment.get_template(f"{_FOLDER}/page.html.j2")
        return template.render(**{**usual, **self._shared, **facts}, body=f"{_FOLDER}/{name}.html.j2")

    def said(self, key: str, /, **facts: object) -> str:
        """Return one of the words with its facts."""
        words = self.words
        for part in key.split("."):
            words = words[part]
        return str(words).format(**facts)

    def day(self, day: date) -> str:
        """Return a date as people write it, such as 3 December 2026."""
        return day_of(self.words, day)

    def plainly(self, text: str) -> str:
        """Return a message of the program in the words of the pages, for somebody who has no command line."""
        for one in self.words["plainly"]:
            text = text.replace(one["says"], one["reads"])
        return text

    def pack_index(
        self, school: str, documents: Sequence[PackedDocument], files: list[str], *, kind: str, made: Mapping[str, str]
    ) -> bytes:
        """Return the page that a pack opens with; `files` are the names of the others in it, `made` says by what.

        `kind` is one of the words' `packs_of`. A kind without groups has few files, which stand under their documents.
        """
        template = self._environment.get_template(f"{_FOLDER}/pack-index.html.j2")
        about, kinds = self.words["packs_of"][kind], self.words["kinds_of_file"]
        contents = PackContents(documents, files, kinds)
        groups = contents.groups(about["groups"])
        tables = contents.tables() if groups else []
        plain = () if groups else documents
        rows: list[dict[str, Any]] = [{"title": one.title, "files": _files_of(one.id, files, kinds)} for one in plain]
        listed = {one["name"] for group in groups for one in group["entries"]}
        listed |= {one["name"] for table in tables for row in table["rows"] for cell in row["cells"] for one in cell}
        listed |= {one["name"] for row in rows for one in row["files"]}
        facts = {"school": school, "about": about, "groups": groups, "tables": tables, "rows": rows, "made": made}
        css = Markup(self._css)  # noqa: S704 - our own style sheet
        return template.render(**facts, rest=contents.rest([*listed]), css=css, words=self.words).encode()


def day_of(words: Mapping[str, Any], day: date) -> str:
    """Return a date as people write it; `words` are those of the pages."""
    return str(words["date"].format(day=day.day, month=words["months"][day.month - 1], year=day.year))


def _words(world: World) -> dict[str, Any]:
    """Return the words of all features as one: groups of the same name are joined, lists follow each other."""
    found: dict[str, Any] = {}
    for name in sorted(world.look_names(f"{_FOLDER}/words")):
        if name.endswith(".yaml"):
            _join(found, yaml.safe_load(world.look(name)))
    return found


def _join(found: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _join(found.setdefault(key, {}), value)
        elif isinstance(value, list):
            found[key] = [*found.get(key, []), *value]
        else:
            found[key] = value


def _static(stem: str, ending: str, data: bytes, media_type: str) -> StaticFile:
    return StaticFile(f"{stem}-{hashlib.sha256(data).hexdigest()[:16]}.{ending}", data, media_type)


def _files_of(document: str, files: Sequence[str], kinds: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the entries of a document's files: the document as a whole comes first, a PDF before others."""
    stems, parts = (document, f"{document}-approval", f"{document}-changes"), list(kinds["by_part"])

    def order(name: str) -> tuple[int, str, str]:
        part, (stem, _, ending) = part_of(name, kinds), name.rpartition(".")
        return (parts.index(part) + 1 if part else 0), "" if ending == "pdf" else ending, stem

    return [packed_entry(name, kinds) for name in sorted((one for one in files if stem_of(one) in stems), key=order)]
