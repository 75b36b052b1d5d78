"""Asking for pages, and what an answer that is no history means."""

import asyncio
from urllib.parse import quote

from monitor.errors import Unavailable
from monitor.sources._fetch import Fetched, Fetcher
from monitor.sources.preview.pace import PreviewOptions
from monitor.sources.preview.page import Kind, Page, read_page
from monitor.sources.preview.tree import LARGEST, PageError
from monitor.sources.preview.watched import Closed

_LARGE = 200_000  # parsing takes about 20 ms for as many bytes: more is done off the loop
_HEADERS = {"accept": "text/html", "accept-language": "en"}
_CLOSED: dict[Kind, tuple[str, str]] = {
    "no_preview": ("no_preview", "the channel has its web preview switched off; watch it with `via: account`"),
    "group": ("no_preview", "the handle leads to a group, and groups have no web preview"),
    "person": ("vanished", "the handle belongs to a person or a bot, not to a channel"),
    "nobody": ("vanished", "there is no channel of this handle"),
}


class Reader:
    """Reads pages of one base address.

    Every method raises `Unavailable`, `Rejected`, `PageError`, or `Closed` where there is no history to read.
    """

    def __init__(self, fetcher: Fetcher, options: PreviewOptions) -> None:
        self._fetcher = fetcher
        self._options = options

    async def newest(self, handle: str) -> Page:
        """The newest posts."""
        return await self._history(f"/s/{quote(handle)}")

    async def before(self, handle: str, number: int) -> Page:
        """The newest posts below an id. There are some: a page without any is how busy servers decline.

        Raises also:
            Unavailable: the page shows no posts.
        """
        page = await self._history(f"/s/{quote(handle)}?before={number}")
        if not page.items:
            raise Unavailable(f"the page of {handle} shows no posts where there are some, as busy servers do")
        return page

    async def stands(self, handle: str, number: int) -> bool | None:
        """Whether one post is there, by its own page. None: the page does not say."""
        page = await self._page(f"/{quote(handle)}/{number}?embed=1&mode=tme")
        if page.kind == "gone":
            return False
        return True if number in page.shown else None

    async def _history(self, path: str) -> Page:
        page = await self._page(path)
        if page.kind == "history":
            return page
        if page.kind in _CLOSED:
            raise Closed(*_CLOSED[page.kind])
        raise PageError("the page of a single post stands where the channel's posts should be")

    async def _page(self, path: str) -> Page:
        fetched = await self._fetcher.get(
            self._options.base + path,
            headers=_HEADERS,
            most_bytes=LARGEST,
            timeout=self._options.pace.timeout,
            redirects=2,
            allow_private=self._options.allow_private,
        )
        if fetched.status == 404:
            return Page("nobody")
        if fetched.status != 200:
            raise Unavailable(f"the preview answered {fetched.status}")
        return await _parsed(fetched)


async def _parsed(fetched: Fetched) -> Page:
    if fetched.truncated:
        raise PageError(f"the page is larger than {LARGEST >> 20} MB")
    if len(fetched.body) > _LARGE:
        return await asyncio.to_thread(read_page, fetched.body)
    return read_page(fetched.body)
