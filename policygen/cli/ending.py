"""End a run that is stopped from outside: promptly, with one line, and with nothing left half done."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import sys
import threading
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import click

import policygen

_PATIENCE = 1.5  # seconds for a native library to come back, before the process ends without it
_INTERRUPTED = 130  # 128 and the number of the signal, as shells have it


class Ending:
    """While a command runs: Ctrl-C and a request to end raise at once, so that files are left whole.

    An interrupt can be lost in a native library, or wait for one; the process then ends without it. A signal that is
    ignored already, as in `nohup`, stays ignored.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._code = 0
        self._said = False
        self._timer: threading.Timer | None = None

    def __enter__(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._received)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._timer is not None:
            self._timer.cancel()
        if isinstance(error, BrokenPipeError):
            self._say("cli.output_closed")
            discard_output()
            raise SystemExit(1)
        if isinstance(error, KeyboardInterrupt) or (self._code and isinstance(error, click.Abort)):
            self._say("cli.interrupted")
            raise SystemExit(self._code or _INTERRUPTED)

    def _received(self, number: int, _: FrameType | None) -> None:
        if self._timer is not None:
            return
        self._code = 128 + number
        # An interrupt that lands in a native library's callback is printed there as a traceback, and lost.
        sys.unraisablehook = lambda _: None
        self._timer = threading.Timer(_PATIENCE, self._give_up)
        self._timer.daemon = True
        self._timer.start()
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        self._say("cli.ended", signal=signal.Signals(number).name)
        raise SystemExit(self._code)

    def _give_up(self) -> None:
        self._say("cli.interrupted")
        os._exit(self._code)

    def _say(self, key: str, **facts: str) -> None:
        if self._said:
            return
        self._said = True
        with contextlib.suppress(OSError, ValueError):
            print(policygen.say(key, **facts), file=sys.stderr, flush=True)


def open_missing_streams() -> None:
    """Open what is closed of the three standard streams to nowhere: a file must not take the place of one."""
    missing = []
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
            missing.append(number)
    if 0 in missing or sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    if 2 in missing or sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if 1 in missing or sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        print(policygen.say("cli.no_output"), file=sys.stderr)


def machine_reason(error: BaseException) -> str | None:
    """Return in words what the system refused: no room, no permission, too long a name. None for any other error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return policygen.say("cli.machine", reason=os.strerror(errno.ENOMEM))
        if isinstance(cause, OSError) and cause.errno:
            reason = cause.strerror or str(cause)
            if cause.errno == errno.EILSEQ and cause.filename:
                shown = os.fsencode(cause.filename).decode("utf-8", "backslashreplace")
                return policygen.say("cli.machine_name", file=shown)
            return (
                policygen.say("cli.machine_file", file=str(cause.filename), reason=reason)
                if cause.filename
                else policygen.say("cli.machine", reason=reason)
            )
        cause = cause.__cause__ or cause.__context__
    return None


def reader_gone() -> bool:
    """Tell whether the program that reads the output has ended, as `head` does after its lines."""
    if not hasattr(select, "poll"):  # Windows
        return False
    poll = select.poll()
    with contextlib.suppress(OSError, ValueError):
        poll.register(sys.stdout.fileno(), 0)
        return any(event & select.POLLERR for _, event in poll.poll(0))
    return False


def discard_output() -> None:
    """Send what is still to be printed nowhere: the end of the run would try again, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(nowhere, stream.fileno())
