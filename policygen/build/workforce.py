"""Who builds: how many processes, with which limits, on this machine or on a cluster."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from policygen.build.workers import JobLimits, resident
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused

LOCAL = "local"
LIMITS = JobLimits(seconds=600, memory=2 << 30)
_SIZE = re.compile(r"(\d{1,12})(?: ?([KMGT])i?B?)?", re.IGNORECASE)
_UNITS = "KMGT"


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who shares a build: `processes` of this machine, or the workers of the Dask `scheduler`.

    `scheduler` is an address, or "local" for a cluster of `processes` workers that lasts as long as the build. One that
    is on another machine needs `tls://`, unless it is `insecure`. `limits` hold for each step of a process, which is
    one policy of one school; with `separate`, one process is enough to have them.
    """

    processes: int = 1
    limits: JobLimits = LIMITS
    separate: bool = False
    scheduler: str = ""
    insecure: bool = False

    @staticmethod
    def bytes_of(text: str) -> int:
        """Return how many bytes `800M`, `2G` or `2 GiB` is, by units of 1,024. Raises ValueError."""
        return bytes_of(text)

    @staticmethod
    def of(
        processes: int,
        seconds: int | None = None,
        memory: int | None = None,
        scheduler: str = "",
        insecure: bool = False,
    ) -> Workforce:
        """Return who builds; a limit (seconds, bytes) that is None is the ordinary one, and 0 is none."""
        limits = JobLimits(LIMITS.seconds if seconds is None else seconds, LIMITS.memory if memory is None else memory)
        return Workforce(processes, limits, seconds is not None or memory is not None, scheduler, insecure)

    def require_safe(self) -> None:
        """Raise Refused for a scheduler on another machine without `tls://`, unless that was allowed.

        Workers run any code that is sent to them, and settings name people.
        """
        if self.scheduler in ("", LOCAL) or self.insecure or self.scheduler.startswith("tls://"):
            return
        try:
            host = urlsplit(self.scheduler if "://" in self.scheduler else f"tcp://{self.scheduler}").hostname or ""
            here = host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            here = False
        if not here:
            raise Refused(say("cluster.insecure", scheduler=self.scheduler))

    def require_dask(self) -> None:
        """Raise Refused if a scheduler is wanted and Dask is not installed."""
        if self.scheduler and find_spec("distributed") is None:
            raise Refused(say("cluster.no_dask"))

    @staticmethod
    def memory_known() -> bool:
        """Return whether this system says how much memory a process uses, so that its limit can be held."""
        return resident(os.getpid()) > 0


def bytes_of(text: str) -> int:
    """Return how many bytes `800M`, `2G` or `2 GiB` is, by units of 1,024. Raises ValueError."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(found[1]) << 10 * (_UNITS.index(found[2].upper()) + 1 if found[2] else 0)


def in_units(size: int) -> str:
    """Return a number of bytes as bytes_of reads it, in the largest unit that divides it."""
    for power in range(len(_UNITS), 0, -1):
        if size and size % (1 << 10 * power) == 0:
            return f"{size >> 10 * power}{_UNITS[power - 1]}"
    return str(size)
