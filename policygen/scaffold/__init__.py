"""What a new clause library begins with: a whole repository, from the files in `library/`."""
