"""Asking a school what the vocabulary asks: in a terminal, on a page of paper, in a browser."""
