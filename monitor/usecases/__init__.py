"""What a person can ask; called by the command line and by pages alike."""
