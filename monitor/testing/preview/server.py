"""The server of the public pages, on loopback."""

import re
from urllib.parse import parse_qs, urlsplit

from monitor.testing.preview.channel import PreviewChannel
from monitor.testing.preview.pages import front, history, single
from monitor.testing.receivers._http import Answer, HttpReceiver, Listening, Request

_HTML = {"content-type": "text/html; charset=utf-8"}
_PATH = re.compile(r"/(s/)?([A-Za-z0-9_]+)(?:/(\d+))?")


class PreviewServer(Listening):
    """Shows channels at `/s/HANDLE` while open (`async with`). `asked` holds the paths of all requests."""

    def __init__(self) -> None:
        self.channels: dict[str, PreviewChannel] = {}
        self.asked: list[str] = []
        self._http = HttpReceiver(self._respond)

    @property
    def base(self) -> str:
        """What stands for `https://t.me`."""
        return f"http://127.0.0.1:{self._http.port}"

    def add(self, handle: str, channel: int, title: str = "") -> PreviewChannel:
        """A new channel without posts; `channel` is its numeric id."""
        made = self.channels[handle.lower()] = PreviewChannel(handle, channel, title or handle)
        return made

    def _respond(self, request: Request) -> Answer:
        self.asked.append(request.path)
        address = urlsplit(request.path)
        found = _PATH.fullmatch(address.path)
        if found is None:
            return Answer(404, b"", _HTML)
        listed, handle, number = found.groups()
        channel = self.channels.get(handle.lower()) or PreviewChannel(handle, 1, shows="nobody")
        if channel.hangs:
            return Answer(hang=True)
        if channel.faults:
            return channel.faults.popleft()
        if number is not None and not listed:
            return _page(single(channel, channel.holds(int(number)) if channel.shows == "posts" else None))
        if not listed:
            return _page(front(channel))
        if channel.shows != "posts":
            return Answer(302, b"", {"location": f"/{handle}"})
        before = parse_qs(address.query).get("before", [""])[0]
        return _page(history(channel, int(before) if before.isdecimal() else None))


def _page(text: str) -> Answer:
    return Answer(200, text.encode(), _HTML)
