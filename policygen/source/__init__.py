"""Read bytes into nodes with file, line and column; explain syntax errors in plain English; change files in place."""
