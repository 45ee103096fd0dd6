"""The public API: a library that is loaded once, and a session for each school."""
