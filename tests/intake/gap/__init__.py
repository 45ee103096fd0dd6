"""A policy that a school has, compared with requirements."""
