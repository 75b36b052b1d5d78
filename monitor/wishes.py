"""Which files of a post are wanted, by what its channel's entry and the rules that matched say. Pure."""

from collections.abc import Iterable

from monitor.model import Change, DownloadSpec, WatchSpec
from monitor.ports.store import Wish

PAGES_ONLY = "files are fetched through an account, and none reads this channel"
_MEGA = 1_000_000


def wishes(change: Change, wanted: Iterable[DownloadSpec], refused: str = "") -> list[Wish]:
    """A wish for every file that one of `wanted` names; none for posts from before we watched.

    `refused`: why nothing of this channel can be fetched.
    """
    wanted = [spec for spec in wanted if spec.kinds]
    if not wanted or change.history:
        return []
    post, found = change.post, []
    for item in post.media:
        limits = [spec.largest for spec in wanted if item.kind in spec.kinds]
        if limits:
            why = refused or too_large(item.size or 0, max(limits))
            place = change.key, post.channel, item.message_id, item.file_id
            found.append(Wish(*place, item.kind, item.size, max(limits), why))
    return found


def too_large(size: int, largest: int) -> str:
    """Why a file of this size is left; empty if it is not."""
    return f"it has {size / _MEGA:.1f} MB, and at most {largest / _MEGA:g} MB are wanted" if size > largest else ""


def kinds_wanted(spec: WatchSpec) -> frozenset[str]:
    """Which kinds of files a watch file has fetched at all."""
    return frozenset().union(*(one.media.kinds for some in (spec.channels, spec.rules) for one in some))
