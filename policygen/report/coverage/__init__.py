"""Coverage: which clause meets which requirement, seen both ways, for the library, one policy or one school."""
