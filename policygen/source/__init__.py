"""Reading: bytes to nodes that know their file, line and column; syntax errors and suspicious values in words."""
