"""What becomes of a match."""
