"""What the user watches for."""
