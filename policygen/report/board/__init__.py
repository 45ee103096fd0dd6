"""What changed in a policy, told to the people it concerns: one page for the board, and a notice for its readers."""
