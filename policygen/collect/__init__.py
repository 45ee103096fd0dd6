"""What the schools of a group are asked, and the answers that come back from them."""
