"""A policy that a school has, compared with the requirements of the library: by its words, which says nothing of law."""
