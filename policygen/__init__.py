"""policygen: a document compiler for school policies."""

__version__ = "0.1.0"
