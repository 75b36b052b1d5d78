"""Public channels through Telegram's web preview, without an account."""

from monitor.sources.preview.pace import Pace, PreviewOptions
from monitor.sources.preview.source import PreviewSource

__all__ = ["Pace", "PreviewOptions", "PreviewSource"]
