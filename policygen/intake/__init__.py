"""What a school has already, taken in: its policies compared with what registers ask, and its national entry."""
