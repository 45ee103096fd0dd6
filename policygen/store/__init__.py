"""The store: what was made before, by the digest of what it depends on, in the user's own cache folder."""
