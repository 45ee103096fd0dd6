"""What is outside: files, the date and the environment, on disk, in memory or at a git revision."""
