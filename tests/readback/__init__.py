"""Word files that people edited, read back into the settings."""
