"""Telegram's public web pages on loopback."""

from monitor.testing.preview.channel import PreviewChannel, Said
from monitor.testing.preview.server import PreviewServer

__all__ = ["PreviewChannel", "PreviewServer", "Said"]
