"""The pages of a site as HTML that needs no script, font or network, with links that hold in any folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup

from policygen.browse.addresses import CHANGES, INDEX, LAW, QUESTIONS, SCHOOLS, UNLISTED, SiteAddresses

if TYPE_CHECKING:
    from policygen.browse.clauses import SiteClause
    from policygen.browse.questions import SiteTopic
    from policygen.browse.site import SiteLibrary, SitePolicy, SiteSchool
    from policygen.browse.sources import SiteReference, SiteSource
    from policygen.look.tokens import Tokens


class _OwnTemplates(BaseLoader):
    """Finds templates beside this module, also in a package that is not unpacked."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, None]:  # noqa: ARG002
        file = resources.files("policygen.browse").joinpath(template)
        if not file.is_file():
            raise TemplateNotFound(template)
        return file.read_text(encoding="utf-8"), None, None


@dataclass(frozen=True, slots=True)
class SitePages:
    """What the pages of a site show. `contacts` are those that nobody has verified, each with what is said of it."""

    addresses: SiteAddresses
    day: str
    libraries: tuple[SiteLibrary, ...]
    policies: tuple[SitePolicy, ...]
    unlisted: tuple[SiteClause, ...]
    sources: tuple[SiteSource, ...]
    references: tuple[SiteReference, ...]
    contacts: tuple[tuple[str, str], ...]
    topics: tuple[SiteTopic, ...]
    schools: tuple[SiteSchool, ...]
    with_schools: bool

    def files(self, tokens: Tokens) -> dict[str, bytes]:
        """Return each page by its name, in the colours of the tokens by day and in others in a dark scheme."""
        environment = Environment(
            loader=_OwnTemplates(), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
        )
        styles = environment.get_template("site.css.j2").render(tokens=tokens, colours=tokens.colours)
        environment.globals.update(
            site=self,
            styles=Markup(styles),  # noqa: S704 - rendered just now with everything escaped
            pages={
                "index": INDEX, "law": LAW, "questions": QUESTIONS, "changes": CHANGES, "unlisted": UNLISTED,
                "schools": SCHOOLS,
            },
        )  # fmt: skip
        return {
            name: environment.get_template(template).render(page=name, up="../" * name.count("/"), **facts).encode()
            for name, template, facts in self._pages()
        }

    def _pages(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield each page's name, its template and what only that page has."""
        yield INDEX, "index.html.j2", {}
        yield from ((one.page, "policy.html.j2", {"policy": one}) for one in self.policies)
        yield from ((one.page, "source.html.j2", {"source": one}) for one in self.sources)
        yield LAW, "law.html.j2", {}
        yield QUESTIONS, "questions.html.j2", {}
        if any(one.since for one in self.libraries):
            yield CHANGES, "changes.html.j2", {}
        if self.unlisted:
            yield UNLISTED, "unlisted.html.j2", {}
        if self.with_schools:
            yield SCHOOLS, "schools.html.j2", {}
