"""The pages' templates, words and static files, read once from the look that comes with the library."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

import yaml
from markupsafe import Markup

from policygen.look.sandbox import LookEnvironment
from policygen.look.texts import template_texts
from policygen.look.tokens import load_tokens
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
        self,
        school: str,
        titles: Mapping[str, str],
        files: list[str],
        *,
        kind: str,
        made: Mapping[str, str],
        status: Mapping[str, str] = MappingProxyType({}),
        sheets: Mapping[str, str] = MappingProxyType({}),
        sent: Sequence[str] = (),
    ) -> bytes:
        """Return the page that a pack opens with; `files` are the names of the others in it, `made` says by what.

        `sheets` are the titles of the files in folders for sheets, by their stems, and `sent` the files for governors.

        `kind` is one of the words' `packs_of`, `status` a line on some of the policies.
        """
        template = self._environment.get_template(f"{_FOLDER}/pack-index.html.j2")
        named = {policy: [name for name in files if _is_of(name, policy)] for policy in titles}
        rows = [
            {
                "title": titles[policy],
                "status": status.get(policy, ""),
                "files": [_entry(self, name) for name in sorted(own, key=partial(_order, self))],
            }
            for policy, own in named.items()
        ]
        of_policies = {name for own in named.values() for name in own}
        rest = [_entry(self, name, sheets) for name in files if name not in of_policies]
        to_send = [
            {"name": name, "words": titles[policy]} for policy, own in named.items() for name in own if name in sent
        ]
        css = Markup(self._css)  # noqa: S704 - our own style sheet
        facts = {"school": school, "rows": rows, "rest": rest, "sent": to_send, "made": made}
        facts["about"] = self.words["packs_of"][kind]
        return template.render(**facts, css=css, words=self.words).encode()


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


def _is_of(name: str, policy: str) -> bool:
    stem = name.rpartition("/")[2].partition(".")[0]
    return stem in (policy, f"{policy}-approval", f"{policy}-changes")


def _entry(pages: Pages, name: str, sheets: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Return what the index says of a file: its name, its title if it is one of the `sheets`, and what it is for."""
    kinds, ending = pages.words["kinds_of_file"], name.rpartition(".")[2]
    part, form = _part(pages, name), kinds["by_ending"].get(ending, ending.upper())
    kind = kinds["by_part"].get(part, "") or kinds["whole"].get(ending, "")
    if (large := kinds["large_print"]) in name and part != large:
        kind = kinds["in_large_print"].format(kind=kind)
    title = sheets.get(name.rpartition("/")[2].partition(".")[0], "")
    if title:
        kind = kinds["in_large_print"].format(kind=title) if large in name else title
    return {"name": name, "words": f"{kind} ({form})"}


def _part(pages: Pages, name: str) -> str:
    """Return the part of a file's name that says what it is, "" for a policy as a whole."""
    return next((part for part in pages.words["kinds_of_file"]["by_part"] if part in name), "")


def _order(pages: Pages, name: str) -> tuple[int, str, str]:
    """Return a key by which files are listed: a policy as a whole comes first, its PDF before others."""
    parts, part = list(pages.words["kinds_of_file"]["by_part"]), _part(pages, name)
    stem, _, ending = name.rpartition(".")
    return (parts.index(part) + 1 if part else 0), "" if ending == "pdf" else ending, stem
