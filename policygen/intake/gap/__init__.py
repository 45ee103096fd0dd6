"""A policy that a school has, compared by its words with the requirements of the library."""
