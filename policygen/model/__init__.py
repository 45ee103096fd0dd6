"""Frozen models of everything a project holds: what each kind of file may say, and what it was checked into."""
