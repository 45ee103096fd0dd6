"""The reference in docs/reference/, drawn from the models, the vocabulary, the command line and the codes."""
