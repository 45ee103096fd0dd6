"""Where each thing is on the pages of a site: the page's name in the folder, and the anchor on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from policygen.branches.preview import listing
from policygen.check.project import Project
from policygen.report.usage import policies_of

INDEX, LAW, QUESTIONS, CHANGES, UNLISTED, SCHOOLS = (
    f"{name}.html" for name in ("index", "law-and-guidance", "questions", "changes", "clauses-in-no-policy", "schools")
)


@dataclass(frozen=True, slots=True)
class SiteAddresses:
    """The links that pages can have, as `page#anchor` from the top of the folder; "" for what is on no page.

    `clauses` are the full names of those that are shown, each with the policies that list it, its main one first.
    """

    clauses: Mapping[str, Sequence[str]]
    registers: Collection[str]
    references: Collection[str]
    questions: Collection[str]

    @classmethod
    def of(cls, project: Project, libraries: Collection[str]) -> SiteAddresses:
        """Return the addresses of a site on these libraries.

        It has the registers that a clause of theirs claims to meet, or that are kept in their folders.
        """
        listed = policies_of(project)
        clauses = {
            name: listing(project, name) if name in listed else ()
            for name, clause in project.clauses.items()
            if clause.library.id.text in libraries
        }
        claimed = {claim.name.partition("/")[0] for name in clauses for claim in project.clauses[name].claims}
        registers = {
            register
            for name, requirement in project.requirements.items()
            if (register := name.partition("/")[0]) in claimed or _folder(requirement.entry.span.file) in libraries
        }
        vocabulary = project.vocabulary
        questions = {f"{group}.{key}" for group, found in vocabulary.groups.items() for key in found}
        questions |= {f"people.{key}" for key in vocabulary.people}
        return cls(clauses, frozenset(registers), frozenset(project.references), frozenset(questions))

    @property
    def unlisted(self) -> tuple[str, ...]:
        """The clauses that no policy lists."""
        return tuple(name for name, policies in self.clauses.items() if not policies)

    def clause(self, name: str) -> str:
        """Return the address of a clause on the page of its main policy."""
        if name not in self.clauses:
            return ""
        policies = self.clauses[name]
        return f"{policy_page(policies[0]) if policies else UNLISTED}#{dotted(name)}"

    def requirement(self, name: str) -> str:
        """Return the address of a requirement, `register/id`."""
        register, _, key = name.partition("/")
        return f"{source_page(register)}#{key}" if register in self.registers else ""

    def reference(self, key: str) -> str:
        """Return the address of a law or a piece of guidance."""
        return f"{LAW}#{key}" if key in self.references else ""

    def question(self, name: str) -> str:
        """Return the address of a question or a post, `group.key`."""
        return f"{QUESTIONS}#{dotted(name)}" if name in self.questions else ""


def policy_page(policy: str) -> str:
    """Return the name of a policy's page."""
    return f"policies/{policy}.html"


def source_page(register: str) -> str:
    """Return the name of a register's page."""
    return f"sources/{register}.html"


def dotted(name: str) -> str:
    """Return a full name as an anchor: neither a library's name nor a question's group has a full stop in it."""
    return name.replace(":", ".")


def _folder(file: str) -> str:
    """Return the library that a file is in, by the folder below `clauses/`."""
    return file.partition("clauses/")[2].partition("/")[0]
