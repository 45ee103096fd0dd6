"""Branches: every way in which answers change a policy, as few settings as cover them, and whether a condition can
hold.
"""
