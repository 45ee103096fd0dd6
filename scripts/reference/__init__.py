"""The reference in docs/reference/, written from the models, the vocabulary, the command line and the codes."""
