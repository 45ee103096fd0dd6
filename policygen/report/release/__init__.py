"""Releases: what changed in a library, of which kind each change is, and the version and changelog that follow."""
