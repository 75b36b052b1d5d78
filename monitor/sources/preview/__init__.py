"""Public channels through Telegram's web preview, without an account."""
