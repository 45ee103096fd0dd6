"""Collisions of an upgrade as a Word file with tracked changes, and what a person settled in it."""
