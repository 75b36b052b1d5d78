"""Telegram through an account."""
