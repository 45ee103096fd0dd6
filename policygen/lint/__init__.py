"""Lint: small rules on what clauses say and how, each with an id, a code to `policygen explain`, and examples."""
