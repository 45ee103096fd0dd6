"""Turns a Form into one HTML page that needs no network, server or other file."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict
from typing import Any

import yaml
from markupsafe import Markup

from policygen.check.non_answers import lists_of_non_answers
from policygen.look.sandbox import LookEnvironment
from policygen.look.texts import template_texts
from policygen.look.tokens import load_tokens
from policygen.schema import modeline
from policygen.web.form.model import FormQuestion, WebForm
from policygen.world.protocol import World

# In the order in which they stand in the page; each but the last declares one name that the later ones use.
SCRIPTS = (
    "conditions.js", "answers.js", "validate.js", "yaml.js", "kept.js", "reading.js", "state.js", "questions.js",
    "fields.js", "people.js", "pages.js", "parts.js", "start.js",
)  # fmt: skip


def page_of(form: WebForm, world: World) -> str:
    """Return the page: the same bytes for the same form and look. Raises as FormPages."""
    return FormPages(world).page(form)


class FormPages:
    """Makes the pages of several forms in one look, which is read once.

    Raises TokensError, TemplateRefused or OSError for a look that cannot be used.
    """

    def __init__(self, world: World) -> None:
        tokens = load_tokens(world)
        texts = {f"form/{name}": text for name, text in template_texts(world, ("form",)).items()}
        pages = LookEnvironment(texts, methods=(WebForm.at_hand, FormQuestion.choices))
        self._css = pages.get_template("form/form.css.j2").render(colours=tokens.colours, faces=tokens.faces)
        self._script = _script([world.look(f"form/{name}") for name in SCRIPTS])
        self._words = yaml.safe_load(world.look("form/words.yaml"))
        self._template = pages.get_template("form/page.html.j2")

    def page(self, form: WebForm) -> str:
        """Return the page of a form.

        Its policy (CSP level 3) allows its own script and stylesheet, by their digests, and nothing else: no request,
        no frame, no form that is sent. Raises TemplateRefused.
        """
        policy = "; ".join((
            "default-src 'none'",
            f"script-src {_digest(self._script)}",
            f"style-src {_digest(self._css)}",
            "base-uri 'none'",
            "form-action 'none'",
        ))  # fmt: skip
        return self._template.render(
            form=form,
            words=self._words,
            policy=Markup(policy),  # noqa: S704 - digests and fixed words
            css=_inline(self._css),
            script=_inline(self._script),
            data=_data(form, self._words),
        )


def _script(files: list[bytes]) -> str:
    parts = "\n".join(file.decode("utf-8") for file in files)
    return f'"use strict";\n{parts}'


def _digest(text: str) -> str:
    """Return a source expression for the text between the tags (CSP level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _inline(text: str) -> Markup:
    """Return text for a script or style element, which ends at the first `</` that names it (HTML, 13.2.5.15)."""
    if "</script" in text.lower() or "</style" in text.lower() or "<!--" in text:
        raise ValueError("the form's script or stylesheet holds the end of its own element")
    return Markup(text)  # noqa: S704 - our own files, checked above


def _data(form: WebForm, words: Any) -> Markup:
    """Return the script's data as JSON without `<`, so no text can end the element."""
    data = {
        "words": words,
        "non_answers": lists_of_non_answers(),
        "modeline": modeline("schools/school.yaml"),
        "policies": [{"id": policy.id, "title": policy.title, "kind": policy.kind} for policy in form.policies],
        "parents": [asdict(parent) for parent in form.parents],
        "asked": asdict(form.asked) if form.asked is not None else None,
        "topics": form.topics,
        "pages": [
            {"id": page.id, "topic": page.topic, "keys": [item.key for item in page.items]} for page in form.pages
        ],
        "items": {item.key: item.data() for page in form.pages for item in page.items},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704
