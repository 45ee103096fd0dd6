"""What a school has already, taken in."""
