"""The national register of schools as settings files, and what a policy that a school has already meets."""
