"""What the user asked for: reading, validating and explaining the watch file."""
