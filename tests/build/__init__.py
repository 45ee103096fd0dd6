"""Tests of `policygen.build`."""
