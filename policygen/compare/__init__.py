"""Comparing two Documents: what changed from one to the other, section by section, and why."""
