"""Posts from an export that Telegram Desktop wrote: `result.json` of one chat, or of a whole account.

What such an export cannot tell: which messages were one album (they stay single posts), views and forwards,
formatting inside of other formatting, where in its channel a forwarded post stood, the handle of the channel.
"""

from monitor.sources.export.chats import Chat, ExportReader
from monitor.sources.export.convert import Origin, to_post
from monitor.sources.export.folder import Folder, result_file

__all__ = ["Chat", "ExportReader", "Folder", "Origin", "result_file", "to_post"]
