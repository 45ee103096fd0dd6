"""One file that a school can carry from one project to another, and back."""
