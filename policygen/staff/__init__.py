"""From a staff list to a register of signatures and a receipt for each person. policygen keeps no staff data."""
