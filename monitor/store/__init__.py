"""What is kept: one database."""
