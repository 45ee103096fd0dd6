"""A staff list, and what is made of it: a register of signatures and a receipt for each person. None of it is kept."""
