"""Verifying: what holds of a file that policygen made, what does not, and what cannot be told."""
