"""A built Word file that a person has edited: what changed, and what that means for the school's settings."""
