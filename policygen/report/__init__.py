"""Reports on a library and its schools: coverage, freshness, impact, usage, and why a school has a clause."""
