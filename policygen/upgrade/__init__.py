"""Moving a project to newer libraries: what changed, what it means for each settings file, and the files it makes."""
