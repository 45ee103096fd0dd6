"""Read bytes into nodes that know their file, line and column, and explain syntax errors in plain English."""
