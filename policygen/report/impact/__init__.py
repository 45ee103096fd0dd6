"""Impact: what has changed in a library since a commit, in words, and the policies and schools that it reaches."""
