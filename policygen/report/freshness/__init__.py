"""Currency: what clauses rest on that the world has left behind, and the policies and schools that it touches."""
