"""The public face: a library that is loaded once, and a session for each school."""
