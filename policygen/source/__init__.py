"""Reading: bytes become nodes that know their file, line and column, and syntax errors are explained in words."""
