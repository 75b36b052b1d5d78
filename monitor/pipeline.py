"""What a post goes through."""
