"""The commands that install what is missing, by operating system."""

from __future__ import annotations

from collections.abc import Iterable

from policygen import __version__
from policygen.diagnostics.codes import say
from policygen.doctor.model import Machine, System

# What scripts/setup.sh installs on Debian and macOS, and what WeasyPrint's documentation names for the others:
# https://doc.courtbouillon.org/weasyprint/stable/first_steps.html
_PACKAGES: dict[System, dict[str, str]] = {
    "debian": {
        "glib": "libpango-1.0-0",
        "pango": "libpango-1.0-0",
        "harfbuzz": "libpango-1.0-0",
        "harfbuzz-subset": "libharfbuzz-subset0",
        "fontconfig": "libpangoft2-1.0-0",
        "pangoft2": "libpangoft2-1.0-0",
        "libreoffice": "libreoffice-writer",
        "chromium": "chromium",
        "git": "git",
    },
    "fedora": {
        "glib": "pango",
        "pango": "pango",
        "harfbuzz": "harfbuzz",
        "harfbuzz-subset": "harfbuzz",
        "fontconfig": "pango",
        "pangoft2": "pango",
        "libreoffice": "libreoffice-writer",
        "chromium": "chromium",
        "git": "git",
    },
    "macos": {
        "glib": "pango",
        "pango": "pango",
        "harfbuzz": "harfbuzz",
        "harfbuzz-subset": "harfbuzz",
        "fontconfig": "pango",
        "pangoft2": "pango",
        "libreoffice": "--cask libreoffice",
        "chromium": "--cask chromium",
        "git": "git",
    },
}
_WINDOWS_PROGRAMS = ("libreoffice", "chromium", "git")
MACOS_PATH = 'export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"'


def install(machine: Machine, *names: str) -> str:
    """Return the command that installs native libraries (by their names in `LIBRARIES`) or programs."""
    if machine.system == "windows":
        programs = [say(f"doctor.windows_{name}") for name in names if name in _WINDOWS_PROGRAMS]
        return "; ".join(programs) or say("doctor.windows_libraries")
    known = _PACKAGES.get(machine.system)
    if known is None:
        return say("doctor.install", names=names)
    packages = " ".join(dict.fromkeys(known[name] for name in names))
    if machine.system == "macos":
        return f"brew install {packages}"
    sudo = "" if machine.administrator else "sudo "
    if machine.system == "fedora":
        return f"{sudo}dnf install {packages}"
    return f"{sudo}apt-get update && {sudo}apt-get install {packages}"


def pip(machine: Machine, *wanted: str) -> str:
    """Return the command that installs Python packages next to this policygen; `wanted` as "weasyprint>=70"."""
    return f"{_quoted(machine.interpreter)} -m pip install {' '.join(_quoted(each) for each in wanted)}"


def again(machine: Machine) -> str:
    """Return how to restore what comes with policygen: from its wheel, or in a checkout from git."""
    packaged = machine.world.packaged
    if (packaged / "pyproject.toml").is_file():
        return f"git -C {_quoted(str(packaged))} restore clauses schools templates"
    return pip(machine, "--force-reinstall", "--no-deps", f"policygen-{__version__}-py3-none-any.whl")


def look(machine: Machine) -> str:
    """Return how to correct the look: in the project's own templates/ if it has one, or else as `again` does."""
    world = machine.world
    if len(world.look_folders()) == 1:
        return again(machine)
    own = world.root / "templates"
    return say("doctor.look", folder=str(own))


def python(machine: Machine, wanted: str) -> str:
    """Return how to get a newer Python."""
    return {
        "debian": say("doctor.python_debian", version=wanted),
        "fedora": f"{'' if machine.administrator else 'sudo '}dnf install python3",
        "macos": "brew install python",
        "windows": say("doctor.python_windows"),
    }.get(machine.system, say("doctor.python", version=wanted))


def without_repeats(commands: Iterable[str]) -> list[str]:
    """Return the commands, each once, in order."""
    return list(dict.fromkeys(command for command in commands if command))


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(" <>=[]&;()") else text
