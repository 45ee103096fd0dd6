"""Looks at the machine: what a build needs, whether it is there, and the command that mends what is not."""
