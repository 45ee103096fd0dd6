"""Which characters the look's typeface can print, known without opening the packaged fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources

import yaml

from policygen.look.tokens import TokensError, load_tokens
from policygen.world.protocol import World

FILE = "coverage.yaml"  # beside this module


@dataclass(frozen=True, slots=True)
class Coverage:
    """A typeface, and the numbers of the characters that each of its cuts has."""

    family: str
    characters: frozenset[int]


def coverage_of(world: World) -> Coverage | None:
    """Return what the look's typeface covers; None for one that is not there, which is said when pages are drawn.

    The packaged fonts are told by their digests. A project's own fonts are opened, which takes longer.
    """
    try:
        family = load_tokens(world).faces.pdf
        kept = yaml.load(resources.files("policygen.look").joinpath(FILE).read_bytes(), Loader=yaml.CSafeLoader)
        if family == kept["family"] and all(_is_font(world, name, kept["fonts"][name]) for name in kept["fonts"]):
            return Coverage(family, frozenset(_numbers(kept["characters"])))
        # Reading fonts takes a library that takes time to import.
        from policygen.look.fonts import FaceMissing, find_face

        try:
            return Coverage(family, find_face(family, world).characters)
        except FaceMissing:
            return None
    except (TokensError, OSError):
        return None


def _is_font(world: World, name: str, digest: str) -> bool:
    try:
        return sha256(world.look(f"fonts/{name}")).hexdigest() == digest
    except OSError:
        return False


def _numbers(ranges: str) -> Iterator[int]:
    for one in ranges.split():
        first, _, last = one.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
