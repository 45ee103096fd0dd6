"""What a school has already, taken in: its policies compared with what registers of requirements ask."""
