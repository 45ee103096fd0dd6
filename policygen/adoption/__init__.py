"""Adoption: the record of what the board adopted, and whether a policy still has the words that it adopted."""
