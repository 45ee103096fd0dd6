"""Other programs as judges of the files: what each reads in them, against the Document that they were made of.

`python -m tests.peers` runs them all and writes docs/dev/peers.md.
"""
