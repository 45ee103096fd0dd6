"""The status of an estate: for each school and policy the state, the next review, and what waits for a person."""
