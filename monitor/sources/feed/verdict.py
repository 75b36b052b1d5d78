"""What an answer that is no feed means for its channel. Pure."""

from typing import NamedTuple

from monitor.sources.feed.document import Page


class Verdict(NamedTuple):
    """`state` is a name for `SourceChanged`; `detail` a sentence that says what to do."""

    state: str
    detail: str


class FeedClosed(Exception):
    """The feed cannot be read now, nor probably soon."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


_BY_STATUS = {
    401: ("private", "the site wants a password for this feed (401); only public feeds can be watched"),
    402: ("private", "the site wants to be paid for this feed (402)"),
    403: ("private", "the site does not let us read this feed (403); ask it to, or watch another of its feeds"),
    404: ("vanished", "nothing is at this address (404); check it, or look for the site's new feed"),
    410: ("vanished", "the site says that this feed is gone for good (410); take it out of the watch file"),
    451: ("private", "the site may not show this feed here, for legal reasons (451)"),
}


def judge(status: int) -> Verdict | None:
    """The verdict on a status; None for one that brings a document, or says that nothing is new."""
    if status in _BY_STATUS:
        return Verdict(*_BY_STATUS[status])
    if 200 <= status < 300 or status == 304:
        return None
    if 300 <= status < 400:
        return Verdict("failed", f"the address leads from one to another without end ({status}); check it")
    return Verdict("failed", f"the site answered {status} where a feed should be; check the address")


def on_page(page: Page) -> Verdict:
    """A page where a feed should be: it often names its feed."""
    if not page.feeds:
        return Verdict("failed", "this is a web page, and it names no feed; look for the address of the feed itself")
    named = " or ".join(page.feeds[:3])
    return Verdict("failed", f"this is a web page, its feed is {named}; write that address in the watch file")
