"""The file of a school's trust or council: the one that the project has, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policygen.ask.settings_file import NewSettings
from policygen.ask.starting import id_from
from policygen.ask.yaml_text import GivenAnswer
from policygen.check.schools import SCHOOL_ID
from policygen.diagnostics.model import Diagnostics
from policygen.intake.register.facts import RegisteredSchool, RegisterGroup
from policygen.intake.register.record import flat
from policygen.resolve.groups import group_files, groups_of
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.nodes import Node, Scalar
from policygen.source.reading import read_source
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """A group's file: the keys that it answers, with the words of those on one line, and all the keys in it."""

    file: str
    answered: Mapping[str, str]
    keys: frozenset[str]

    @property
    def extends(self) -> str:
        """What a school's file says to extend it."""
        return self.file.removeprefix("schools/")


def group_settings(world: DiskWorld, file: str) -> GroupSettings:
    """Read which answers a settings file gives; one with mistakes, which `check` reports, gives none."""
    found = read_source(file, world.read(file), Diagnostics())
    answered: dict[str, str] = {}
    keys: set[str] = set()
    for group in ("school", "people", "choices"):
        node = found[1].get(group) if found is not None and isinstance(found[1], MappingNode) else None
        for entry in node.entries if isinstance(node, MappingNode) else ():
            key = f"{group}.{entry.key.text}"
            keys.add(key)
            if not _is_open(entry.value):
                answered[key] = entry.value.text if isinstance(entry.value, Scalar) else ""
    return GroupSettings(file, answered, frozenset(keys))


def _is_open(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


@dataclass(slots=True)
class RegisterGroups:
    """Finds or writes the file of each group that the register names. `written` are the new files."""

    world: DiskWorld
    text: NewSettings
    diagnostics: Diagnostics
    written: list[str] = field(default_factory=list)
    _found: dict[tuple[str, str], GroupSettings] = field(default_factory=dict)
    _named: dict[tuple[str, str], str] = field(default_factory=dict)
    _files: dict[str, GroupSettings] = field(init=False)

    def __post_init__(self) -> None:
        self._files = {file: group_settings(self.world, file) for file in group_files(self.world).values()}

    def settings(self, file: str) -> GroupSettings:
        """Return the settings of a file above schools that the project has. Raises KeyError."""
        return self._files[file]

    def above(self, file: str) -> tuple[GroupSettings, ...]:
        """Return the settings above a file, nearest first."""
        names = (f"schools/{name}.yaml" for name in groups_of(self.world, file))
        return tuple(self._files[name] for name in names if name in self._files)

    def of(self, group: RegisterGroup) -> GroupSettings:
        """Return the group's file, which is written if the project has none. Raises OSError."""
        key = (group.kind, group.code or group.name)
        if key not in self._found:
            self._found[key] = self._called(group) or self._new(group)
        return self._found[key]

    def _called(self, group: RegisterGroup) -> GroupSettings | None:
        """Return the file that names this group, or the one of its kind that is called as it would be."""
        named = _name_key(group)
        for one in self._files.values():
            if one.answered.get(named, "").casefold() == group.name.casefold():
                return one
        file = self._file_name(group)
        found = self._files.get(file)
        own = found.answered.get(named, "") if found is not None else ""
        if own:
            self.diagnostics.report("PG874.group", group.span, file=file, own=own, name=group.name)
        return found

    def _new(self, group: RegisterGroup) -> GroupSettings:
        file = self._file_name(group)
        self._named[group.kind, file] = group.code
        text = self.text.of_group(file, group.name, group.states, group.rule.asks)
        write_whole(self.world.path(file), text.encode())
        self.written.append(file)
        answered = {key: str(given.value) for key, given in group.states.items()}
        self._files[file] = GroupSettings(file, answered, frozenset((*answered, *group.rule.asks)))
        return self._files[file]

    def _file_name(self, group: RegisterGroup) -> str:
        """Return the name of the file: another group's of the same name in this register has its code too."""
        name = id_from(group.name)
        file = f"schools/{group.kind}/{name}.yaml"
        other = self._named.get((group.kind, file), group.code)
        if not SCHOOL_ID.fullmatch(name) or other != group.code:
            end = f"-{group.code}" if name else f"{group.kind}-{group.code}"
            file = f"schools/{group.kind}/{name[: 64 - len(end)].rstrip('-')}{end}.yaml"
        return file


def _name_key(group: RegisterGroup) -> str:
    return next(key for key, value in group.rule.states.items() if value == "name")


def own_answers(school: RegisteredSchool, above: GroupSettings | None) -> dict[str, GivenAnswer]:
    """Return the answers that a school's own file has to give: those that the file above it does not give, or gives
    otherwise. What a group is called there stays: a person may have written it better than the register.
    """
    given = above.answered if above is not None else {}
    named = school.group.states if school.group is not None else {}
    words = flat(school.answers)
    return {
        key: answer
        for key, answer in school.answers.items()
        if key not in given or (key not in named and words.get(key) != given[key])
    }
