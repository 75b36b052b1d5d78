"""Handles of Telegram, in whatever form the watch file has them. Pure."""


def handle_in(address: str) -> str:
    """The bare handle of `@handle`, `t.me/handle` or `https://t.me/handle`."""
    return address.strip().removeprefix("https://").removeprefix("t.me/").lstrip("@").rstrip("/")
