"""Reads the library when it is imported, in the process that others are forked from."""

from __future__ import annotations

from tests.support.visiting import hosted_library

hosted_library()
