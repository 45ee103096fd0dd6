"""Reviews of clauses and of what they claim: what a reviewer sees, and the stamp that the file gets for it."""
