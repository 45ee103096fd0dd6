"""Impact: what has changed in a library since a commit, and the policies and schools affected."""
