"""Rows of the national register of schools to settings files of schools and of the groups above them."""
