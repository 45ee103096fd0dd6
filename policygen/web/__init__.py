"""The browser's way in: pages made from the vocabulary."""
